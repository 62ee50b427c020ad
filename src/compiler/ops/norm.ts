import { toFloat } from "../../base/number.ts";
import { outsideDomain } from "../diagnostics/sizes.ts";
import type { Node } from "../4-graph/graph.ts";
import { hasAxes } from "./kit/check-axes.ts";
import { axesParameter, flagParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { PlaceContext, Surface } from "./surface.ts";

/** How a norm is built: over which axes, and whether they stay with size 1. */
export interface Over {
  readonly over: readonly string[];
  readonly keep: boolean;
}

/** √Σ x². */
export const euclideanNorm = (ctx: PlaceContext, x: Node, { over, keep }: Over): Node => {
  const squares = ctx.node("pow", [x, ctx.constant(2)]);
  return ctx.node("sqrt", [ctx.node("sum", [squares], { over, keep })]);
};

/** (Σ |x|^p)^(1/p). Where the sum is 0 a constant takes its place before the root, whose slope there would be infinite. */
const generalNorm = (ctx: PlaceContext, x: Node, p: number, { over, keep }: Over): Node => {
  const total = ctx.node("sum", [ctx.node("pow", [ctx.node("abs", [x]), ctx.constant(p)])], { over, keep });
  const positive = ctx.node("gt", [total, ctx.constant(0)]);
  const root = ctx.node("pow", [ctx.node("where", [positive, total, ctx.constant(1)]), ctx.constant(1 / p)]);
  return ctx.node("where", [positive, root, ctx.constant(0)]);
};

const placeNorm = (ctx: PlaceContext, x: Node, p: number, how: Over): Node => {
  if (p === 2) return euclideanNorm(ctx, x, how);
  const { over, keep } = how;
  if (p === 1) return ctx.node("sum", [ctx.node("abs", [x])], { over, keep });
  if (p === Infinity) return ctx.node("reduce_max", [ctx.node("abs", [x])], { over, keep });
  return generalNorm(ctx, x, p, how);
};

const norm: Surface = {
  name: "norm",
  doc: "(Σ |x|^p)^(1/p) over the axes, which go; its gradient at 0 is 0.",
  parameters: [
    tensorParameter("x", "the tensor"),
    { name: "p", doc: "the exponent, from 1; `inf` gives the largest |x|", type: { kind: "float" }, default: "2" },
    axesParameter("over", "the axes that are summed over"),
    flagParameter("keep", "leaves the axes with size 1"),
  ],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const over = args.axes("over") ?? [];
    const p = args.number("p");
    const exponent = p ? toFloat(p) : 2;
    if (!hasAxes(ctx, "over", x, over)) return undefined;
    if (!(exponent >= 1))
      return ctx.report(outsideDomain, "p", {
        callee: ctx.callee,
        value: `exponent ${exponent}`,
        domain: "from 1 as its exponent",
      });
    return tensor(placeNorm(ctx, x, exponent, { over, keep: args.flag("keep") ?? false }));
  },
};

export const surfaces: readonly Surface[] = [norm];
