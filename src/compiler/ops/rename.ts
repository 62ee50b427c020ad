import { textMapAt } from "./kit/attributes.ts";
import { float, index } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const rename: Primitive = {
  name: "rename",
  summary: "the same numbers, axes under other names",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const names = textMapAt(attributes, "axes");
    return { ...x!, dims: x!.dims.map(({ axis, size }) => ({ axis: names.get(axis) ?? axis, size })) };
  },
  gradient: (node, dy, build) => {
    const back = Object.fromEntries([...textMapAt(node.attributes, "axes")].map(([from, to]) => [to, from]));
    return [build.node("rename", [dy], { axes: back })];
  },
  interpret: ([x]) => x!,
  samples: [
    {
      title: "one",
      operands: [float({ batch: "batch", token: 3, channel: 2 })],
      attributes: { axes: { token: "key" } },
    },
    {
      title: "two exchanged",
      operands: [float({ height: 2, width: 3 })],
      attributes: { axes: { height: "width", width: "height" } },
    },
    { title: "the batch", operands: [float({ batch: "batch", channel: 2 })], attributes: { axes: { batch: "other" } } },
    {
      title: "of an index",
      operands: [index("class", 4, { anchor: 3 })],
      attributes: { axes: { anchor: "proposal" } },
      gradient: false,
    },
  ],
};

export const primitives: readonly Primitive[] = [rename];
