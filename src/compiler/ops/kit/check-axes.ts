import { axisDoubled, axisTaken, noSuchAxis } from "../../diagnostics/axes.ts";
import { operandsDiffer } from "../../diagnostics/sizes.ts";
import { unknownSize } from "../../diagnostics/values.ts";
import type { Dim, Node } from "../../4-graph/graph.ts";
import type { PlaceContext } from "../surface.ts";
import { axesOf, hasAxis, showDims, sizeOf } from "./dims.ts";

/** Checks that a surface makes before it builds nodes. Each reports what it finds and says whether all is well. */

/** All axes are there, none twice. */
export const hasAxes = (ctx: PlaceContext, argument: string | undefined, x: Node, axes: readonly string[]): boolean => {
  const { dims } = x.type;
  const missing = axes.find((axis) => !hasAxis(dims, axis));
  if (missing !== undefined) {
    ctx.report(noSuchAxis, argument, { callee: ctx.callee, axis: missing, shape: showDims(dims), has: axesOf(dims) });
    return false;
  }
  return areDistinct(ctx, argument, axes);
};

export const areDistinct = (ctx: PlaceContext, argument: string | undefined, axes: readonly string[]): boolean => {
  const doubled = axes.find((axis, i) => axes.indexOf(axis) !== i);
  if (doubled !== undefined) ctx.report(axisDoubled, argument, { callee: ctx.callee, axis: doubled });
  return doubled === undefined;
};

/** None of the new axes is among `dims`, the axes that stay. */
export const areFree = (
  ctx: PlaceContext,
  argument: string | undefined,
  dims: readonly Dim[],
  axes: readonly string[],
): boolean => {
  const taken = axes.find((axis) => hasAxis(dims, axis));
  if (taken !== undefined) ctx.report(axisTaken, argument, { callee: ctx.callee, axis: taken, shape: showDims(dims) });
  return taken === undefined;
};

/** The axes' sizes are numbers, not the batch's. */
export const areKnown = (
  ctx: PlaceContext,
  argument: string | undefined,
  x: Node,
  axes: readonly string[],
): boolean => {
  const unknown = axes.find((axis) => sizeOf(x.type.dims, axis) === "batch");
  if (unknown !== undefined) ctx.report(unknownSize, argument, { axis: unknown });
  return unknown === undefined;
};

/** Axes of one name have one size in all of these, but for those in `except`. */
export const sizesAgree = (
  ctx: PlaceContext,
  argument: string | undefined,
  operands: readonly (readonly Dim[])[],
  except: readonly string[] = [],
): boolean => {
  const first = new Map<string, { readonly dim: Dim; readonly dims: readonly Dim[] }>();
  for (const dims of operands)
    for (const dim of dims) {
      const known = first.get(dim.axis);
      if (!known) first.set(dim.axis, { dim, dims });
      else if (known.dim.size !== dim.size && !except.includes(dim.axis)) {
        const sizes = [String(known.dim.size), String(dim.size)] as const;
        const shapes = [showDims(known.dims), showDims(dims)] as const;
        ctx.report(operandsDiffer, argument, { callee: ctx.callee, axis: dim.axis, sizes, shapes });
        return false;
      }
    }
  return true;
};
