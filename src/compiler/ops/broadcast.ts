import { dimsAt, dimsAttribute } from "./kit/attributes.ts";
import { arrange, denseOf } from "./kit/dense.ts";
import { dimOf } from "./kit/dims.ts";
import { dimsFrom, float } from "./kit/sample-types.ts";
import type { Sizes } from "./kit/sample-types.ts";
import type { Primitive, Sample } from "./primitive.ts";

const sample = (title: string, sizes: Sizes, to: Sizes): Sample => ({
  title,
  operands: [float(sizes)],
  attributes: { dims: dimsAttribute(dimsFrom(to)) },
});

const broadcast: Primitive = {
  name: "broadcast",
  summary: "x repeated along the axes that it lacks, with exactly these axes in this order",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const dims = dimsAt(attributes, "dims");
    for (const { axis, size } of x!.dims)
      if (dimOf(dims, axis).size !== size) throw new Error(`${axis} is ${size} and ${dimOf(dims, axis).size}`);
    return { ...x!, dims };
  },
  gradient: (_node, dy) => [dy],
  interpret: ([x], node, { batch }) =>
    denseOf(node.type.dims, batch, arrange(x!.values, node.operands[0]!.type.dims, node.type.dims, batch)),
  samples: [
    sample("new first axes", { channel: 3 }, { batch: "batch", token: 2, channel: 3 }),
    sample("new last axes", { batch: "batch" }, { batch: "batch", height: 3, width: 2 }),
    sample("new axes between, another order", { width: 2, batch: "batch" }, { batch: "batch", height: 3, width: 2 }),
    sample("a number", {}, { batch: "batch", channel: 2 }),
  ],
};

export const primitives: readonly Primitive[] = [broadcast];
