import { cumulative } from "./elementwise-unary.ts";
import { floatOf, unite } from "./kit/dims.ts";
import { interpretBinary, interpretUnary } from "./kit/elementwise.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const sizes = { batch: "batch", token: 3, channel: 5 } as const;
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Hendrycks and Gimpel 2016; the exact form, not the one by tanh. */
const gelu: Primitive = {
  name: "gelu",
  summary: "x · Φ(x), Φ(x) = (1 + erf(x / √2)) / 2",
  operandNames: ["x"],
  infer: ([x]) => floatOf(x!.dims),
  gradient: (node, dy, build) => [build.node("gelu_gradient", [dy, node.operands[0]!])],
  interpret: interpretUnary((x) => x * cumulative(x)),
  samples: [
    { title: "three axes", operands: [float(sizes)] },
    { title: "far from 0", operands: [float({ channel: 4 }, { values: [-9, -3, 3, 9] })] },
  ],
};

const geluGradient: Primitive = {
  name: "gelu_gradient",
  summary: "dy · (Φ(x) + x · φ(x)), φ the normal density",
  operandNames: ["dy", "x"],
  infer: ([dy, x]) => floatOf(unite(dy!.dims, x!.dims)),
  interpret: interpretBinary((dy, x) => dy * (cumulative(x) + x * density(x))),
  samples: [{ title: "alike", operands: [float(sizes), float(sizes)], gradient: false }],
};

export const primitives: readonly Primitive[] = [gelu, geluGradient];
