import type { Node } from "../../../compiler/4-graph/graph.ts";
import { flagAt, numberAt, textAt } from "../../../compiler/ops/kit/attributes.ts";
import { stridesOf } from "../../../compiler/ops/kit/dense.ts";
import type { Lowering, Run } from "../lowering.ts";
import { axesOf, dimsOf, reshape, runKernel, sandwich, shapeOf } from "./kit.ts";

const oneHot: Lowering = ([index], node, run) => {
  const size = shapeOf(node.type.dims, run).at(-1)!;
  return runKernel(run, "KesOneHot", { index: index! }, { size });
};

/** Steps in memory of a tensor with axes `own` along each of `axes`; 0 where it lacks one. */
const stepsAlong = (axes: readonly string[], own: readonly string[], shape: readonly number[]): number[] => {
  const strides = stridesOf(shape);
  return axes.map((axis) => (own.includes(axis) ? strides[own.indexOf(axis)]! : 0));
};

/** The walk over `walked`'s axes that looks along `axis` of the tensor with `own` axes. */
const lookup = (
  walked: { readonly axes: readonly string[]; readonly shape: readonly number[] },
  table: { readonly axes: readonly string[]; readonly shape: readonly number[] },
  index: { readonly axes: readonly string[]; readonly shape: readonly number[] },
  axis: string,
) => {
  // The table's own axis of that name is looked up, never walked along.
  const rest = table.axes.map((own) => (own === axis ? "" : own));
  return {
    shape: walked.shape,
    first: stepsAlong(walked.axes, rest, table.shape),
    index: stepsAlong(walked.axes, index.axes, index.shape),
    step: stridesOf(table.shape)[table.axes.indexOf(axis)]!,
    size: table.shape[table.axes.indexOf(axis)]!,
  };
};

const laidOut = (dims: Parameters<typeof shapeOf>[0], run: Run) => ({ axes: axesOf(dims), shape: shapeOf(dims, run) });

const gather: Lowering = ([x, index], node, run) => {
  const walk = lookup(
    laidOut(node.type.dims, run),
    laidOut(dimsOf(node, 0), run),
    laidOut(dimsOf(node, 1), run),
    node.operands[1]!.type.of!,
  );
  return runKernel(run, "KesGather", { x: x!, index: index! }, walk);
};

const scatterAdd: Lowering = ([dy, index], node, run) => {
  const table = laidOut(node.type.dims, run);
  const axis = textAt(node.attributes, "axis");
  const walk = lookup(laidOut(dimsOf(node, 0), run), table, laidOut(dimsOf(node, 1), run), axis);
  return runKernel(run, "KesScatterAdd", { dy: dy!, index: index! }, { ...walk, result: table.shape });
};

const rank: Lowering = ([x], node, run) => {
  const over = textAt(node.attributes, "over");
  const { x: rows } = sandwich(x!, dimsOf(node), [over], run);
  const ranks = runKernel(run, "KesRank", { x: rows }, { descending: flagAt(node.attributes, "descending") });
  return reshape(ranks, shapeOf(node.type.dims, run), run);
};

const topK: Lowering = ([x], node, run) => {
  const { x: rows } = sandwich(x!, dimsOf(node), [textAt(node.attributes, "over")], run);
  const best = runKernel(run, "KesTopK", { x: rows }, { k: numberAt(node.attributes, "k") });
  return reshape(best, shapeOf(node.type.dims, run), run);
};

/** Loops whose course depends on the numbers: read back, and done by the reference interpreter in double precision. */
const onHost: Lowering = (operands, node: Node, run) => {
  const primitive = run.primitives.get(node.op);
  if (!primitive) throw new Error(`no primitive is named ${node.op}`);
  const inputs = operands.map((operand) => ({
    shape: operand.shape,
    values: Float64Array.from(run.engine.view(operand)),
  }));
  const random = (at: Node, count: number): Float64Array => Float64Array.from(run.random(at, count));
  const { shape, values } = primitive.interpret(inputs, node, { batch: run.batch, random });
  return run.engine.make(shape, Float32Array.from(values));
};

export const indexing = {
  one_hot: oneHot,
  gather,
  scatter_add: scatterAdd,
  rank,
  top_k: topK,
  nms: onHost,
  greedy_match: onHost,
  roi_align: onHost,
  roi_align_gradient: onHost,
} satisfies Record<string, Lowering>;
