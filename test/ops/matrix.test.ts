import { describe, expect, test } from "vitest";
import { interpret } from "../../src/compiler/interpret.ts";
import { shapeOf } from "../../src/compiler/ops/kit/dense.ts";
import { SAMPLE_BATCH as batch, drawSample, sampleGraph } from "../../src/compiler/ops/kit/draw-sample.ts";
import type { Primitive, Sample } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { expectGradients } from "./finite-differences.ts";

/** Every primitive with every sample of its own, on the interpreter. */

/** Operands that by definition get no gradient, though the result depends on them smoothly. */
const STOPPED: ReadonlySet<string> = new Set(["roi_align 1"]);

const graphOf = (primitive: Primitive, sample: Sample) => {
  const graph = sampleGraph(primitive, sample, primitiveTable);
  const values = drawSample(primitive, sample);
  return { ...graph, given: new Map(graph.operands.map((operand, i) => [operand, values[i]!])) };
};

describe.each([...primitiveTable.values()].filter(({ samples }) => samples.length))("$name", (primitive) => {
  test.each(primitive.samples)("$title: the type's shape is the value's, all numbers are numbers", (sample) => {
    const { node, given } = graphOf(primitive, sample);
    const value = interpret([node], { batch, feeds: given }).get(node)!;
    expect(value.shape).toEqual(shapeOf(node.type.dims, batch));
    expect(value.values.some(Number.isNaN)).toBe(false);
  });

  const smooth = primitive.samples.filter(({ gradient }) => gradient !== false);
  if (primitive.gradient && smooth.length)
    test.each(smooth)("$title: its gradient is that of finite differences", (sample) => {
      const { build, operands, node, given } = graphOf(primitive, sample);
      const wanted = operands.filter(({ type }, i) => type.kind === "float" && !STOPPED.has(`${primitive.name} ${i}`));
      expectGradients(build, node, given, wanted, batch);
    });
});

test("every primitive has samples, but for the leaves that the builder makes", () => {
  const without = [...primitiveTable.values()].filter(({ samples }) => !samples.length).map(({ name }) => name);
  expect(without).toEqual(["input", "variable", "constant"]);
});
