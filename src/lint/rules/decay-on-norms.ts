import { toFloat } from "../../base/number.ts";
import { pathMatches } from "../../base/path-matches.ts";
import { exampleRecipe } from "../example-recipe.ts";
import { judgeRecipes } from "../judge-recipes.ts";
import { recipePlace } from "../recipe-place.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6205",
  name: "decay-on-norms",
  summary: "weight decay on norms and biases",
  level: "off",
  about: "recipe",
  explanation:
    "Weight decay keeps kernels small; on a norm's scale and shift and on biases it only pulls where nothing is to be gained, and many recipes leave it out there: `parts = table { path | decay … }` with a decay of 0 for `**/scale`, `**/shift` and `**/bias`. As many papers decay everything, and their numbers were got so: off unless the configuration asks for it.",
  bad: exampleRecipe("", "sgd(lr: 0.1, momentum: 0.9, weight_decay: 5e-4)"),
  good: exampleRecipe(
    `  parts     = table {
    path       | decay
    "**/scale" | 0
    "**/shift" | 0
    "**/bias"  | 0
  }
`,
    "sgd(lr: 0.1, momentum: 0.9, weight_decay: 5e-4)",
  ),
  check: (context) =>
    judgeRecipes(context, (linted) => {
      const { recipe, objective } = linted;
      const decay = recipe.optimizer.arguments.get("weight_decay");
      const at = recipePlace(linted, ["optimizer"], context);
      const decays =
        recipe.optimizer.name === "adamw"
          ? decay?.kind !== "number" || toFloat(decay.value) !== 0
          : decay?.kind === "number" && toFloat(decay.value) !== 0;
      if (!objective || !at || !decays) return undefined;
      const meant = objective.student
        .variables()
        .filter(({ trainable, path }) => trainable && /(^|\/)(scale|shift|bias)$/.test(path))
        .filter(({ path }) => (recipe.parts.findLast((row) => pathMatches(row.path, path))?.decay ?? 1) !== 0);
      const [first] = meant;
      if (!first) return undefined;
      return {
        at,
        message: `weight decay falls on ${meant.length} norms' and biases' weights, first on \`${first.path}\``,
        help: ['parts = table { path | decay … } with 0 for "**/scale", "**/shift" and "**/bias"'],
      };
    }),
};
