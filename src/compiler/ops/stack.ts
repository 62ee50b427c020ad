import { emptyList } from "../diagnostics/sizes.ts";
import type { Node } from "../4-graph/graph.ts";
import { dimsAttribute } from "./kit/attributes.ts";
import { areFree, sizesAgree } from "./kit/check-axes.ts";
import { axesOf } from "./kit/dims.ts";
import { listTensors, unitedOrder } from "./kit/list-tensors.ts";
import { axisParameter, tensor } from "./kit/parameters.ts";
import type { PlaceContext, Surface } from "./surface.ts";

const placeStack = (ctx: PlaceContext, operands: readonly Node[], as: string): Node | undefined => {
  if (!operands.length) return ctx.report(emptyList, "list", { callee: ctx.callee });
  if (
    !sizesAgree(
      ctx,
      "list",
      operands.map(({ type }) => type.dims),
    )
  )
    return undefined;
  const order = unitedOrder(operands);
  if (!areFree(ctx, "as", order, [as])) return undefined;
  const layers = operands.map((operand) => {
    const alike = axesOf(operand.type.dims).join() === axesOf(order).join();
    const whole = alike ? operand : ctx.node("broadcast", [operand], { dims: dimsAttribute(order) });
    return ctx.node("expand", [whole], { axis: as, size: 1 });
  });
  return layers.length === 1 ? layers[0] : ctx.node("concat", layers, { along: as });
};

const stack: Surface = {
  name: "stack",
  doc: "Tensors side by side along a new last axis; axes that one lacks are repeated. Numbers count as tensors.",
  parameters: [
    { name: "list", doc: "the tensors, in order", type: { kind: "operands" } },
    axisParameter("as", "the new axis"),
  ],
  place: (args, ctx) => {
    const operands = listTensors(args, ctx, "list");
    return operands && tensor(placeStack(ctx, operands, args.axis("as")!));
  },
};

export const surfaces: readonly Surface[] = [stack];
