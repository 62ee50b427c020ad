import type { Json } from "../runs/plain-value.ts";
import { entriesOf } from "./json-fields.ts";
import { showValue } from "./show-value.ts";

export interface FieldDifference {
  /** `optimizer.lr` */
  readonly field: string;
  /** Each recipe's value as text; undefined where it has none. */
  readonly values: readonly (string | undefined)[];
}

/**
 * Fields in which recipes differ, in the order of the first one that has them. Parts of the same name are compared setting by setting;
 * everything else by its text.
 */
export const recipeDifferences = (recipes: readonly (Json | undefined)[]): readonly FieldDifference[] =>
  fieldsOf(
    recipes.map((recipe) => new Map(entriesOf(recipe).filter(([name]) => name !== "name"))),
    "",
  );

const fieldsOf = (recipes: readonly ReadonlyMap<string, Json>[], prefix: string): readonly FieldDifference[] => {
  const names = [...new Set(recipes.flatMap((recipe) => [...recipe.keys()]))];
  return names.flatMap((name): readonly FieldDifference[] => {
    const values = recipes.map((recipe) => recipe.get(name));
    const shown = values.map((value) => (value === undefined || value === null ? undefined : showValue(value)));
    if (new Set(shown).size <= 1) return [];
    const parts = values.map((value) => new Map(entriesOf(value)));
    const kinds = new Set(parts.map((part) => part.get("part")));
    const isOnePart = kinds.size === 1 && typeof [...kinds][0] === "string";
    return isOnePart ? fieldsOf(parts, `${prefix}${name}.`) : [{ field: prefix + name, values: shown }];
  });
};
