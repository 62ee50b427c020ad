import type { Span } from "../../base/source.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";

/** Where a recipe's field stands; where it has its default, where the recipe stands. */
export const fieldPlace = (recipe: Recipe, field: string): Span =>
  recipe.places.get(field) ?? recipe.run.recipe.name.span;
