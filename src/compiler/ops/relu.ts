import { floatOf, unite } from "./kit/dims.ts";
import { interpretBinary, interpretUnary } from "./kit/elementwise.ts";
import { arithmetic } from "./kit/gradient.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const sizes = { batch: "batch", height: 3, channel: 5 } as const;

const relu: Primitive = {
  name: "relu",
  summary: "max(x, 0)",
  operandNames: ["x"],
  infer: ([x]) => floatOf(x!.dims),
  gradient: (node, dy, build) => [build.node("relu_gradient", [dy, node])],
  interpret: interpretUnary((x) => Math.max(x, 0)),
  samples: [
    { title: "three axes", operands: [float(sizes)] },
    { title: "a single number", operands: [float({})] },
  ],
};

const reluGradient: Primitive = {
  name: "relu_gradient",
  summary: "dy where y > 0, else 0",
  operandNames: ["dy", "y"],
  infer: ([dy, y]) => floatOf(unite(dy!.dims, y!.dims)),
  gradient: (node, dy, build) => [
    arithmetic(build).where(arithmetic(build).gt(node.operands[1]!, 0), dy, 0),
    undefined,
  ],
  interpret: interpretBinary((dy, y) => (y > 0 ? dy : 0)),
  samples: [{ title: "alike", operands: [float(sizes), float(sizes)] }],
};

export const primitives: readonly Primitive[] = [relu, reluGradient];
