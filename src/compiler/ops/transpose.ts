import { textsAt } from "./kit/attributes.ts";
import { arrange, denseOf } from "./kit/dense.ts";
import { dimOf } from "./kit/dims.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const transpose: Primitive = {
  name: "transpose",
  summary: "the same numbers, axes in another order in memory",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const order = textsAt(attributes, "order");
    if (order.length !== x!.dims.length) throw new Error(`transpose to [${order.join(", ")}]`);
    return { ...x!, dims: order.map((axis) => dimOf(x!.dims, axis)) };
  },
  gradient: (_node, dy) => [dy],
  interpret: ([x], node, { batch }) =>
    denseOf(node.type.dims, batch, arrange(x!.values, node.operands[0]!.type.dims, node.type.dims, batch)),
  samples: [
    {
      title: "three turned",
      operands: [float({ batch: "batch", height: 3, channel: 2 })],
      attributes: { order: ["channel", "batch", "height"] },
    },
    { title: "two exchanged", operands: [float({ height: 3, width: 2 })], attributes: { order: ["width", "height"] } },
  ],
};

export const primitives: readonly Primitive[] = [transpose];
