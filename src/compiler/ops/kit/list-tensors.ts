import type { Dim, Node } from "../../4-graph/graph.ts";
import type { Arguments, PlaceContext } from "../surface.ts";
import { hasAxis, leading } from "./dims.ts";

/** A list argument's items as tensors, numbers as constants; undefined after a report. */
export const listTensors = (args: Arguments, ctx: PlaceContext, argument: string): readonly Node[] | undefined => {
  const nodes: Node[] = [];
  for (const item of args.list(argument) ?? []) {
    const node = ctx.tensorOf(item);
    if (!node) return undefined;
    nodes.push(node);
  }
  return nodes;
};

/** All axes of all operands: those of the leading one in its order, then the others' new ones. */
export const unitedOrder = (operands: readonly Node[]): readonly Dim[] => {
  const order: Dim[] = [...leading(operands.map(({ type }) => type.dims))];
  for (const { type } of operands) for (const dim of type.dims) if (!hasAxis(order, dim.axis)) order.push(dim);
  return order;
};
