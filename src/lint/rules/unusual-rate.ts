import { showNum, toFloat } from "../../base/number.ts";
import { exampleRecipe } from "../example-recipe.ts";
import { judgeRecipes } from "../judge-recipes.ts";
import { recipePlace } from "../recipe-place.ts";
import type { Rule } from "../rule.ts";

/** Rates between which nearly all published recipes of each optimizer lie. */
const USUAL: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["sgd", [1e-4, 1]],
  ["adam", [1e-6, 1e-2]],
  ["adamw", [1e-6, 1e-2]],
]);

export const rule: Rule = {
  code: "KES6203",
  name: "unusual-rate",
  summary: "a learning rate far from what is usual for the optimizer",
  level: "warning",
  about: "recipe",
  explanation:
    "Adam divides each step by the gradient's own size: it wants rates about a hundred times smaller than gradient descent. Usual are 0.0001 to 1 for `sgd` and 0.000001 to 0.01 for `adam` and `adamw`; beyond, training most often diverges, or hardly moves.",
  bad: exampleRecipe("", "adam(lr: 0.1)"),
  good: exampleRecipe("", "adam(lr: 0.001)"),
  check: (context) =>
    judgeRecipes(context, (linted) => {
      const { optimizer } = linted.recipe;
      const lr = optimizer.arguments.get("lr");
      const usual = USUAL.get(optimizer.name);
      const at = recipePlace(linted, ["optimizer"], context);
      if (!usual || lr?.kind !== "number" || !at) return undefined;
      const [least, most] = usual;
      const rate = toFloat(lr.value);
      if (rate === 0 || (rate >= least && rate <= most)) return undefined;
      return {
        at,
        message: `a rate of ${showNum(lr.value)} is ${rate < least ? "small" : "large"} for \`${optimizer.name}\`: ${least} to ${most} is usual`,
      };
    }),
};
