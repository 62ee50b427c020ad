import { createHash } from "node:crypto";
import { pictureSize, type DataSet } from "./data-set.ts";

/** What a person wants to know of a set before training on it. */
export interface SetSummary {
  readonly name: string;
  readonly count: number;
  readonly classes: readonly string[];
  /** Pictures of each class. */
  readonly perClass: readonly number[];
  /** Of all pixels, channel by channel, where a byte of 255 is 1: what to write into `mean` and `deviation`. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

type Pictures = Pick<DataSet, "name" | "count" | "classes" | "labels" | "pixels" | "shape" | "files">;

export const summarizeSet = ({ name, count, classes, labels, pixels, shape }: Pictures): SetSummary => {
  const perClass = classes.map(() => 0);
  for (const label of labels) perClass[label]!++;
  return { name, count, classes, perClass, ...momentsOf(pixels, shape.channels) };
};

/** Exact sums of whole numbers below 2^53, then one division: the same on every machine. */
const momentsOf = (pixels: Uint8Array, channels: number): Pick<SetSummary, "mean" | "deviation"> => {
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let i = 0; i < pixels.length; i++) counts[i % channels]![pixels[i]!]!++;
  const pixelsEach = pixels.length / channels;
  const moment = (of: Float64Array, power: number): number =>
    of.reduce((sum, times, byte) => sum + times * byte ** power, 0) / pixelsEach;
  const mean = counts.map((of) => moment(of, 1));
  return {
    mean: mean.map((value) => value / 255),
    deviation: counts.map((of, channel) => Math.sqrt(Math.max(0, moment(of, 2) - mean[channel]! ** 2)) / 255),
  };
};

/** Two pictures with equal pixels, each by its place. */
export type Pair = readonly [number, number];

/** Pictures of `second` that are in `first` too; where they are the same set, those that come again. By SHA-256 of the pixels. */
export const findDuplicates = (first: Pictures, second: Pictures): readonly Pair[] => {
  const places = new Map<string, number>();
  const pairs: Pair[] = [];
  for (const [place, key] of keysOf(first)) {
    const earlier = places.get(key);
    if (earlier === undefined) places.set(key, place);
    else if (first === second) pairs.push([earlier, place]);
  }
  if (first === second) return pairs;
  for (const [place, key] of keysOf(second)) {
    const same = places.get(key);
    if (same !== undefined) pairs.push([same, place]);
  }
  return pairs;
};

function* keysOf({ count, pixels, shape }: Pictures): Generator<readonly [number, string]> {
  const size = pictureSize(shape);
  for (let place = 0; place < count; place++) {
    const bytes = pixels.subarray(place * size, (place + 1) * size);
    yield [place, createHash("sha256").update(bytes).digest("base64")];
  }
}

/** How a person finds a picture: its file, or its place and class. */
export const pictureName = ({ files, labels, classes }: Pictures, place: number): string =>
  files?.[place] ?? `picture ${place} (${classes[labels[place]!] ?? "?"})`;
