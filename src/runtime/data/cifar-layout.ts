/** The binary layout of the two CIFAR sets: records of label bytes, then 1,024 red, 1,024 green, 1,024 blue bytes, row by row. */
export interface CifarLayout {
  /** The part's name: `cifar10`. */
  readonly name: string;
  readonly title: string;
  readonly files: { readonly train: readonly string[]; readonly test: readonly string[] };
  readonly labels: readonly CifarLabel[];
  /** SHA-256 of the published files, where we know them. */
  readonly sha256: ReadonlyMap<string, string>;
}

export interface CifarLabel {
  readonly name: "fine" | "coarse";
  readonly classes: readonly string[];
}

export const CIFAR_EDGE = 32;
export const CIFAR_PIXELS = CIFAR_EDGE * CIFAR_EDGE;

/** Bytes of one record: 3,073 of CIFAR-10, 3,074 of CIFAR-100. */
export const recordSize = (layout: CifarLayout): number => layout.labels.length + 3 * CIFAR_PIXELS;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const CIFAR10: CifarLayout = {
  name: "cifar10",
  title: "CIFAR-10",
  files: {
    train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`),
    test: ["test_batch.bin"],
  },
  labels: [{ name: "fine", classes: words("airplane automobile bird cat deer dog frog horse ship truck") }],
  sha256: new Map([
    ["data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"],
    ["data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"],
    ["data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"],
    ["data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"],
    ["data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"],
    ["test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"],
  ]),
};

export const CIFAR100: CifarLayout = {
  name: "cifar100",
  title: "CIFAR-100",
  files: { train: ["train.bin"], test: ["test.bin"] },
  labels: [
    {
      name: "coarse",
      classes: words(`aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
        household_furniture insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes
        large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles small_mammals trees
        vehicles_1 vehicles_2`),
    },
    {
      name: "fine",
      classes:
        words(`apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel
        can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin
        elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man
        maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
        plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail
        snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout
        tulip turtle wardrobe whale willow_tree wolf woman worm`),
    },
  ],
  sha256: new Map(),
};

export const CIFAR_LAYOUTS: readonly CifarLayout[] = [CIFAR10, CIFAR100];
