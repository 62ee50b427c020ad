import type { Node } from "../4-graph/graph.ts";
import { floatOf, unite } from "./kit/dims.ts";
import { interpretBinary } from "./kit/elementwise.ts";
import { arithmetic } from "./kit/gradient.ts";
import type { Arithmetic } from "./kit/gradient.ts";
import { float, positive } from "./kit/sample-types.ts";
import type { Primitive, Sample } from "./primitive.ts";

interface Binary {
  readonly name: string;
  readonly summary: string;
  readonly of: (a: number, b: number) => number;
  readonly gradient: (k: Arithmetic, dy: Node, a: Node, b: Node, y: Node) => readonly (Node | undefined)[];
  readonly draw?: typeof float;
  readonly samples?: readonly Sample[];
}

const shape = { batch: "batch", height: 3, channel: 4 } as const;

const broadcastSamples = (draw: typeof float): readonly Sample[] => [
  { title: "alike", operands: [draw(shape), draw(shape)] },
  { title: "the second lacks axes", operands: [draw(shape), draw({ channel: 4 })] },
  { title: "the first lacks axes", operands: [draw({ height: 3 }), draw(shape)] },
  { title: "each has its own", operands: [draw({ batch: "batch", height: 3 }), draw({ width: 2, batch: "batch" })] },
  { title: "another order", operands: [draw(shape), draw({ channel: 4, batch: "batch", height: 3 })] },
  { title: "a number", operands: [draw(shape), draw({})] },
  { title: "two numbers", operands: [draw({}), draw({})] },
];

const binary = ({ name, summary, of, gradient, draw = float, samples }: Binary): Primitive => ({
  name,
  summary,
  operandNames: ["a", "b"],
  infer: ([a, b]) => floatOf(unite(a!.dims, b!.dims)),
  gradient: (node, dy, build) => gradient(arithmetic(build), dy, node.operands[0]!, node.operands[1]!, node),
  interpret: interpretBinary(of),
  samples: samples ?? broadcastSamples(draw),
});

/** 1 where a wins, 1/2 on a tie, else 0. */
const share = (k: Arithmetic, wins: Node, a: Node, b: Node): Node => k.add(wins, k.mul(k.eq(a, b), 0.5));

const isNumber = (node: Node): boolean => node.op === "constant" && node.type.dims.length === 0;

/** da = dy · b · a^(b-1), db = dy · y · log a; where a <= 0 no gradient goes to b. */
const powGradient: Binary["gradient"] = (k, dy, a, b, y) => {
  if (isNumber(b)) {
    const exponent = b.values![0]!;
    const slope = exponent === 2 ? k.mul(a, 2) : k.mul(k.pow(a, exponent - 1), exponent);
    return [k.mul(dy, slope), undefined];
  }
  const real = k.gt(a, 0);
  const log = k.log(k.where(real, a, 1));
  return [isNumber(a) ? undefined : k.mul(dy, k.mul(b, k.pow(a, k.sub(b, 1)))), k.mul(dy, k.mul(y, log))];
};

export const primitives: readonly Primitive[] = [
  binary({ name: "add", summary: "a + b", of: (a, b) => a + b, gradient: (_k, dy) => [dy, dy] }),
  binary({ name: "sub", summary: "a - b", of: (a, b) => a - b, gradient: (k, dy) => [dy, k.neg(dy)] }),
  binary({
    name: "mul",
    summary: "a · b",
    of: (a, b) => a * b,
    gradient: (k, dy, a, b) => [k.mul(dy, b), k.mul(dy, a)],
  }),
  binary({
    name: "div",
    summary: "a / b",
    of: (a, b) => a / b,
    gradient: (k, dy, _a, b, y) => [k.div(dy, b), k.neg(k.div(k.mul(dy, y), b))],
    draw: (sizes) => positive(sizes),
  }),
  binary({
    name: "pow",
    summary: "a to the power of b",
    of: (a, b) => a ** b,
    gradient: powGradient,
    samples: [
      ...broadcastSamples((sizes) => positive(sizes)),
      {
        title: "whole exponents, negative bases",
        operands: [float({ channel: 4 }), float({}, { values: [3] })],
        gradient: false,
      },
    ],
  }),
  binary({
    name: "max",
    summary: "the larger of a and b; on a tie each gets half of the gradient",
    of: (a, b) => Math.max(a, b),
    gradient: (k, dy, a, b) => [k.mul(dy, share(k, k.gt(a, b), a, b)), k.mul(dy, share(k, k.gt(b, a), a, b))],
  }),
  binary({
    name: "min",
    summary: "the smaller of a and b; on a tie each gets half of the gradient",
    of: (a, b) => Math.min(a, b),
    gradient: (k, dy, a, b) => [k.mul(dy, share(k, k.lt(a, b), a, b)), k.mul(dy, share(k, k.lt(b, a), a, b))],
  }),
];
