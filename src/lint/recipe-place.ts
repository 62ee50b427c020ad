import type { Span } from "../base/source.ts";
import type { LintContext } from "./context.ts";
import type { LintedRecipe } from "./graphs.ts";

/**
 * Where something about a recipe is told: at the first of the fields that the recipe itself writes, else one that the file writes
 * for it, else at its name; undefined where the recipe belongs to another file and inherits nothing from this one.
 */
export const recipePlace = (
  { module, name, recipe }: LintedRecipe,
  fields: readonly string[],
  context: LintContext,
): Span | undefined => {
  const isHere = (at: Span): boolean => at.source.path === context.module.source.path;
  const own = module.names.get(name)?.node.span;
  const places = fields.flatMap((field) => recipe.places.get(field) ?? []);
  const within = places.find(
    (at) => own && at.source.path === own.source.path && at.start >= own.start && at.end <= own.end,
  );
  if (module.source.path !== context.module.source.path) return undefined;
  const declared = module.names.get(name)?.node;
  const itself = declared?.kind === "Recipe" ? declared.name.span : undefined;
  return within ?? places.find(isHere) ?? itself;
};
