import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { plainRecord, plainValue, type Json } from "../runs/plain-value.ts";

/** `recipe.json`: every value of a recipe, defaults filled in. */
export const recipeRecord = (recipe: Recipe): { readonly [name: string]: Json } => ({
  name: recipe.name,
  metric: null,
  augment: [],
  schedule: [],
  parts: [],
  ...plainRecord(new Map([...recipe.run.fields].map(([name, { value }]) => [name, value]))),
  length: plainValue(recipe.length),
  batch: recipe.batch,
  seed: recipe.seed,
});
