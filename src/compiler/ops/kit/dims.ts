import type { Dim, Size, TensorType } from "../../4-graph/graph.ts";

export const floatOf = (dims: readonly Dim[]): TensorType => ({ dims, kind: "float" });
export const maskOf = (dims: readonly Dim[]): TensorType => ({ dims, kind: "mask" });
export const indexInto = (axis: string, range: Size, dims: readonly Dim[]): TensorType => ({
  dims,
  kind: "index",
  of: axis,
  range,
});

export const axesOf = (dims: readonly Dim[]): readonly string[] => dims.map((dim) => dim.axis);
export const hasAxis = (dims: readonly Dim[], axis: string): boolean => dims.some((dim) => dim.axis === axis);
export const without = (dims: readonly Dim[], axes: readonly string[]): readonly Dim[] =>
  dims.filter((dim) => !axes.includes(dim.axis));
export const only = (dims: readonly Dim[], axes: readonly string[]): readonly Dim[] =>
  dims.filter((dim) => axes.includes(dim.axis));

/** The dim of an axis that must be there. */
export const dimOf = (dims: readonly Dim[], axis: string): Dim => {
  const dim = dims.find((candidate) => candidate.axis === axis);
  if (!dim) throw new Error(`no axis ${axis} in [${axesOf(dims).join(", ")}]`);
  return dim;
};

export const sizeOf = (dims: readonly Dim[], axis: string): Size => dimOf(dims, axis).size;

/** The size of an axis that must not be the batch. */
export const knownSize = (dims: readonly Dim[], axis: string): number => {
  const { size } = dimOf(dims, axis);
  if (size === "batch") throw new Error(`the size of ${axis} is the batch's`);
  return size;
};

export const placeOf = (dims: readonly Dim[], axis: string): number => {
  const place = dims.findIndex((dim) => dim.axis === axis);
  if (place < 0) throw new Error(`no axis ${axis} in [${axesOf(dims).join(", ")}]`);
  return place;
};

const hasBatch = (dims: readonly Dim[]): boolean => dims.some(({ size }) => size === "batch");

/**
 * Whose axes come first where tensors meet: the longest list (the first such); one with the batch goes before any without. So a
 * weight along the channels times a map is laid out like the map, whichever stands first, and what is computed of a batch begins
 * with it.
 */
export const leading = (lists: readonly (readonly Dim[])[]): readonly Dim[] => {
  const batched = lists.filter(hasBatch);
  return (batched.length ? batched : lists).reduce((most, list) => (list.length > most.length ? list : most));
};

/** Broadcasting by name: the axes of the leading list in its order, then the others' new ones. */
export const unite = (...lists: readonly (readonly Dim[])[]): readonly Dim[] => {
  const united: Dim[] = [];
  for (const dim of [...leading(lists), ...lists.flat()]) {
    const known = united.find((candidate) => candidate.axis === dim.axis);
    if (!known) united.push(dim);
    else if (known.size !== dim.size) throw new Error(`${dim.axis} is ${known.size} and ${dim.size}`);
  }
  return united;
};

/** Axes replaced where the first of them stands (or at the end, where none of them is there). */
export const replaced = (dims: readonly Dim[], axes: readonly string[], by: readonly Dim[]): readonly Dim[] => {
  const place = dims.findIndex((dim) => axes.includes(dim.axis));
  if (place < 0) return [...dims, ...by];
  return [...dims.slice(0, place), ...by, ...without(dims.slice(place), axes)];
};

export const sameAxes = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim.axis === b[i]!.axis);

/** How many numbers there are for one picture: the batch counts as 1. */
export const countOfOne = (dims: readonly Dim[]): bigint =>
  dims.reduce((product, { size }) => product * (size === "batch" ? 1n : BigInt(size)), 1n);

/** An axis name that none of the dims has. */
export const freshAxis = (dims: readonly Dim[], wish: string): string => {
  let name = wish;
  while (hasAxis(dims, name)) name = `${name}_`;
  return name;
};

/** `16×16×12` for a map, `[token 4, channel 8]` otherwise; the batch is understood. For messages. */
export const showDims = (dims: readonly Dim[]): string => {
  const shown = dims.filter(({ axis }) => axis !== "batch");
  if (shown.map(({ axis }) => axis).join() === "height,width,channel") return shown.map(({ size }) => size).join("×");
  return `[${shown.map(({ axis, size }) => `${axis} ${size}`).join(", ")}]`;
};
