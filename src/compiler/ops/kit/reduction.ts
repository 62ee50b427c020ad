import type { GraphBuilder } from "../../4-graph/builder.ts";
import type { Attributes, Dim, Node, TensorType } from "../../4-graph/graph.ts";
import type { Dense, RunContext, Sample } from "../primitive.ts";
import { flagAt, textsAt } from "./attributes.ts";
import { denseOf, rowsOf } from "./dense.ts";
import { dimOf, floatOf, without } from "./dims.ts";
import { float } from "./sample-types.ts";

/** What the reductions `{ over: [axis…], keep }` share. */

export const reducedType = ([x]: readonly TensorType[], attributes: Attributes): TensorType => {
  const over = textsAt(attributes, "over");
  for (const axis of over) dimOf(x!.dims, axis);
  const keep = flagAt(attributes, "keep");
  const dims = keep
    ? x!.dims.map((dim) => (over.includes(dim.axis) ? { axis: dim.axis, size: 1 } : dim))
    : without(x!.dims, over);
  return floatOf(dims);
};

/** Reduces each row of the axes in `over` to one number. */
export const interpretReduction =
  (reduce: (row: Float64Array) => number) =>
  (inputs: readonly Dense[], node: Node, { batch }: RunContext): Dense => {
    const over = textsAt(node.attributes, "over");
    const { values, rows, count } = rowsOf(inputs[0]!, node.operands[0]!.type.dims, over, batch);
    const out = Float64Array.from({ length: rows }, (_, row) =>
      reduce(values.subarray(row * count, (row + 1) * count)),
    );
    return denseOf(node.type.dims, batch, out);
  };

/** A reduction's result or gradient without the axes of size 1 that `keep` left: it then broadcasts against the operand by name. */
export const withoutKept = (build: GraphBuilder, node: Node, value: Node): Node =>
  flagAt(node.attributes, "keep")
    ? textsAt(node.attributes, "over").reduce((rest, axis) => build.node("squeeze", [rest], { axis }), value)
    : value;

/** The dims that a reduction takes away. */
export const reducedDims = (node: Node): readonly Dim[] =>
  textsAt(node.attributes, "over").map((axis) => dimOf(node.operands[0]!.type.dims, axis));

const shape = { batch: "batch", height: 3, width: 2, channel: 4 } as const;

export const reductionSamples = (draw: typeof float = float): readonly Sample[] => [
  { title: "the last axis", operands: [draw(shape)], attributes: { over: ["channel"], keep: false } },
  { title: "two in the middle", operands: [draw(shape)], attributes: { over: ["height", "width"], keep: false } },
  { title: "not in order, kept", operands: [draw(shape)], attributes: { over: ["channel", "height"], keep: true } },
  { title: "the batch", operands: [draw(shape)], attributes: { over: ["batch"], keep: false } },
  { title: "all", operands: [draw(shape)], attributes: { over: ["batch", "height", "width", "channel"], keep: false } },
];
