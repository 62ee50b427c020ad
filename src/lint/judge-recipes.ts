import type { Span } from "../base/source.ts";
import type { LintContext } from "./context.ts";
import type { LintedRecipe } from "./graphs.ts";
import type { Finding } from "./rule.ts";

/** Asks a rule about each recipe of the file. What several inherit from one place is told once, with how many. */
export const judgeRecipes = (
  context: LintContext,
  judge: (recipe: LintedRecipe) => Finding | undefined,
): readonly Finding[] => {
  const places = new Map<string, { readonly first: LintedRecipe; readonly finding: Finding; count: number }>();
  for (const recipe of context.recipes) {
    const finding = judge(recipe);
    if (!finding || finding.at.source.path !== context.module.source.path) continue;
    const key = keyOf(finding.at);
    const known = places.get(key);
    if (known) known.count++;
    else places.set(key, { first: recipe, finding, count: 1 });
  }
  return [...places.values()].map(({ first, finding, count }) => {
    const more = count > 1 ? [`so in ${count} recipes, first in \`${first.name}\``] : [`in \`${first.name}\``];
    return { ...finding, notes: [...(finding.notes ?? []), ...more] };
  });
};

const keyOf = ({ start, end }: Span): string => `${start} ${end}`;
