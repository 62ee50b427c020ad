import type { Node, TensorType } from "../../src/compiler/4-graph/graph.ts";
import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Dense, Primitive, PrimitiveTable, Sample, SampleOperand } from "../../src/compiler/ops/primitive.ts";

/** A small generator of uniform numbers with a state of its own. */
export const uniformSource = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

export const shapeOf = (type: TensorType, batch: number): number[] =>
  type.dims.map(({ size }) => (size === "batch" ? batch : size));

const shuffled = (count: number, next: () => number): number[] => {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
};

const numbersOf = (operand: SampleOperand, count: number, batch: number, next: () => number): number[] => {
  const { type, draw } = operand;
  if (operand.values) return [...operand.values];
  const range = type.range === "batch" ? batch : (type.range ?? 1);
  if (type.kind === "mask") return Array.from({ length: count }, () => +(next() < 0.5));
  if (type.kind === "index") return Array.from({ length: count }, () => Math.floor(next() * range));
  if (draw === "distinct") return shuffled(count, next).map((place) => (place - count / 2) * 0.1);
  if (draw === "positive") return Array.from({ length: count }, () => 0.2 + next());
  return Array.from({ length: count }, () => normal(next));
};

/** A sample as a graph of one node with inputs, and numbers that are float32 exactly. */
export const drawSample = (
  table: PrimitiveTable,
  primitive: Primitive,
  sample: Sample,
  batch: number,
): { readonly node: Node; readonly inputs: readonly Dense[] } => {
  const next = uniformSource(7);
  const origin = { path: "", span: undefined as never, placement: undefined as never };
  const build = graphBuilder(table, origin);
  const operands = sample.operands.map(({ type }, i) => build.input(`operand${i}`, type));
  const inputs = sample.operands.map((operand) => {
    const shape = shapeOf(operand.type, batch);
    const count = shape.reduce((a, b) => a * b, 1);
    return { shape, values: Float64Array.from(Float32Array.from(numbersOf(operand, count, batch, next))) };
  });
  return { node: build.node(primitive.name, operands, sample.attributes ?? {}), inputs };
};
