import { sizeAt, textAt } from "./kit/attributes.ts";
import { denseOf, shapeOf } from "./kit/dense.ts";
import { index } from "./kit/sample-types.ts";
import { maskOf } from "./kit/dims.ts";
import type { Primitive } from "./primitive.ts";

const oneHot: Primitive = {
  name: "one_hot",
  summary: "1 where the index points, else 0, along a new last axis; all 0 for an index that points nowhere (-1)",
  operandNames: ["index"],
  infer: ([x], attributes) =>
    maskOf([...x!.dims, { axis: textAt(attributes, "axis"), size: sizeAt(attributes, "size") }]),
  interpret: ([x], node, { batch }) => {
    const size = shapeOf(node.type.dims, batch).at(-1)!;
    const out = new Float64Array(x!.values.length * size);
    x!.values.forEach((at, i) => {
      if (at >= 0 && at < size) out[i * size + at] = 1;
    });
    return denseOf(node.type.dims, batch, out);
  },
  samples: [
    {
      title: "a label for each picture",
      operands: [index("class", 4, { batch: "batch" })],
      attributes: { axis: "class", size: 4 },
      gradient: false,
    },
    {
      title: "one that points nowhere",
      operands: [index("class", 3, { object: 3 }, { values: [2, -1, 0] })],
      attributes: { axis: "class", size: 3 },
      gradient: false,
    },
  ],
};

export const primitives: readonly Primitive[] = [oneHot];
