import type { Attribute, Dim, Node } from "../../../compiler/4-graph/graph.ts";
import type { KernelAttributes } from "../../engines/kernels/plain-kernel.ts";
import type { Tensor } from "../../engines/engine.ts";
import type { Run } from "../lowering.ts";

export const shapeOf = (dims: readonly Dim[], run: Run): number[] =>
  dims.map(({ size }) => (size === "batch" ? run.batch : size));

export const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

export const axesOf = (dims: readonly Dim[]): string[] => dims.map((dim) => dim.axis);

/** The node's operand `i`'s dims. */
export const dimsOf = (node: Node, i = 0): readonly Dim[] => node.operands[i]!.type.dims;

export const reshape = (x: Tensor, shape: readonly number[], run: Run): Tensor =>
  x.shape.length === shape.length && x.shape.every((size, i) => size === shape[i]) ? x : run.tf.reshape(x, [...shape]);

/** With its axes in another order; `order` names each of them once. */
export const arrange = (x: Tensor, from: readonly string[], order: readonly string[], run: Run): Tensor => {
  if (from.every((axis, i) => axis === order[i])) return x;
  return run.tf.transpose(
    x,
    order.map((axis) => from.indexOf(axis)),
  );
};

/** Ready to broadcast along `to`: axes in its order, size 1 where `from` lacks one. */
export const align = (x: Tensor, from: readonly Dim[], to: readonly Dim[], run: Run): Tensor => {
  const own = axesOf(from);
  const order = axesOf(to).filter((axis) => own.includes(axis));
  const arranged = arrange(x, own, order, run);
  return reshape(
    arranged,
    to.map(({ axis }) => (own.includes(axis) ? x.shape[own.indexOf(axis)]! : 1)),
    run,
  );
};

/** One of our own kernels, which every engine registers. */
export const runKernel = (
  run: Run,
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: KernelAttributes = {},
): Tensor => run.tf.engine().runKernel<Tensor>(name, inputs, attributes);

/** Whether the engine has a kernel of its own under this name. */
export const hasKernel = (run: Run, name: string): boolean => run.tf.getKernel(name, run.engine.name) !== undefined;

/** Repeated along the axes where it has size 1 and `shape`, of as many axes, has more. */
export const stretch = (x: Tensor, shape: readonly number[], run: Run): Tensor => {
  let y = x;
  for (let end = shape.length; end > 0;) {
    const missing = (axis: number): boolean => y.shape[axis] !== shape[axis];
    if (!missing(end - 1)) {
      end--;
      continue;
    }
    let begin = end - 1;
    while (begin > 0 && missing(begin - 1)) begin--;
    const [before, after] = [product(y.shape.slice(0, begin)), product(y.shape.slice(end))];
    const times = product(shape.slice(begin, end));
    const rows = reshape(y, [before, after], run);
    const repeated = runKernel(run, "KesRepeat", { x: rows }, { times });
    y = reshape(repeated, [...y.shape.slice(0, begin), ...shape.slice(begin, end), ...y.shape.slice(end)], run);
    end = begin;
  }
  return y;
};

/** Split around some axes: [before, the axes together, after], transposed only where the axes don't stand together. */
export interface Sandwich {
  readonly x: Tensor;
  readonly before: number;
  readonly middle: number;
  readonly after: number;
  /** The axes that are left, in the order that they now have. */
  readonly left: readonly string[];
}

export const sandwich = (x: Tensor, dims: readonly Dim[], over: readonly string[], run: Run): Sandwich => {
  const own = axesOf(dims);
  const places = over.map((axis) => own.indexOf(axis)).sort((a, b) => a - b);
  const first = places[0] ?? own.length;
  const together = places.every((place, i) => place === first + i);
  const left = own.filter((axis) => !over.includes(axis));
  const arranged = together ? x : arrange(x, own, [...left, ...places.map((place) => own[place]!)], run);
  const cut = together ? first : left.length;
  const shape = arranged.shape;
  const [before, middle, after] = [
    shape.slice(0, cut),
    shape.slice(cut, cut + over.length),
    shape.slice(cut + over.length),
  ];
  return {
    x: reshape(arranged, [product(before), product(middle), product(after)], run),
    before: product(before),
    middle: product(middle),
    after: product(after),
    left,
  };
};

const SPATIAL = ["height", "width", "channel"];

/** All axes of a map but height, width and channel, in its order. */
export const ridersOf = (dims: readonly Dim[]): readonly string[] =>
  axesOf(dims).filter((axis) => !SPATIAL.includes(axis));

/** A map as TensorFlow.js has it, [N, H, W, C] with all riding axes in N, and the way back for a result with its axes. */
export interface Maps {
  readonly x: Tensor;
  /** `y` is [N, H', W', C']; gives it the axes of `dims` (H', W', C' may differ from x's). */
  back(y: Tensor, dims: readonly Dim[]): Tensor;
}

export const asMaps = (x: Tensor, dims: readonly Dim[], run: Run, riders = ridersOf(dims)): Maps => {
  const own = axesOf(dims);
  const riding = [...riders];
  const order = [...riding, ...SPATIAL];
  const arranged = arrange(x, own, order, run);
  const rest = arranged.shape.slice(0, riding.length);
  const maps = reshape(arranged, [product(rest), ...arranged.shape.slice(riding.length)], run);
  return {
    x: maps,
    back: (y, to) => arrange(reshape(y, [...rest, ...y.shape.slice(1)], run), order, axesOf(to), run),
  };
};

export const fields = (attribute: Attribute | undefined): readonly Readonly<Record<string, Attribute>>[] =>
  attribute as readonly Readonly<Record<string, Attribute>>[];
