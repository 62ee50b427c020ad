import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { plainRecord, plainValue, type Json } from "../runs/plain-value.ts";

/** What a recipe does where it doesn't say. */
const DEFAULTS: { readonly [field: string]: Json } = {
  validation: null,
  test: [],
  metric: [{ part: "error" }],
  augment: [],
  teacher: null,
  clip_norm: null,
  schedule: [],
  early_stop: null,
  ema: null,
  start: null,
  parts: [],
  show: [],
};

/** `recipe.json`: every value of a recipe, defaults filled in. */
export const recipeRecord = (recipe: Recipe): { readonly [name: string]: Json } => ({
  name: recipe.name,
  ...DEFAULTS,
  ...plainRecord(new Map([...recipe.run.fields].map(([name, { value }]) => [name, value]))),
  length: plainValue(recipe.length),
  batch: recipe.batch,
  accumulate: recipe.accumulate,
  seed: recipe.seed,
});
