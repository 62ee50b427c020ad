import { describe, expect, test } from "vitest";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { differentiate } from "../../src/compiler/5-passes/differentiate.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { shapeOf } from "../../src/compiler/ops/kit/dense.ts";
import { SAMPLE_BATCH as batch, drawSample, sampleGraph } from "../../src/compiler/ops/kit/draw-sample.ts";
import type { Dense, Primitive, Sample } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { normalNumbers } from "../../src/compiler/random.ts";

const STEP = 1e-5;

/** Largest difference over largest magnitude. */
const relativeDifference = (a: Float64Array, b: Float64Array): number => {
  const largest = b.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0) / largest;
};

const feed = (operands: readonly Node[], values: readonly Dense[]): ReadonlyMap<Node, Dense> =>
  new Map(operands.map((operand, i) => [operand, values[i]!]));

const moved = (dense: Dense, at: number, by: number): Dense => {
  const values = dense.values.slice();
  values[at]! += by;
  return { ...dense, values };
};

/** Σ weight · y, a loss in which every number of y counts differently. */
const projection = (primitive: Primitive, sample: Sample) => {
  const { build, operands, node } = sampleGraph(primitive, sample, primitiveTable);
  const weights = normalNumbers(
    7,
    0,
    0,
    shapeOf(node.type.dims, batch).reduce((a, b) => a * b, 1),
  );
  const weight = build.input("weight", { ...node.type, kind: "float" });
  const product = build.node("mul", [node, weight]);
  const over = node.type.dims.map(({ axis }) => axis);
  const loss = over.length ? build.node("sum", [product], { over, keep: false }) : product;
  const fixed: Dense = { shape: shapeOf(node.type.dims, batch), values: weights };
  return { build, operands, loss, fixed: new Map<Node, Dense>([[weight, fixed]]) };
};

const numericGradient = (
  valueAt: (values: readonly Dense[]) => number,
  values: readonly Dense[],
  i: number,
): Float64Array =>
  values[i]!.values.map((_, at) => {
    const at2 = (by: number): number => valueAt(values.map((dense, j) => (j === i ? moved(dense, at, by) : dense)));
    return (at2(STEP) - at2(-STEP)) / (2 * STEP);
  });

/** Operands that by definition get no gradient, though the result depends on them smoothly. */
const STOPPED: ReadonlySet<string> = new Set(["roi_align 1"]);

const checkGradients = (primitive: Primitive, sample: Sample): void => {
  const { build, operands, loss, fixed } = projection(primitive, sample);
  const wanted = operands.filter(({ type }) => type.kind === "float");
  const gradients = differentiate(loss, wanted, build, primitiveTable);
  const values = drawSample(primitive, sample);
  const run = (given: readonly Dense[]) => ({ batch, feeds: new Map([...feed(operands, given), ...fixed]) });
  const valueAt = (given: readonly Dense[]): number => interpret([loss], run(given)).get(loss)!.values[0]!;
  operands.forEach((operand, i) => {
    if (operand.type.kind !== "float" || STOPPED.has(`${primitive.name} ${i}`)) return;
    const gradient = gradients.get(operand);
    const numeric = numericGradient(valueAt, values, i);
    if (gradient) expect(gradient.type.dims).toEqual(operand.type.dims);
    const analytic = gradient ? interpret([gradient], run(values)).get(gradient)!.values : numeric.map(() => 0);
    expect(
      relativeDifference(analytic, numeric),
      `operand ${i}: ${[...analytic]} against ${[...numeric]}`,
    ).toBeLessThan(1e-5);
  });
};

describe.each([...primitiveTable.values()].filter(({ samples }) => samples.length))("$name", (primitive) => {
  test.each(primitive.samples)("$title: the type's shape is the value's, all numbers are numbers", (sample) => {
    const { operands, node } = sampleGraph(primitive, sample, primitiveTable);
    const value = interpret([node], { batch, feeds: feed(operands, drawSample(primitive, sample)) }).get(node)!;
    expect(value.shape).toEqual(shapeOf(node.type.dims, batch));
    expect(value.values.some(Number.isNaN)).toBe(false);
  });

  const smooth = primitive.samples.filter(({ gradient }) => gradient !== false);
  if (primitive.gradient && smooth.length)
    test.each(smooth)("$title: its gradient is that of finite differences", (sample) =>
      checkGradients(primitive, sample),
    );
});

test("every primitive has samples, but for the leaves that the builder makes", () => {
  const without = [...primitiveTable.values()].filter(({ samples }) => !samples.length).map(({ name }) => name);
  expect(without).toEqual(["input", "variable", "constant"]);
});
