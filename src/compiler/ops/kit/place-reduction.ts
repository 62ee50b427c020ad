import { overElementwise, overMissing } from "../../diagnostics/axes.ts";
import { emptyList } from "../../diagnostics/sizes.ts";
import type { Value } from "../../3-elaborate/value.ts";
import type { Arguments, PlaceContext, SurfaceParameter } from "../surface.ts";
import { hasAxes } from "./check-axes.ts";
import { axesOf } from "./dims.ts";
import { flagParameter, tensor } from "./parameters.ts";

/** What sum, mean, max and min share: with `over:` they reduce one tensor, without it they go elementwise over several values. */

export const overParameter: SurfaceParameter = {
  name: "over",
  doc: "the axes that go; without it several values are taken elementwise",
  type: { kind: "axes" },
  default: "none",
};
export const keepParameter = flagParameter("keep", "leaves the axes with size 1");

/** One tensor reduced by the primitive, or undefined after a report. */
export const placeOver = (
  args: Arguments,
  ctx: PlaceContext,
  primitive: string,
  x: Value | undefined,
): Value | undefined => {
  if (x?.kind !== "tensor") return ctx.report(overElementwise, "over", { callee: ctx.callee });
  const over = args.axes("over") ?? [];
  if (!hasAxes(ctx, "over", x.node, over)) return undefined;
  // Nothing to reduce over (a list of axes that a block computes may be empty).
  if (!over.length) return x;
  return tensor(ctx.node(primitive, [x.node], { over, keep: args.flag("keep") ?? false }));
};

/** The operands of the elementwise form: those of a list, or those written. Undefined after a report. */
export const severalValues = (
  ctx: PlaceContext,
  values: readonly (Value | undefined)[],
): readonly Value[] | undefined => {
  const given = values.filter((value) => value !== undefined);
  const [first, ...rest] = given;
  if (first?.kind === "list" && !rest.length)
    return first.items.length ? first.items : ctx.report(emptyList, undefined, { callee: ctx.callee });
  if (first?.kind === "tensor" && !rest.length)
    return ctx.report(overMissing, undefined, { callee: ctx.callee, has: axesOf(first.node.type.dims) });
  return given;
};

/** `op` from left to right. */
export const foldValues = (ctx: PlaceContext, op: string, values: readonly Value[]): Value | undefined => {
  let result = values[0];
  for (const value of values.slice(1)) result = result && ctx.binary(op, result, value);
  return result;
};
