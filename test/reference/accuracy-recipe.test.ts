import { expect, test } from "vitest";
import { nodeHost } from "../../src/cli/node-host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { openTrainable } from "../../src/runtime/train/open-trainable.ts";
import { rateFactor } from "../../src/runtime/train/schedule.ts";

const root = new URL("../..", import.meta.url).pathname;

test("the accuracy bench trains what its peer trains", () => {
  const [trainable, diagnostics] = openTrainable(openProgram(nodeHost({ root })), "bench/accuracy.kes", "baseline");
  expect(diagnostics).toEqual([]);
  const trained = trainable?.objective.student.variables().filter((variable) => variable.trainable) ?? [];
  const scalars = trained.map(({ dims }) => dims.reduce((product, { size }) => product * Number(size), 1));
  expect(scalars.reduce((sum, count) => sum + count, 0)).toBe(257_114);
  expect(trainable?.recipe.batch).toBe(64);
  // 62 whole batches of 64 an epoch; the rate drops at the beginning of epochs 8, 14, 18, counted from 0.
  const clock = { stepsPerEpoch: 62, totalSteps: 20 * 62 };
  const factors = [0, 495, 496, 867, 868, 1115, 1116].map((step) =>
    rateFactor(trainable?.recipe.schedule ?? [], step, clock),
  );
  [1, 1, 0.2, 0.2, 0.04, 0.04, 0.008].forEach((factor, i) => expect(factors[i]).toBeCloseTo(factor, 10));
});
