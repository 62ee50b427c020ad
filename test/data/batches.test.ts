import { beforeAll, describe, expect, it } from "vitest";
import { augmentation, type Augmentation } from "../../src/runtime/data/augment.ts";
import {
  epochOrder,
  evaluationBatches,
  stepsPerEpoch,
  trainingBatches,
  type Batch,
} from "../../src/runtime/data/batches.ts";
import type { DataSet } from "../../src/runtime/data/data-set.ts";
import { draws } from "../../src/runtime/data/draws.ts";
import { openData } from "../../src/runtime/data/open-data.ts";
import { number, part, symbol } from "./part.ts";

let set: DataSet;
beforeAll(async () => {
  const shapes = part("data", "shapes", { split: symbol("train"), count: number(23), size: number(8) });
  set = (await openData([shapes], { root: "/", data: "/" }))[0]!;
});

const padCrop = augmentation(part("augment", "pad_crop", { pad: number(1) }))!;
const flip = augmentation(part("augment", "flip"))!;
const always = augmentation(part("augment", "flip", { probability: number(1) }))!;
const epoch = (n: number, augment: readonly Augmentation[] = [padCrop, flip], batch = 5): readonly Batch[] => [
  ...trainingBatches(set, { batch, seed: 3, epoch: n, augment }),
];

describe("training batches", () => {
  it("drop the last short one", () => {
    expect(epoch(0).map((batch) => batch.size)).toEqual([5, 5, 5, 5]);
    expect(stepsPerEpoch(23, 5)).toBe(4);
    expect(stepsPerEpoch(4, 5)).toBe(0);
  });

  it("hold each picture once, in another order each epoch", () => {
    const [a, b] = [epoch(0, [], 1), epoch(1, [], 1)].map((batches) => batches.map((batch) => batch.pictures[0]!));
    expect(a!.toSorted((x, y) => x - y)).toEqual([...Array(23).keys()]);
    expect(a).not.toEqual(b);
  });

  it("change a picture by seed, epoch and picture alone: the batch size makes no difference", () => {
    const small = new Map(epoch(0, undefined, 1).map((batch) => [batch.pictures[0], [...batch.image]]));
    const length = small.get(0)!.length;
    for (const batch of epoch(0, undefined, 5))
      batch.pictures.forEach((picture, i) =>
        expect([...batch.image.subarray(i * length, (i + 1) * length)]).toEqual(small.get(picture)),
      );
  });

  it("change it otherwise in another epoch", () => {
    const image = (n: number): unknown => epoch(n, undefined, 1).find((batch) => batch.pictures[0] === 4)?.image;
    expect([0, 1, 2, 3, 4].some((n) => String(image(n)) !== String(image(n + 1)))).toBe(true);
  });

  it("can begin in the middle", () => {
    expect([...trainingBatches(set, { batch: 5, seed: 3, epoch: 0, augment: [padCrop], skip: 2 })]).toEqual(
      epoch(0, [padCrop]).slice(2),
    );
  });
});

describe("evaluation batches", () => {
  it("hold all pictures in order, the last batch short", () => {
    const batches = [...evaluationBatches(set, 10)];
    expect(batches.map((batch) => batch.size)).toEqual([10, 10, 3]);
    expect(batches.flatMap((batch) => [...batch.pictures])).toEqual([...Array(23).keys()]);
  });

  it("are normalized channel by channel", () => {
    const [batch] = evaluationBatches(
      { ...set, normalization: { scale: 1 / 255, mean: [0.1, 0.2, 0.3], deviation: [1, 2, 4] } },
      1,
    );
    expect(batch?.image[2]).toBeCloseTo((set.pixels[2]! / 255 - 0.3) / 4, 6);
    expect(batch?.image[4]).toBeCloseTo((set.pixels[4]! / 255 - 0.2) / 2, 6);
  });
});

describe("augmentations", () => {
  const shape = { height: 2, width: 3, channels: 1 };
  const picture = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const all = (augment: Augmentation): ReadonlySet<string> => {
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const target = new Uint8Array(6).fill(99);
      augment(picture, target, shape, draws(i, 0, 0));
      seen.add(target.join());
    }
    return seen;
  };

  it("flip mirrors left and right, half the time", () => {
    expect(all(flip)).toEqual(new Set(["1,2,3,4,5,6", "3,2,1,6,5,4"]));
    expect(all(always)).toEqual(new Set(["3,2,1,6,5,4"]));
  });

  it("pad_crop shifts to each of the nine places, black coming in", () => {
    const shifted = all(padCrop);
    expect(shifted.size).toBe(9);
    for (const expected of ["1,2,3,4,5,6", "0,0,0,0,1,2", "5,6,0,0,0,0", "0,1,2,0,4,5", "4,5,6,0,0,0"])
      expect(shifted).toContain(expected);
  });

  it("pad_crop wider than the picture still writes all of it", () => {
    for (const seen of all(augmentation(part("augment", "pad_crop", { pad: number(9) }))!))
      expect(seen).not.toContain("99");
  });
});

describe("epochOrder", () => {
  it("is even: each picture comes first equally often", () => {
    const first = new Array<number>(5).fill(0);
    for (let n = 0; n < 5000; n++) first[epochOrder(5, 1, n)[0]!]!++;
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
