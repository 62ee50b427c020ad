import { hasAxes } from "./kit/check-axes.ts";
import { axesParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { Node } from "../4-graph/graph.ts";
import { textsAt } from "./kit/attributes.ts";
import { arrange, denseOf, rowsOf } from "./kit/dense.ts";
import { floatOf } from "./kit/dims.ts";
import { arithmetic } from "./kit/gradient.ts";
import { float } from "./kit/sample-types.ts";
import type { Dense, Primitive, RunContext, Sample } from "./primitive.ts";

/** log Σ exp of a row, shifted by its largest number. */
const logSumExp = (row: Float64Array): number => {
  const shift = row.reduce((a, b) => Math.max(a, b), -Infinity);
  return shift + Math.log(row.reduce((total, x) => total + Math.exp(x - shift), 0));
};

const interpretRows =
  (map: (x: number, total: number) => number) =>
  (inputs: readonly Dense[], node: Node, { batch }: RunContext): Dense => {
    const { dims } = node.type;
    const { values, rows, count, order } = rowsOf(inputs[0]!, dims, textsAt(node.attributes, "over"), batch);
    const out = new Float64Array(values.length);
    for (let row = 0; row < rows; row++) {
      const total = logSumExp(values.subarray(row * count, (row + 1) * count));
      for (let i = row * count; i < (row + 1) * count; i++) out[i] = map(values[i]!, total);
    }
    return denseOf(dims, batch, arrange(out, order, dims, batch));
  };

const samples: readonly Sample[] = [
  { title: "the last axis", operands: [float({ batch: "batch", class: 5 })], attributes: { over: ["class"] } },
  {
    title: "an axis in the middle",
    operands: [float({ batch: "batch", key: 3, head: 2 })],
    attributes: { over: ["key"] },
  },
  {
    title: "two axes, not in order",
    operands: [float({ height: 3, batch: "batch", width: 2 })],
    attributes: { over: ["width", "height"] },
  },
  {
    title: "large numbers",
    operands: [float({ class: 3 }, { values: [1000, 1001, 998] })],
    attributes: { over: ["class"] },
  },
];

const softmax: Primitive = {
  name: "softmax",
  summary: "exp(x) / Σ exp(x) over the axes",
  operandNames: ["x"],
  infer: ([x]) => floatOf(x!.dims),
  // dx = y · (dy - Σ dy · y)
  gradient: (node, dy, build) => {
    const { mul, sub, sum } = arithmetic(build);
    return [mul(node, sub(dy, sum(mul(dy, node), textsAt(node.attributes, "over"))))];
  },
  interpret: interpretRows((x, total) => Math.exp(x - total)),
  samples,
};

const logSoftmax: Primitive = {
  name: "log_softmax",
  summary: "x - log Σ exp(x) over the axes",
  operandNames: ["x"],
  infer: ([x]) => floatOf(x!.dims),
  // dx = dy - exp(y) · Σ dy
  gradient: (node, dy, build) => {
    const { mul, sub, sum, exp } = arithmetic(build);
    return [sub(dy, mul(exp(node), sum(dy, textsAt(node.attributes, "over"))))];
  },
  interpret: interpretRows((x, total) => x - total),
  samples,
};

const softmaxSurface = (name: string, doc: string): Surface => ({
  name,
  doc,
  parameters: [
    tensorParameter("x", "the logits"),
    axesParameter("over", "the axes that the numbers are shared over; they stay"),
  ],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const over = args.axes("over") ?? [];
    return hasAxes(ctx, "over", x, over) ? tensor(ctx.node(name, [x], { over })) : undefined;
  },
});

export const primitives: readonly Primitive[] = [softmax, logSoftmax];
export const surfaces: readonly Surface[] = [
  softmaxSurface("softmax", "exp(x) / Σ exp(x) over the axes: positive numbers whose sum is 1."),
  softmaxSurface("log_softmax", "x - log Σ exp(x) over the axes: the logarithm of softmax, computed without overflow."),
];
