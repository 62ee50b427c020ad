import { expect, test } from "vitest";
import { recipeFields } from "../../src/compiler/2-bind/resolve-recipe.ts";
import { recipeRecord } from "../../src/runtime/train/recipe-record.ts";
import { littleTrainable } from "./little-spec.ts";

const recordOf = (changes: Parameters<typeof littleTrainable>[0]) => recipeRecord(littleTrainable(changes).recipe);

test("recipe.json has every field, whether written or not", () => {
  const bare = { test: undefined, metric: undefined, augment: undefined, schedule: undefined, seed: undefined };
  const record = recordOf(bare);
  expect(new Set(Object.keys(record))).toEqual(new Set(["name", ...recipeFields]));
  expect(Object.values(record)).not.toContain(undefined);
  expect(record).toMatchObject({ accumulate: 1, metric: [{ part: "error" }], seed: 1, validation: null, show: [] });
});

test("and what is written, with arguments filled in", () => {
  const written = {
    validation: "10%",
    metric: "[error, top5]",
    accumulate: "4",
    clip_norm: "5",
    ema: "0.999",
    early_stop: "3 epochs",
  };
  expect(recordOf({ ...written, optimizer: "adam" })).toMatchObject({
    validation: 0.1,
    metric: [{ part: "error" }, { part: "top5" }],
    accumulate: 4,
    clip_norm: 5,
    ema: 0.999,
    early_stop: { epochs: 3 },
    optimizer: { part: "adam", lr: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0 },
  });
});
