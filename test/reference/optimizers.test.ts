import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { Value } from "../../src/compiler/3-elaborate/value.ts";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { makeOptimizer } from "../../src/runtime/train/optimizer.ts";
import { number, part } from "../data/part.ts";
import { mixedNumbers } from "./mixed-numbers.ts";

/** What `bench/torch/optimizers.py` printed: the weights after each step. */
interface Fixture {
  readonly rate: number;
  readonly count: number;
  readonly cases: readonly {
    readonly name: string;
    readonly settings: Readonly<Record<string, number | boolean>>;
    readonly weights: readonly (readonly number[])[];
  }[];
}

const { rate, count, cases } = JSON.parse(
  readFileSync(new URL("../fixtures/torch-optimizers.json", import.meta.url), "utf8"),
) as Fixture;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine("cpu");
});

const valueOf = (setting: number | boolean): Value =>
  typeof setting === "boolean" ? { kind: "bool", value: setting } : number(setting);

const tensorOf = (stream: number) => engine.make([count], Float32Array.from(mixedNumbers(stream, count)));

const titled = cases.map((each) => ({ ...each, title: `${each.name} ${JSON.stringify(each.settings)}` }));

// Engines compute in float32, PyTorch did in float64: ten steps keep within a few roundings of it.
test.each(titled)("$title goes PyTorch's way", ({ name, settings, weights }) => {
  const values = Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, valueOf(setting)]));
  const optimizer = makeOptimizer(part("optimizer", name, values), engine);
  let weight = tensorOf(0);
  weights.forEach((theirs, step) => {
    const gradient = tensorOf(step + 1);
    const lowered = step < weights.length / 2 ? rate : rate / 2;
    const next = optimizer.update("w", weight, gradient, lowered, { rate: 1, decay: 1 }, step);
    for (const tensor of [weight, gradient]) tensor.dispose();
    weight = next;
    const apart = [...weight.dataSync()].map((ours, i) => Math.abs(ours - theirs[i]!));
    expect(Math.max(...apart) / Math.max(...theirs.map(Math.abs)), `step ${step + 1}`).toBeLessThan(2e-6);
  });
  expect(weights.length).toBe(10);
  weight.dispose();
  optimizer.dispose();
});
