import type { Node } from "../4-graph/graph.ts";
import { numberAt } from "./kit/attributes.ts";
import { floatOf, maskOf } from "./kit/dims.ts";
import { interpretUnary } from "./kit/elementwise.ts";
import { erf } from "./kit/erf.ts";
import { arithmetic } from "./kit/gradient.ts";
import type { Arithmetic } from "./kit/gradient.ts";
import { distinct, float, mask, positive } from "./kit/sample-types.ts";
import type { Primitive, Sample, SampleOperand } from "./primitive.ts";

interface Unary {
  readonly name: string;
  readonly summary: string;
  readonly of: (x: number, node: Node) => number;
  /** dx from dy, x and the result y. Absent: 0 everywhere. */
  readonly gradient?: (a: Arithmetic, dy: Node, x: Node, y: Node) => Node;
  readonly draw?: (sizes: { batch: "batch"; height: 3; channel: 5 }) => SampleOperand;
  readonly samples?: readonly Sample[];
  readonly kind?: "mask";
}

const sizes = { batch: "batch", height: 3, channel: 5 } as const;

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** Φ, the normal distribution's cumulative function. */
export const cumulative = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;

const unary = ({ name, summary, of, gradient, draw = float, samples, kind }: Unary): Primitive => ({
  name,
  summary,
  operandNames: ["x"],
  infer: ([x]) => (kind === "mask" ? maskOf(x!.dims) : floatOf(x!.dims)),
  ...(gradient && {
    gradient: (node, dy, build) => [gradient(arithmetic(build), dy, node.operands[0]!, node)],
  }),
  interpret: interpretUnary(of),
  samples: samples ?? [
    { title: "three axes", operands: [draw(sizes)] },
    { title: "a single number", operands: [{ ...draw(sizes), type: { dims: [], kind: kind ?? "float" } }] },
  ],
});

export const primitives: readonly Primitive[] = [
  unary({ name: "neg", summary: "-x", of: (x) => -x, gradient: (a, dy) => a.neg(dy) }),
  unary({ name: "exp", summary: "e to the power of x", of: Math.exp, gradient: (a, dy, _x, y) => a.mul(dy, y) }),
  unary({
    name: "log",
    summary: "the natural logarithm of x",
    of: Math.log,
    gradient: (a, dy, x) => a.div(dy, x),
    draw: positive,
  }),
  unary({
    name: "sqrt",
    summary: "the square root of x; its gradient at 0 is 0",
    of: Math.sqrt,
    // The divisor is 1 where y is 0, so that no infinity arises beside the mask.
    gradient: (a, dy, _x, y) => {
      const real = a.gt(y, 0);
      return a.where(real, a.div(a.mul(dy, 0.5), a.where(real, y, 1)), 0);
    },
    draw: positive,
  }),
  unary({
    name: "abs",
    summary: "x without its sign",
    of: Math.abs,
    gradient: (a, dy, x) => a.mul(dy, a.sign(x)),
  }),
  unary({
    name: "relu6",
    summary: "min(max(x, 0), 6)",
    of: (x) => Math.min(Math.max(x, 0), 6),
    gradient: (a, dy, _x, y) => a.mul(dy, a.and(a.gt(y, 0), a.lt(y, 6))),
    samples: [{ title: "below, between, above", operands: [float({ channel: 5 }, { values: [-1, 0.5, 3, 5.9, 7] })] }],
  }),
  unary({
    name: "sigmoid",
    summary: "1 / (1 + exp(-x))",
    of: sigmoid,
    gradient: (a, dy, _x, y) => a.mul(dy, a.mul(y, a.sub(1, y))),
  }),
  unary({
    name: "tanh",
    summary: "the hyperbolic tangent of x",
    of: Math.tanh,
    gradient: (a, dy, _x, y) => a.mul(dy, a.sub(1, a.mul(y, y))),
  }),
  unary({
    name: "sign",
    summary: "-1, 0 or 1",
    of: Math.sign,
    samples: [
      { title: "below, at and above 0", operands: [float({ channel: 3 }, { values: [-2, 0, 0.5] })], gradient: false },
    ],
  }),
  unary({
    name: "floor",
    summary: "the largest whole number that is not above x",
    of: Math.floor,
    samples: [{ title: "negative too", operands: [float({ channel: 4 }, { values: [-1.5, -0.2, 1.2, 2.7] })] }],
  }),
  unary({
    name: "not",
    summary: "1 - x of a mask",
    of: (x) => 1 - x,
    kind: "mask",
    samples: [{ title: "a mask", operands: [mask(sizes)], gradient: false }],
  }),
  unary({
    name: "leaky_relu",
    summary: "x where x > 0, else slope · x",
    of: (x, node) => (x > 0 ? x : x * numberAt(node.attributes, "slope")),
    gradient: (a, dy, x, y) => a.where(a.gt(x, 0), dy, a.mul(dy, numberAt(y.attributes, "slope"))),
    samples: [{ title: "slope 0.1", operands: [distinct(sizes)], attributes: { slope: 0.1 } }],
  }),
];
