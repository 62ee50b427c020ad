import { numberAt, textAt } from "./kit/attributes.ts";
import { arrange, denseOf, rowsOf } from "./kit/dense.ts";
import { indexInto, replaced, sizeOf, without } from "./kit/dims.ts";
import { bestFirst } from "./kit/order.ts";
import { distinct, float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const topK: Primitive = {
  name: "top_k",
  summary: "where along `over` the k largest numbers are, largest first, along `as`; equals in their order",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const over = textAt(attributes, "over");
    const k = numberAt(attributes, "k");
    return indexInto(
      over,
      sizeOf(x!.dims, over),
      replaced(x!.dims, [over], [{ axis: textAt(attributes, "as"), size: k }]),
    );
  },
  interpret: ([x], node, { batch }) => {
    const { dims } = node.operands[0]!.type;
    const over = textAt(node.attributes, "over");
    const k = numberAt(node.attributes, "k");
    const { values, rows, count } = rowsOf(x!, dims, [over], batch);
    const out = new Float64Array(rows * k);
    for (let row = 0; row < rows; row++)
      out.set(bestFirst(values.subarray(row * count, (row + 1) * count)).slice(0, k), row * k);
    const order = [...without(dims, [over]), { axis: textAt(node.attributes, "as"), size: k }];
    return denseOf(node.type.dims, batch, arrange(out, order, node.type.dims, batch));
  },
  samples: [
    {
      title: "of the last axis",
      operands: [distinct({ batch: "batch", anchor: 6 })],
      attributes: { over: "anchor", k: 3, as: "proposal" },
      gradient: false,
    },
    {
      title: "of an axis in the middle, under its own name",
      operands: [distinct({ batch: "batch", anchor: 4, class: 2 })],
      attributes: { over: "anchor", k: 2, as: "anchor" },
      gradient: false,
    },
    {
      title: "ties",
      operands: [float({ anchor: 5 }, { values: [1, 3, 2, 3, 2] })],
      attributes: { over: "anchor", k: 4, as: "proposal" },
      gradient: false,
    },
  ],
};

export const primitives: readonly Primitive[] = [topK];
