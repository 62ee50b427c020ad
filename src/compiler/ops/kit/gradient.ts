import type { GraphBuilder } from "../../4-graph/builder.ts";
import type { Dim, Node, TensorType } from "../../4-graph/graph.ts";
import { dimsAttribute } from "./attributes.ts";
import { axesOf, dimOf, hasAxis, sameAxes } from "./dims.ts";

/** Gradient rules read as formulas: `mul(dy, sub(1, y))`. Numbers become constants. */
export interface Arithmetic {
  add(a: Node | number, b: Node | number): Node;
  sub(a: Node | number, b: Node | number): Node;
  mul(a: Node | number, b: Node | number): Node;
  div(a: Node | number, b: Node | number): Node;
  pow(a: Node | number, b: Node | number): Node;
  neg(a: Node): Node;
  log(a: Node): Node;
  exp(a: Node): Node;
  sign(a: Node): Node;
  gt(a: Node | number, b: Node | number): Node;
  lt(a: Node | number, b: Node | number): Node;
  eq(a: Node | number, b: Node | number): Node;
  and(a: Node, b: Node): Node;
  where(mask: Node, a: Node | number, b: Node | number): Node;
  sum(a: Node, over: readonly string[]): Node;
}

export const arithmetic = (build: GraphBuilder): Arithmetic => {
  const lift = (value: Node | number): Node => (typeof value === "number" ? build.constant(value) : value);
  const op =
    (name: string) =>
    (...operands: readonly (Node | number)[]): Node =>
      build.node(name, operands.map(lift));
  return {
    add: op("add"),
    sub: op("sub"),
    mul: op("mul"),
    div: op("div"),
    pow: op("pow"),
    neg: op("neg"),
    log: op("log"),
    exp: op("exp"),
    sign: op("sign"),
    gt: op("gt"),
    lt: op("lt"),
    eq: op("eq"),
    and: op("and"),
    where: op("where"),
    sum: (a, over) => (over.length ? build.node("sum", [a], { over, keep: false }) : a),
  };
};

/** Undoes broadcasting: sums over the axes that `type` lacks. */
export const sumTo = (build: GraphBuilder, gradient: Node, type: TensorType): Node => {
  const extra = axesOf(gradient.type.dims).filter((axis) => !hasAxis(type.dims, axis));
  return extra.length ? build.node("sum", [gradient], { over: extra, keep: false }) : gradient;
};

/**
 * A gradient with exactly `type`'s axes in its order: extra ones summed away, missing ones repeated, then transposed. A gradient
 * rule may give any of these: `mul` gives dy·b with b's axes, `sum` gives dy without those it summed over.
 */
export const conform = (build: GraphBuilder, gradient: Node, type: TensorType): Node => {
  const summed = sumTo(build, gradient, type);
  for (const { axis, size } of summed.type.dims)
    if (dimOf(type.dims, axis).size !== size) throw new Error(`the gradient's ${axis} is ${size}`);
  if (sameAxes(summed.type.dims, type.dims)) return summed;
  return summed.type.dims.length === type.dims.length
    ? build.node("transpose", [summed], { order: axesOf(type.dims) })
    : build.node("broadcast", [summed], { dims: dimsAttribute(type.dims) });
};

/** How many numbers lie along these dims: a number, or a scalar node where the batch is among them. */
export const countNode = (build: GraphBuilder, dims: readonly Dim[]): Node | number => {
  const known = dims.reduce((product, { size }) => product * (size === "batch" ? 1 : size), 1);
  const batches = dims.filter(({ size }) => size === "batch").map(() => build.node("batch_size", []));
  return batches.length
    ? arithmetic(build).mul(
        batches.reduce((a, b) => arithmetic(build).mul(a, b)),
        known,
      )
    : known;
};
