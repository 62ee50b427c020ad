import { notFourCoordinates } from "../../diagnostics/sizes.ts";
import type { Node } from "../../4-graph/graph.ts";
import type { PlaceContext } from "../surface.ts";
import { sizeOf } from "./dims.ts";

/** Boxes have left, top, right, bottom along `coord`, an axis that the matcher has found there. */
export const hasFourCoordinates = (ctx: PlaceContext, argument: string, box: Node): boolean => {
  const size = sizeOf(box.type.dims, "coord");
  if (size !== 4) ctx.report(notFourCoordinates, argument, { callee: ctx.callee, size: String(size) });
  return size === 4;
};
