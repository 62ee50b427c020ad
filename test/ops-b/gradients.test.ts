import { describe, expect, it } from "vitest";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { conform } from "../../src/compiler/ops/kit/gradient.ts";
import type { Primitive, Sample } from "../../src/compiler/ops/primitive.ts";
import { countOf, draw, evaluate, newBuilder, randomFrom, relativeGap, spatial } from "./evaluate.ts";

const BATCH = 2;
const STEP = 1e-5;

/** The sample as a graph of inputs, with numbers. */
const instance = (primitive: Primitive, sample: Sample) => {
  const build = newBuilder();
  const random = randomFrom(3);
  const operands = sample.operands.map((operand, i) => build.input(`x${i}`, operand.type));
  const given = new Map<Node, Float64Array>(
    operands.map((node, i) => [node, draw(sample.operands[i]!, BATCH, random)]),
  );
  const node = build.node(primitive.name, operands, sample.attributes ?? {});
  return { build, random, operands, given, node };
};

/** d/dx of Σ weights · node by central differences. */
const differences = (
  node: Node,
  x: Node,
  given: ReadonlyMap<Node, Float64Array>,
  weights: Float64Array,
): Float64Array =>
  given.get(x)!.map((value, i) => {
    const shifted = (by: number): number => {
      const values = Float64Array.from(given.get(x)!);
      values[i] = value + by;
      return evaluate(node, new Map([...given, [x, values]]), BATCH).values.reduce(
        (sum, y, j) => sum + y * weights[j]!,
        0,
      );
    };
    return (shifted(STEP) - shifted(-STEP)) / (2 * STEP);
  });

describe.each(
  spatial
    .filter((one) => one.gradient && one.samples.some((sample) => sample.gradient !== false))
    .map((primitive) => [primitive.name, primitive] as const),
)("%s", (_name, primitive) => {
  const samples = primitive.samples.filter((sample) => sample.gradient !== false);
  it.each(samples.map((sample) => [sample.title, sample] as const))("%s", (_title, sample) => {
    const { build, random, operands, given, node } = instance(primitive, sample);
    const dy = build.input("dy", node.type);
    const weights = Float64Array.from({ length: countOf(node.type, BATCH) }, () => random() - 0.5);
    primitive.gradient!(node, dy, build).forEach((gradient, i) => {
      if (!gradient) return;
      const x = operands[i]!;
      const found = evaluate(conform(build, gradient, x.type), new Map([...given, [dy, weights]]), BATCH).values;
      expect(relativeGap(found, differences(node, x, given, weights))).toBeLessThan(1e-6);
    });
  });
});

describe("every sample of every operation", () => {
  it.each(spatial.flatMap((p) => p.samples.map((sample) => [`${p.name}: ${sample.title}`, p, sample] as const)))(
    "%s",
    (_title, primitive, sample) => {
      const { given, node } = instance(primitive, sample);
      const { shape, values } = evaluate(node, given, BATCH);
      expect(shape).toEqual(node.type.dims.map((dim) => (dim.size === "batch" ? BATCH : dim.size)));
      expect(values.length).toBe(countOf(node.type, BATCH));
      expect(values.every(Number.isFinite)).toBe(true);
    },
  );
});
