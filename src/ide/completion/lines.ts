import type { Ranked } from "./completion.ts";
import type * as ast from "../../compiler/1-syntax/ast.ts";
import { recipeFieldTable } from "../recipe-fields.ts";
import type { View } from "../view.ts";
import * as t from "../../../grammar/tokens.ts";

/** Fields that a recipe doesn't have yet, those that it needs first. */
export const fieldsAt = (view: View): readonly Ranked[] => {
  const recipe = view.item?.kind === "Recipe" ? view.item : undefined;
  const given = new Set(
    ownFields(recipe)
      .filter(({ span }) => !touches(span, view))
      .map(({ path }) => path[0]?.text),
  );
  const set = view.place.after[0]?.tokenType === t.Equals;
  return recipeFieldTable.flatMap(({ name, doc, required }, index) => {
    if (given.has(name)) return [];
    const needed = required && !recipe?.parent;
    return [
      {
        completion: {
          name,
          what: "field" as const,
          detail: needed ? "required" : "field",
          doc,
          ...(!set && { text: `${name} = `, snippet: `${name} = $0` }),
        },
        rank: (needed ? 0 : 1) + index / 100,
      },
    ];
  });
};

const ownFields = (recipe: ast.Recipe | undefined): readonly ast.Binding[] => recipe?.fields ?? [];

const touches = ({ start, end }: ast.Binding["span"], { place: { word } }: View): boolean =>
  start <= word.end && word.start <= end && start === word.start;

/** What `output` and `tap` may name: what is bound above, the last first. */
export const boundAt = (view: View, given: ReadonlySet<string>): readonly Ranked[] => {
  const bound = view.locals.filter(({ name, what }) => what !== "variable" && !given.has(name));
  return bound.map(({ name, what }, index) => ({
    completion: { name, what: "local", detail: what },
    rank: what === "binding" ? (bound.length - index) / 1000 : 1,
  }));
};
