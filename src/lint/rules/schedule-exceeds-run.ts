import { add, compare, showNum, type Num } from "../../base/number.ts";
import type { Duration, Part } from "../../compiler/3-elaborate/value.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { exampleRecipe } from "../example-recipe.ts";
import { judgeRecipes } from "../judge-recipes.ts";
import { recipePlace } from "../recipe-place.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6204",
  name: "schedule-exceeds-run",
  summary: "a schedule longer than the run",
  level: "warning",
  about: "recipe",
  explanation:
    "What the schedule plans for after the run's end never happens: the rate never falls, or the warmup never ends. Most often the length was changed and the schedule forgotten. Durations in epochs and in steps aren't compared, for only the data tells how many steps an epoch has.",
  bad: exampleRecipe("  schedule  = drop(every: 60 epochs, factor: 0.2)\n"),
  good: exampleRecipe("  schedule  = drop(every: 3 epochs, factor: 0.2)\n"),
  check: (context) =>
    judgeRecipes(context, (linted) => {
      const at = recipePlace(linted, ["length", "schedule"], context);
      const late = lateIn(linted.recipe);
      if (!at || late === undefined) return undefined;
      return { at, message: `${late}: the run ends at ${show(linted.recipe.length)}` };
    }),
};

/** The first thing that comes at or after the run's end. */
const lateIn = ({ schedule, length }: Recipe): string | undefined => {
  let begin: Num | undefined;
  const isLate = (time: Duration): boolean => {
    const at = begin ? add(begin, time.amount) : time.amount;
    return time.unit === length.unit && compare(at, length.amount) >= 0;
  };
  for (const [index, part] of schedule.entries()) {
    for (const { time, what } of momentsOf(part)) if (isLate(time)) return `${what} at ${show(time)} never comes`;
    const own = part.arguments.get("length");
    if (own?.kind !== "duration") return undefined;
    if (own.unit !== length.unit) return undefined;
    const isLast = index === schedule.length - 1;
    const end = begin ? add(begin, own.amount) : own.amount;
    const over = compare(end, length.amount);
    if (over > 0 || (over === 0 && !isLast)) return `\`${part.name}\` would go on to ${showNum(end)} ${own.unit}`;
    begin = end;
  }
  return undefined;
};

/** When a schedule does something, counted from its beginning. */
const momentsOf = ({ name, arguments: given }: Part): readonly { readonly time: Duration; readonly what: string }[] => {
  const every = given.get("every");
  if (every?.kind === "duration") return [{ time: every, what: `the first \`${name}\`` }];
  const at = given.get("at");
  const times = at?.kind === "list" ? at.items : [];
  return times.flatMap((time) => (time.kind === "duration" ? [{ time, what: `\`${name}\`'s fall` }] : []));
};

const show = ({ amount, unit }: Duration): string => {
  const text = showNum(amount);
  return `${text} ${text === "1" ? unit.slice(0, -1) : unit}`;
};
