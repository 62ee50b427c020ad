import type { PlainKernel } from "./plain-kernel.ts";

type Fold = (x: Float32Array, from: number, step: number, count: number) => number;

const folds: Readonly<Record<string, Fold>> = {
  sum: (x, from, step, count) => {
    let total = 0;
    for (let i = 0; i < count; i++) total += x[from + i * step]!;
    return total;
  },
  mean: (x, from, step, count) => folds.sum!(x, from, step, count) / count,
  max: (x, from, step, count) => {
    let most = x[from]!;
    for (let i = 1; i < count; i++) if (x[from + i * step]! > most) most = x[from + i * step]!;
    return most;
  },
  min: (x, from, step, count) => {
    let least = x[from]!;
    for (let i = 1; i < count; i++) if (x[from + i * step]! < least) least = x[from + i * step]!;
    return least;
  },
  argmax: (x, from, step, count) => {
    let place = 0;
    for (let i = 1; i < count; i++) if (x[from + i * step]! > x[from + place * step]!) place = i;
    return place;
  },
};

/** x [A, R, B] → [A, B], folding R: `sum`, `mean`, `max`, `min`, or `argmax`, the first place of the largest. */
export const reduce: PlainKernel = {
  name: "KesReduce",
  inputs: ["x"],
  shape: ([x]) => [x![0]!, x![2]!],
  compute([x], out, [shape], { how }) {
    const [before, count, after] = shape as [number, number, number];
    const divisor = how === "mean" ? count : 1;
    if (how === "sum" || how === "mean")
      return after === 1 ? sumRuns(x!, out, count, divisor) : sumRows(x!, out, before, count, after, divisor);
    const fold = folds[how as string]!;
    for (let a = 0; a < before; a++)
      for (let b = 0; b < after; b++) out[a * after + b] = fold(x!, a * count * after + b, after, count);
  },
};

/** Each sum over `count` numbers that follow each other; four partial sums don't wait for each other. */
const sumRuns = (x: Float32Array, out: Float32Array, count: number, divisor: number): void => {
  const whole = count - (count % 4);
  for (let a = 0, at = 0; a < out.length; a++) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (const end = at + whole; at < end; at += 4) {
      s0 += x[at]!;
      s1 += x[at + 1]!;
      s2 += x[at + 2]!;
      s3 += x[at + 3]!;
    }
    for (const end = at + (count % 4); at < end; at++) s0 += x[at]!;
    out[a] = (s0 + s1 + (s2 + s3)) / divisor;
  }
};

/** Row by row, as memory has them. */
const sumRows = (
  x: Float32Array,
  out: Float32Array,
  before: number,
  count: number,
  after: number,
  divisor: number,
): void => {
  const totals = new Float64Array(after);
  for (let a = 0; a < before; a++) {
    totals.fill(0);
    for (let i = 0, at = a * count * after; i < count; i++) for (let b = 0; b < after; b++) totals[b]! += x[at++]!;
    for (let b = 0; b < after; b++) out[a * after + b] = totals[b]! / divisor;
  }
};
