import { pictureSize, type DataSet } from "./data-set.ts";
import { draws } from "./draws.ts";
import { hashPictures } from "./hash-pictures.ts";

/** Streams of the classes' draws: beyond the places of pictures and the order of an epoch. */
const CLASS_STREAM = 2 ** 41;

/**
 * Holds a share of a set out: [training part, validation part]. The share is drawn class by class, so that both parts have the
 * classes as the whole has them, to a picture; it depends on the seed and on the labels alone. `share` is above 0 and below 1; each
 * part gets a picture where there are two. Pictures keep their order. The parts are copies: for a moment the set is there twice.
 */
export const splitSet = (set: DataSet, share: number, seed: number): readonly [DataSet, DataSet] => {
  const isHeld = drawHeld(set, share, seed);
  const places = Uint32Array.from({ length: set.count }, (_, i) => i);
  return [
    pick(
      set,
      places.filter((place) => isHeld[place] === 0),
      { part: "train", share, seed },
    ),
    pick(
      set,
      places.filter((place) => isHeld[place] === 1),
      { part: "validation", share, seed },
    ),
  ];
};

/** [count], 1 where a picture is held out. */
const drawHeld = ({ count, labels, classes }: DataSet, share: number, seed: number): Uint8Array => {
  const byClass = Array.from({ length: classes.length }, (): number[] => []);
  for (let place = 0; place < count; place++) byClass[labels[place]!]!.push(place);
  const total = Math.max(1, Math.min(count - 1, Math.round(share * count)));
  const isHeld = new Uint8Array(count);
  apportion(
    byClass.map((places) => places.length),
    total,
  ).forEach((held, label) => {
    const draw = draws(seed, 0, CLASS_STREAM + label);
    const places = byClass[label]!;
    for (let i = 0; i < held; i++) {
      const j = i + draw(places.length - i);
      [places[i], places[j]] = [places[j]!, places[i]!];
      isHeld[places[i]!] = 1;
    }
  });
  return isHeld;
};

/** `total` shared out in proportion to whole numbers by largest remainders, of equal ones the first; in whole numbers throughout. */
const apportion = (sizes: readonly number[], total: number): readonly number[] => {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const parts = sizes.map((size) => Math.floor((size * total) / all));
  const left = total - parts.reduce((sum, part) => sum + part, 0);
  const rest = sizes.map((size) => (size * total) % all);
  const first = [...sizes.keys()].sort((a, b) => rest[b]! - rest[a]! || a - b).slice(0, left);
  return parts.map((part, index) => part + (first.includes(index) ? 1 : 0));
};

const pick = (set: DataSet, places: Uint32Array, drawn: NonNullable<DataSet["facts"]["drawn"]>): DataSet => {
  const size = pictureSize(set.shape);
  const pixels = new Uint8Array(places.length * size);
  const labels = set.labels.slice(0, places.length);
  places.forEach((place, at) => {
    pixels.set(set.pixels.subarray(place * size, (place + 1) * size), at * size);
    labels[at] = set.labels[place]!;
  });
  const count = places.length;
  const name = `${set.name}, ${drawn.part} part`;
  return {
    ...set,
    name,
    count,
    pixels,
    labels,
    ...(set.files && { files: [...places].map((place) => set.files![place]!) }),
    facts: { ...set.facts, count, drawn, sha256: hashPictures(labels, pixels) },
  };
};
