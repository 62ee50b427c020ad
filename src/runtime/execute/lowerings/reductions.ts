import type { Node } from "../../../compiler/4-graph/graph.ts";
import { textAt, textsAt } from "../../../compiler/ops/kit/attributes.ts";
import type { Lowering } from "../lowering.ts";
import { arrange, axesOf, dimsOf, reshape, runKernel, sandwich, shapeOf } from "./kit.ts";

export type Reduction = "sum" | "mean" | "max" | "min" | "argmax";

const overOf = (node: Node): readonly string[] =>
  typeof node.attributes.over === "string" ? [textAt(node.attributes, "over")] : textsAt(node.attributes, "over");

/** Numbers are added in double precision: means over many thousand pixels keep their digits. */
const reduction =
  (how: Reduction): Lowering =>
  ([x], node, run) => {
    const { x: rows, left } = sandwich(x!, dimsOf(node), overOf(node), run);
    const reduced = runKernel(run, "KesReduce", { x: rows }, { how });
    const kept = axesOf(node.type.dims).filter((axis) => left.includes(axis));
    const sizes = left.map((axis) => x!.shape[axesOf(dimsOf(node)).indexOf(axis)]!);
    return reshape(arrange(reshape(reduced, sizes, run), left, kept, run), shapeOf(node.type.dims, run), run);
  };

const softmax =
  (logarithm: boolean): Lowering =>
  ([x], node, run) => {
    const own = axesOf(dimsOf(node));
    const over = overOf(node);
    const { x: rows, left } = sandwich(x!, dimsOf(node), over, run);
    const result = runKernel(run, "KesSoftmax", { x: rows }, { logarithm });
    const reduced = own.filter((axis) => over.includes(axis));
    // Where the axes didn't stand together, they were moved to the end.
    const first = own.indexOf(reduced[0]!);
    const together = reduced.every((axis, i) => own.indexOf(axis) === first + i);
    const order = together ? own : [...left, ...reduced];
    const sizes = order.map((axis) => x!.shape[own.indexOf(axis)]!);
    return arrange(reshape(result, sizes, run), order, own, run);
  };

export const reductions = {
  sum: reduction("sum"),
  mean: reduction("mean"),
  reduce_max: reduction("max"),
  reduce_min: reduction("min"),
  argmax: reduction("argmax"),
  softmax: softmax(false),
  log_softmax: softmax(true),
} satisfies Record<string, Lowering>;
