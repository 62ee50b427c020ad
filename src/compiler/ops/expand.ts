import { numberAt, textAt } from "./kit/attributes.ts";
import { arrange, denseOf } from "./kit/dense.ts";
import { hasAxis } from "./kit/dims.ts";
import { arithmetic } from "./kit/gradient.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const expand: Primitive = {
  name: "expand",
  summary: "x repeated along a new axis, the last one or at a position",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const axis = textAt(attributes, "axis");
    const at = attributes.at === undefined ? x!.dims.length : numberAt(attributes, "at");
    if (hasAxis(x!.dims, axis) || at < 0 || at > x!.dims.length) throw new Error(`expand ${axis} at ${at}`);
    const dim = { axis, size: numberAt(attributes, "size") };
    return { ...x!, dims: [...x!.dims.slice(0, at), dim, ...x!.dims.slice(at)] };
  },
  gradient: (node, dy, build) => [arithmetic(build).sum(dy, [textAt(node.attributes, "axis")])],
  interpret: ([x], node, { batch }) =>
    denseOf(node.type.dims, batch, arrange(x!.values, node.operands[0]!.type.dims, node.type.dims, batch)),
  samples: [
    { title: "last", operands: [float({ batch: "batch", height: 3 })], attributes: { axis: "channel", size: 2 } },
    { title: "first", operands: [float({ batch: "batch", height: 3 })], attributes: { axis: "layer", size: 1, at: 0 } },
    {
      title: "in the middle",
      operands: [float({ batch: "batch", height: 3 })],
      attributes: { axis: "token", size: 3, at: 1 },
    },
  ],
};

export const primitives: readonly Primitive[] = [expand];
