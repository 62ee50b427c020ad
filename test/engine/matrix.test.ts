import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import type { Engine, EngineName } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { compileRun } from "../../src/runtime/execute/executor.ts";
import { drawSample, uniformSource } from "./sample-numbers.ts";

const BATCH = 2;
const TOLERANCE = 1e-4;

const random = (_node: unknown, count: number): Float64Array => {
  const next = uniformSource(11);
  // Exact in both precisions.
  return Float64Array.from({ length: count }, () => Math.fround(next()));
};

/** The largest difference over the largest magnitude; equal infinities don't differ. */
const relativeDifference = (actual: Float32Array, expected: Float64Array): number => {
  const scale = expected.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0) || 1;
  return expected.reduce((most, x, i) => {
    if (Number.isNaN(x) !== Number.isNaN(actual[i]!)) return Infinity;
    return x === actual[i] || Number.isNaN(x) ? most : Math.max(most, Math.abs(x - actual[i]!) / scale);
  }, 0);
};

describe.each<EngineName>(["wasm", "cpu"])("primitives on %s", (name) => {
  let engine: Engine;
  let tensorsBefore = 0;
  beforeAll(async () => {
    engine = await openEngine(name);
    tensorsBefore = engine.tf.memory().numTensors;
  });
  afterAll(() => expect(engine.tf.memory().numTensors).toBe(tensorsBefore));

  for (const primitive of primitiveTable.values())
    for (const sample of primitive.samples)
      test(`${primitive.name}: ${sample.title}`, () => {
        const { node, inputs } = drawSample(primitiveTable, primitive, sample, BATCH);
        const expected = primitive.interpret(inputs, node, { batch: BATCH, random });
        const plan = compileRun([node], engine, primitiveTable);
        const feeds = new Map(
          inputs.map((input, i) => [`operand${i}`, engine.make(input.shape, Float32Array.from(input.values))]),
        );
        const [result] = plan.run(feeds, new Map(), {
          batch: BATCH,
          random: (at, count) => Float32Array.from(random(at, count)),
        });
        expect(result!.shape).toEqual(expected.shape);
        expect(relativeDifference(result!.dataSync() as Float32Array, expected.values)).toBeLessThan(TOLERANCE);
        result!.dispose();
        for (const feed of feeds.values()) feed.dispose();
        plan.dispose();
      });
});
