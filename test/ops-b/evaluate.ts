import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { GraphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Node, Origin, TensorType } from "../../src/compiler/4-graph/graph.ts";
import { primitives as avgPool } from "../../src/compiler/ops/avg-pool.ts";
import { primitives as batchNorm } from "../../src/compiler/ops/batch-norm.ts";
import { primitives as batchNormTrain } from "../../src/compiler/ops/batch-norm-train.ts";
import { primitives as conv } from "../../src/compiler/ops/conv.ts";
import { primitives as convInputGradient } from "../../src/compiler/ops/conv-input-gradient.ts";
import { primitives as convKernelGradient } from "../../src/compiler/ops/conv-kernel-gradient.ts";
import { primitives as dropout } from "../../src/compiler/ops/dropout.ts";
import { primitives as maxPool } from "../../src/compiler/ops/max-pool.ts";
import type { Dense, Primitive, PrimitiveTable, SampleOperand } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { primitives as resize } from "../../src/compiler/ops/resize.ts";
import { primitives as runningStatistic } from "../../src/compiler/ops/running-statistic.ts";

export const spatial: readonly Primitive[] = [
  ...conv,
  ...convInputGradient,
  ...convKernelGradient,
  ...maxPool,
  ...avgPool,
  ...batchNorm,
  ...batchNormTrain,
  ...runningStatistic,
  ...resize,
  ...dropout,
];

export const table: PrimitiveTable = new Map([
  ...primitiveTable,
  ...spatial.map((primitive) => [primitive.name, primitive] as const),
]);

const source = { path: "test.kes", text: "" };
const at = { source, start: 0, end: 0 };
export const origin: Origin = {
  path: "",
  span: at,
  placement: {
    id: 0,
    sort: "model",
    name: "Net",
    declaration: "Net",
    title: "Net",
    segments: [],
    path: "",
    span: at,
    settings: new Map(),
    inputs: [],
    turns: [],
    children: [],
    results: [],
  },
};

export const newBuilder = (): GraphBuilder => graphBuilder(table, origin);

/** A small seeded generator of numbers in [0, 1) (mulberry32). */
export const randomFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

export const shapeOf = (type: TensorType, batch: number): readonly number[] =>
  type.dims.map((dim) => (dim.size === "batch" ? batch : dim.size));

export const countOf = (type: TensorType, batch: number): number =>
  shapeOf(type, batch).reduce((product, size) => product * size, 1);

/** Numbers as a sample asks for them. */
export const draw = (
  { type, draw: how = "normal", values }: SampleOperand,
  batch: number,
  random: () => number,
): Float64Array => {
  const count = countOf(type, batch);
  if (values) return Float64Array.from(values);
  if (how === "positive") return Float64Array.from({ length: count }, () => 0.5 + random());
  if (how === "normal") return Float64Array.from({ length: count }, () => 2 * random() - 1);
  const distinct = Array.from({ length: count }, (_, i) => (i - count / 2) * 0.1);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [distinct[i], distinct[j]] = [distinct[j]!, distinct[i]!];
  }
  return Float64Array.from(distinct);
};

/** Values of a node given those of inputs and variables, by node. */
export const evaluate = (
  node: Node,
  given: ReadonlyMap<Node, Float64Array>,
  batch: number,
  seen = new Map<Node, Dense>(),
): Dense => {
  const known = seen.get(node);
  if (known) return known;
  const inputs = node.operands.map((operand) => evaluate(operand, given, batch, seen));
  const values = given.get(node);
  const context = { batch, random: (_node: Node, count: number) => new Float64Array(count).map(randomFrom(7)) };
  const result = values
    ? { shape: shapeOf(node.type, batch), values }
    : table.get(node.op)!.interpret(inputs, node, context);
  seen.set(node, result);
  return result;
};

/** The number at a position given by axis names. */
export const numberAtPosition = (
  type: TensorType,
  dense: Dense,
  position: Readonly<Record<string, number>>,
): number => {
  let offset = 0;
  type.dims.forEach((dim, i) => (offset = offset * dense.shape[i]! + position[dim.axis]!));
  return dense.values[offset]!;
};

/** All positions of a type as records from axis to index. */
export const positionsOf = (type: TensorType, batch: number): readonly Readonly<Record<string, number>>[] =>
  type.dims.reduce<readonly Readonly<Record<string, number>>[]>(
    (positions, dim) =>
      positions.flatMap((position) =>
        Array.from({ length: dim.size === "batch" ? batch : dim.size }, (_, i) => ({ ...position, [dim.axis]: i })),
      ),
    [{}],
  );

/** Largest difference over largest magnitude. */
export const relativeGap = (a: Float64Array, b: Float64Array): number => {
  let [gap, size] = [a.length === b.length ? 0 : Infinity, 1e-12];
  a.forEach((value, i) => {
    gap = Math.max(gap, Math.abs(value - b[i]!));
    size = Math.max(size, Math.abs(value), Math.abs(b[i]!));
  });
  return gap / size;
};
