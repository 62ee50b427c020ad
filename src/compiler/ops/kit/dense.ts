import type { Dim, Node } from "../../4-graph/graph.ts";
import type { Dense } from "../primitive.ts";
import { dimOf, sameAxes } from "./dims.ts";

/** The numeric kit of the interpreter: bring operands into one order of axes, then loop over flat arrays. */

export const shapeOf = (dims: readonly Dim[], batch: number): readonly number[] =>
  dims.map(({ size }) => (size === "batch" ? batch : size));

export const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** How far apart neighbours along each axis lie, row-major. */
export const stridesOf = (shape: readonly number[]): readonly number[] => {
  const strides: number[] = [];
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
};

export const denseOf = (dims: readonly Dim[], batch: number, values: Float64Array): Dense => {
  const shape = shapeOf(dims, batch);
  if (values.length !== countOf(shape)) throw new Error(`${values.length} numbers for [${shape.join(", ")}]`);
  return { shape, values };
};

/**
 * Calls `visit(offset, at)` for all positions of `shape` in row-major order: `at` counts from 0, `offset` starts at `start` and
 * moves by `steps[i]` along axis i. Slices, transposition and repetition are all such walks.
 */
export const walk = (
  shape: readonly number[],
  steps: readonly number[],
  start: number,
  visit: (offset: number, at: number) => void,
): void => {
  const total = countOf(shape);
  const last = shape.length - 1;
  const inner = shape[last] ?? 1;
  const innerStep = steps[last] ?? 0;
  const position = shape.map(() => 0);
  let offset = start;
  for (let at = 0; at < total; at += inner) {
    for (let i = 0; i < inner; i++) visit(offset + i * innerStep, at + i);
    for (let axis = last - 1; axis >= 0; axis--) {
      offset += steps[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      offset -= steps[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
};

/** The numbers met on such a walk. */
export const readStrided = (
  values: Float64Array,
  shape: readonly number[],
  steps: readonly number[],
  start = 0,
): Float64Array => {
  const out = new Float64Array(countOf(shape));
  walk(shape, steps, start, (offset, at) => (out[at] = values[offset]!));
  return out;
};

/**
 * Numbers along `from`'s axes, laid out along `to`'s: axes in another order, repeated along those that `from` lacks. `to` must
 * have all of `from`'s. Where nothing changes the array itself comes back: never write into it.
 */
export const arrange = (
  values: Float64Array,
  from: readonly Dim[],
  to: readonly Dim[],
  batch: number,
): Float64Array => {
  if (sameAxes(from, to)) return values;
  const strides = stridesOf(shapeOf(from, batch));
  const strideOf = new Map(from.map((dim, i) => [dim.axis, strides[i]!]));
  for (const { axis } of from) dimOf(to, axis);
  return readStrided(
    values,
    shapeOf(to, batch),
    to.map((dim) => strideOf.get(dim.axis) ?? 0),
  );
};

/** The node's operand `i`, laid out along `to`. */
export const arrangeOperand = (
  inputs: readonly Dense[],
  node: Node,
  i: number,
  to: readonly Dim[],
  batch: number,
): Float64Array => arrange(inputs[i]!.values, node.operands[i]!.type.dims, to, batch);

/**
 * An operand as rows: its kept axes in order, then `over`, so that row r is the `count` numbers from `r * count`. Row order is
 * that of the kept axes.
 */
export const rowsOf = (
  input: Dense,
  dims: readonly Dim[],
  over: readonly string[],
  batch: number,
): { readonly values: Float64Array; readonly rows: number; readonly count: number; readonly order: readonly Dim[] } => {
  const kept = dims.filter((dim) => !over.includes(dim.axis));
  const reduced = over.map((axis) => dimOf(dims, axis));
  const order = [...kept, ...reduced];
  const count = countOf(shapeOf(reduced, batch));
  return { values: arrange(input.values, dims, order, batch), rows: countOf(shapeOf(kept, batch)), count, order };
};
