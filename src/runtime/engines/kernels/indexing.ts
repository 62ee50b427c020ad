import type { KernelAttributes, PlainKernel } from "./plain-kernel.ts";

/** index […] → […, size]: 1 at the index, 0 elsewhere; all 0 where the index is outside. */
export const oneHot: PlainKernel = {
  name: "KesOneHot",
  inputs: ["index"],
  shape: ([index], { size }) => [...index!, size as number],
  compute([index], out, _shapes, attributes) {
    const size = attributes.size as number;
    out.fill(0);
    for (let i = 0; i < index!.length; i++) {
      const place = index![i]!;
      if (place >= 0 && place < size) out[i * size + place] = 1;
    }
  },
};

/**
 * How two tensors walk side by side over `shape`: numbers from one position to the next along each of its axes, 0 where a tensor
 * lacks the axis. `step` is the looked-up axis's in the first tensor, `size` its size.
 */
interface Walk {
  readonly shape: readonly number[];
  readonly first: readonly number[];
  readonly index: readonly number[];
  readonly step: number;
  readonly size: number;
}

/** Calls `visit(at, place)` for each position: its number, and where the index points in the first tensor (−1: outside). */
const visitLookups = (
  index: Float32Array,
  attributes: KernelAttributes,
  visit: (at: number, place: number) => void,
): void => {
  const walk = attributes as unknown as Walk;
  const position = walk.shape.map(() => 0);
  const total = walk.shape.reduce((a, b) => a * b, 1);
  let [first, second] = [0, 0];
  for (let at = 0; at < total; at++) {
    const found = index[second]!;
    visit(at, found >= 0 && found < walk.size ? first + found * walk.step : -1);
    for (let axis = position.length - 1; axis >= 0; axis--) {
      first += walk.first[axis]!;
      second += walk.index[axis]!;
      if (++position[axis]! < walk.shape[axis]!) break;
      first -= walk.first[axis]! * walk.shape[axis]!;
      second -= walk.index[axis]! * walk.shape[axis]!;
      position[axis] = 0;
    }
  }
};

/** Numbers of x at the indices; 0 where an index is outside. `shape` is the result's. */
export const gather: PlainKernel = {
  name: "KesGather",
  inputs: ["x", "index"],
  shape: (_shapes, { shape }) => shape as readonly number[],
  compute([x, index], out, _shapes, attributes) {
    visitLookups(index!, attributes, (at, place) => (out[at] = place < 0 ? 0 : x![place]!));
  },
};

/** Adds each dy to where its index points; `shape` is dy's, `result` the result's. */
export const scatterAdd: PlainKernel = {
  name: "KesScatterAdd",
  inputs: ["dy", "index"],
  shape: (_shapes, { result }) => result as readonly number[],
  compute([dy, index], out, _shapes, attributes) {
    out.fill(0);
    visitLookups(index!, attributes, (at, place) => {
      if (place >= 0) out[place]! += dy![at]!;
    });
  },
};

/** Positions along R of x [A, R, B] from best to worst, equals in order. */
const visitSorted = (
  x: Float32Array,
  [before, count, after]: readonly number[],
  descending: boolean,
  visit: (from: number, order: readonly number[], a: number, b: number) => void,
): void => {
  for (let a = 0; a < before!; a++)
    for (let b = 0; b < after!; b++) {
      const from = a * count! * after! + b;
      const value = (i: number): number => x[from + i * after!]!;
      const order = Array.from({ length: count! }, (_, i) => i);
      // Differences would be NaN between equal infinities.
      const rise = (i: number, j: number): number => (value(i) < value(j) ? -1 : value(i) > value(j) ? 1 : 0);
      order.sort((i, j) => (descending ? rise(j, i) : rise(i, j)) || i - j);
      visit(from, order, a, b);
    }
};

/** Each number's place in the order along R, from 0. */
export const rank: PlainKernel = {
  name: "KesRank",
  inputs: ["x"],
  shape: ([x]) => x!,
  compute([x], out, [shape], { descending }) {
    const after = shape![2]!;
    visitSorted(x!, shape!, descending === true, (from, order) =>
      order.forEach((place, i) => (out[from + place * after] = i)),
    );
  },
};

/** x [A, R, B] → [A, k, B]: where along R its k largest stand, best first. */
export const topK: PlainKernel = {
  name: "KesTopK",
  inputs: ["x"],
  shape: ([x], { k }) => [x![0]!, k as number, x![2]!],
  compute([x], out, [shape], attributes) {
    const [k, after] = [attributes.k as number, shape![2]!];
    visitSorted(x!, shape!, true, (_from, order, a, b) => {
      for (let i = 0; i < k; i++) out[(a * k + i) * after + b] = order[i]!;
    });
  },
};
