import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { baseRate, makeOptimizer, slotsOf } from "../../src/runtime/train/optimizer.ts";
import { number, part } from "../data/part.ts";
import type { Value } from "../../src/compiler/3-elaborate/value.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine("cpu");
});

/** A weight of 2 under the gradients given, one a step. */
const follow = (
  name: string,
  settings: Readonly<Record<string, Value>>,
  gradients: readonly number[],
  factors = { rate: 1, decay: 1 },
): readonly number[] => {
  const optimizer = makeOptimizer(part("optimizer", name, settings), engine);
  const before = engine.tf.memory().numTensors;
  let weight = engine.make([1], Float32Array.of(2));
  const weights = gradients.map((value, step) => {
    const gradient = engine.make([1], Float32Array.of(value));
    const next = optimizer.update("w", weight, gradient, 0.1, factors, step);
    for (const tensor of [weight, gradient]) tensor.dispose();
    weight = next;
    return weight.dataSync()[0]!;
  });
  weight.dispose();
  optimizer.dispose();
  expect(engine.tf.memory().numTensors).toBe(before);
  return weights;
};

const near = (found: readonly number[], expected: readonly number[]): void =>
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));

describe("sgd", () => {
  it("goes down the slope", () => near(follow("sgd", {}, [1, -2]), [1.9, 2.1]));

  it("keeps momentum: v = 0.9 v + g", () => {
    // v = 1, w = 2 − 0.1 = 1.9; v = 0.9 + 1 = 1.9, w = 1.9 − 0.19 = 1.71
    near(follow("sgd", { momentum: number("0.9") }, [1, 1]), [1.9, 1.71]);
  });

  it("adds decay · w to the gradient before momentum", () => {
    // g = 1 + 0.5 · 2 = 2, w = 2 − 0.2 = 1.8; g = 1 + 0.9 = 1.9, v = 1.8 + 1.9 = 3.7, w = 1.8 − 0.37 = 1.43
    near(follow("sgd", { momentum: number("0.9"), weight_decay: number("0.5") }, [1, 1]), [1.8, 1.43]);
  });

  it("looks ahead with nesterov: g + 0.9 v", () => {
    // v = 1, w = 2 − 0.1 · (1 + 0.9) = 1.81; v = 1.9, w = 1.81 − 0.1 · (1 + 1.71) = 1.539
    near(follow("sgd", { momentum: number("0.9"), nesterov: { kind: "bool", value: true } }, [1, 1]), [1.81, 1.539]);
  });

  it("multiplies rate and decay by the weight's factors", () => {
    // g = 1 + 0.5 · 0.5 · 2 = 1.5, w = 2 − 0.1 · 2 · 1.5 = 1.7
    near(follow("sgd", { weight_decay: number("0.5") }, [1], { rate: 2, decay: 0.5 }), [1.7]);
  });
});

describe("adam", () => {
  it("steps by the rate at first, whatever the gradient's size", () => {
    near(follow("adam", { epsilon: number("1e-12") }, [1e-3]), [1.9]);
    near(follow("adam", { epsilon: number("1e-12") }, [50]), [1.9]);
  });

  it("corrects both means for their start", () => {
    // step 2 with g = 1, then 3: m = 0.9 · 0.1 + 0.1 · 3 = 0.39, /(1 − 0.81) = 2.0526; v = 0.999 · 0.001 + 0.001 · 9 = 0.009999, /(1 − 0.998001) = 5.002
    near(follow("adam", {}, [1, 3]), [1.9, 1.9 - (0.1 * 2.052632) / Math.sqrt(5.0020010005)]);
  });

  it("with decay in the gradient, or beside it in adamw", () => {
    near(follow("adam", { weight_decay: number("0.5") }, [-1]), [2]); // −1 + 0.5 · 2 = 0
    near(follow("adamw", { weight_decay: number("0.5") }, [-1]), [2 * 0.95 + 0.1]);
  });
});

it("slotsOf and baseRate know what an optimizer keeps and where it begins", () => {
  expect([slotsOf(part("optimizer", "sgd")), slotsOf(part("optimizer", "sgd", { momentum: number("0.9") }))]).toEqual([
    0, 1,
  ]);
  expect(slotsOf(part("optimizer", "adam"))).toBe(2);
  expect(baseRate(part("optimizer", "adam"))).toBe(0.001);
});
