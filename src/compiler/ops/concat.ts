import { noSuchAxis } from "../diagnostics/axes.ts";
import { emptyList } from "../diagnostics/sizes.ts";
import { unknownSize } from "../diagnostics/values.ts";
import type { Dim, Node } from "../4-graph/graph.ts";
import { dimsAttribute } from "./kit/attributes.ts";
import { sizesAgree } from "./kit/check-axes.ts";
import { listTensors, unitedOrder } from "./kit/list-tensors.ts";
import { axisParameter, tensor } from "./kit/parameters.ts";
import type { PlaceContext, Surface } from "./surface.ts";
import { textAt } from "./kit/attributes.ts";
import { arrange, countOf, denseOf, shapeOf, stridesOf, walk } from "./kit/dense.ts";
import { axesOf, dimOf, hasAxis, knownSize, placeOf, showDims, without } from "./kit/dims.ts";
import { kindOfAll } from "./kit/kinds.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const concat: Primitive = {
  name: "concat",
  summary: "tensors one behind the other along an axis",
  operandNames: ["x…"],
  infer: (operands, attributes) => {
    const along = textAt(attributes, "along");
    const [first] = operands;
    for (const { dims } of operands)
      for (const { axis, size } of without(first!.dims, [along]))
        if (dims[placeOf(dims, axis)]!.size !== size || dims.length !== first!.dims.length)
          throw new Error(`concat along ${along}: ${axis} is not ${size} everywhere`);
    const size = operands.reduce((sum, { dims }) => sum + knownSize(dims, along), 0);
    return {
      ...kindOfAll(operands),
      dims: first!.dims.map((dim) => (dim.axis === along ? { axis: along, size } : dim)),
    };
  },
  gradient: (node, dy, build) => {
    const along = textAt(node.attributes, "along");
    let begin = 0;
    return node.operands.map((operand) => {
      const end = begin + knownSize(operand.type.dims, along);
      const part = build.node("slice", [dy], { slices: [{ axis: along, begin, end, step: 1 }] });
      begin = end;
      return part;
    });
  },
  interpret: (inputs, node, { batch }) => {
    const { dims } = node.type;
    const along = placeOf(dims, textAt(node.attributes, "along"));
    const strides = stridesOf(shapeOf(dims, batch));
    const out = new Float64Array(countOf(shapeOf(dims, batch)));
    let begin = 0;
    inputs.forEach((input, i) => {
      const from = node.operands[i]!.type.dims;
      // Its own size along the axis, the result's order.
      const order = dims.map(({ axis }) => from[placeOf(from, axis)]!);
      const values = arrange(input.values, from, order, batch);
      walk(shapeOf(order, batch), strides, begin * strides[along]!, (offset, at) => (out[offset] = values[at]!));
      begin += shapeOf(order, batch)[along]!;
    });
    return denseOf(dims, batch, out);
  },
  samples: [
    {
      title: "the last axis",
      operands: [float({ batch: "batch", height: 2, channel: 3 }), float({ batch: "batch", height: 2, channel: 1 })],
      attributes: { along: "channel" },
    },
    {
      title: "three, the first axis",
      operands: [float({ token: 1, channel: 2 }), float({ token: 3, channel: 2 }), float({ token: 2, channel: 2 })],
      attributes: { along: "token" },
    },
    {
      title: "another order",
      operands: [float({ batch: "batch", anchor: 2, coord: 4 }), float({ coord: 4, anchor: 3, batch: "batch" })],
      attributes: { along: "anchor" },
    },
    { title: "one alone", operands: [float({ batch: "batch", anchor: 2 })], attributes: { along: "anchor" } },
  ],
};

/** All operands with all axes, in one order; only the size along `along` is their own. */
const broadcastAlike = (ctx: PlaceContext, operands: readonly Node[], along: string): readonly Node[] => {
  const order = unitedOrder(operands);
  return operands.map((operand) => {
    if (order.every(({ axis }) => hasAxis(operand.type.dims, axis))) return operand;
    const dims = order.map((dim): Dim => (dim.axis === along ? dimOf(operand.type.dims, along) : dim));
    return ctx.node("broadcast", [operand], { dims: dimsAttribute(dims) });
  });
};

const placeConcat = (ctx: PlaceContext, operands: readonly Node[], along: string): Node | undefined => {
  if (!operands.length) return ctx.report(emptyList, "list", { callee: ctx.callee });
  for (const { type } of operands) {
    const dim = type.dims.find(({ axis }) => axis === along);
    if (dim?.size === "batch") return ctx.report(unknownSize, "along", { axis: along });
    if (!dim) {
      const has = type.dims.map(({ axis }) => axis);
      return ctx.report(noSuchAxis, "along", { callee: ctx.callee, axis: along, shape: showDims(type.dims), has });
    }
  }
  if (
    !sizesAgree(
      ctx,
      "list",
      operands.map(({ type }) => type.dims),
      [along],
    )
  )
    return undefined;
  // The most complete operand's order first: it is then not moved.
  const alike = broadcastAlike(ctx, operands, along);
  const model = alike.findIndex(({ type }) => axesOf(type.dims).join() === axesOf(unitedOrder(operands)).join());
  return operands.length === 1 ? operands[0] : ctx.node("concat", inOrderOf(ctx, alike, model), { along });
};

/** `concat` takes its first operand's order of axes. */
const inOrderOf = (ctx: PlaceContext, operands: readonly Node[], model: number): readonly Node[] => {
  const order = axesOf(operands[model]!.type.dims);
  const [first, ...rest] = operands;
  if (axesOf(first!.type.dims).join() === order.join()) return operands;
  return [ctx.node("transpose", [first!], { order }), ...rest];
};

const concatSurface: Surface = {
  name: "concat",
  doc: "Tensors one behind the other along an axis, which all have; other axes that one lacks are repeated.",
  parameters: [
    { name: "list", doc: "the tensors, in order", type: { kind: "operands" } },
    axisParameter("along", "the axis along which they are joined"),
  ],
  place: (args, ctx) => {
    const operands = listTensors(args, ctx, "list");
    return operands && tensor(placeConcat(ctx, operands, args.axis("along")!));
  },
};

export const primitives: readonly Primitive[] = [concat];
export const surfaces: readonly Surface[] = [concatSurface];
