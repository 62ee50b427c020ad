import { textAt } from "./kit/attributes.ts";
import { arrange, countOf, denseOf, shapeOf, stridesOf, walk } from "./kit/dense.ts";
import { knownSize, placeOf, without } from "./kit/dims.ts";
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

export const primitives: readonly Primitive[] = [concat];
