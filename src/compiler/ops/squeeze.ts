import { textAt } from "./kit/attributes.ts";
import { denseOf } from "./kit/dense.ts";
import { knownSize, placeOf, without } from "./kit/dims.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const squeeze: Primitive = {
  name: "squeeze",
  summary: "x without an axis of size 1",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const axis = textAt(attributes, "axis");
    if (knownSize(x!.dims, axis) !== 1) throw new Error(`${axis} is not 1`);
    return { ...x!, dims: without(x!.dims, [axis]) };
  },
  gradient: (node, dy, build) => {
    const axis = textAt(node.attributes, "axis");
    return [build.node("expand", [dy], { axis, size: 1, at: placeOf(node.operands[0]!.type.dims, axis) })];
  },
  interpret: ([x], node, { batch }) => denseOf(node.type.dims, batch, x!.values),
  samples: [
    {
      title: "the last",
      operands: [float({ batch: "batch", height: 3, channel: 1 })],
      attributes: { axis: "channel" },
    },
    {
      title: "in the middle",
      operands: [float({ batch: "batch", token: 1, channel: 2 })],
      attributes: { axis: "token" },
    },
  ],
};

export const primitives: readonly Primitive[] = [squeeze];
