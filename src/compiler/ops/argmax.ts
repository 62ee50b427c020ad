import { textAt } from "./kit/attributes.ts";
import { denseOf, rowsOf } from "./kit/dense.ts";
import { indexInto, sizeOf, without } from "./kit/dims.ts";
import { distinct, float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const argmax: Primitive = {
  name: "argmax",
  summary: "where along `over` x is largest; of equals the first",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const over = textAt(attributes, "over");
    return indexInto(over, sizeOf(x!.dims, over), without(x!.dims, [over]));
  },
  interpret: (inputs, node, { batch }) => {
    const { values, rows, count } = rowsOf(
      inputs[0]!,
      node.operands[0]!.type.dims,
      [textAt(node.attributes, "over")],
      batch,
    );
    const out = new Float64Array(rows);
    for (let row = 0; row < rows; row++)
      for (let i = 1; i < count; i++) if (values[row * count + i]! > values[row * count + out[row]!]!) out[row] = i;
    return denseOf(node.type.dims, batch, out);
  },
  samples: [
    {
      title: "the last axis",
      operands: [distinct({ batch: "batch", class: 5 })],
      attributes: { over: "class" },
      gradient: false,
    },
    {
      title: "an axis in the middle",
      operands: [distinct({ batch: "batch", object: 4, anchor: 3 })],
      attributes: { over: "object" },
      gradient: false,
    },
    {
      title: "ties",
      operands: [float({ row: 2, class: 3 }, { values: [1, 2, 2, 3, 3, 0] })],
      attributes: { over: "class" },
      gradient: false,
    },
  ],
};

export const primitives: readonly Primitive[] = [argmax];
