import { dimsAt, textAt } from "./kit/attributes.ts";
import { axesOf, countOfOne, knownSize, replaced } from "./kit/dims.ts";
import { dimsAttribute } from "./kit/attributes.ts";
import { dimsFrom, float } from "./kit/sample-types.ts";
import type { Sizes } from "./kit/sample-types.ts";
import type { Primitive, Sample } from "./primitive.ts";

const sample = (title: string, sizes: Sizes, axis: string, into: Sizes): Sample => ({
  title,
  operands: [float(sizes)],
  attributes: { axis, into: dimsAttribute(dimsFrom(into)) },
});

const split: Primitive = {
  name: "split",
  summary: "one axis as several, the first of which varies slowest; they stand where it stood",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const axis = textAt(attributes, "axis");
    const into = dimsAt(attributes, "into");
    if (countOfOne(into) !== BigInt(knownSize(x!.dims, axis)))
      throw new Error(`split does not keep the size of ${axis}`);
    return { ...x!, dims: replaced(x!.dims, [axis], into) };
  },
  gradient: (node, dy, build) => [
    build.node("merge", [dy], {
      axes: axesOf(dimsAt(node.attributes, "into")),
      into: textAt(node.attributes, "axis"),
    }),
  ],
  interpret: ([x], node, { batch }) => ({
    shape: node.type.dims.map(({ size }) => (size === "batch" ? batch : size)),
    values: x!.values,
  }),
  samples: [
    sample("the last axis in two", { batch: "batch", channel: 6 }, "channel", { group: 2, member: 3 }),
    sample("in three, in the middle", { batch: "batch", token: 12, channel: 2 }, "token", { a: 2, b: 3, c: 2 }),
    sample("a part keeps the name", { channel: 6, height: 2 }, "channel", { group: 3, channel: 2 }),
    sample("into one", { channel: 4, height: 2 }, "channel", { box: 4 }),
  ],
};

export const primitives: readonly Primitive[] = [split];
