import type { Recipe } from "../compiler/3-elaborate/recipe.ts";
import type { Program } from "../compiler/program.ts";
import type { CommandContext } from "./command.ts";
import { MADE_FILE, madeText, originsOf, type MadeRecipe } from "./open-recipe.ts";
import { besideFile, openSpec } from "./open-spec.ts";

/** What can stand for a field that has an error, so that the others are looked at all the same. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ["schedule", "steady"],
  ["optimizer", "sgd(lr: 0.1)"],
  ["augment", "[]"],
  ["metric", "error"],
  ["parts", "none"],
  ["batch", "1"],
  ["accumulate", "1"],
  ["length", "1 epochs"],
  ["seed", "1"],
  ["clip_norm", "none"],
  ["ema", "none"],
  ["early_stop", "none"],
  ["show", "none"],
  ["start", "none"],
  ["validation", "none"],
  ["test", "none"],
]);

/** Recipes that are complete but for some fields; they only serve to find what else is wrong. */
export interface PartlyOpened {
  readonly program: Program;
  readonly path: string;
  readonly recipes: readonly Recipe[];
}

/**
 * Opens recipes whose text has errors: each with as few stand-ins as it takes. One of which nothing is left, its data or model in error
 * say, is left out.
 */
export const openPartly = async (
  file: string,
  recipes: readonly Omit<MadeRecipe, "name">[],
  ctx: Pick<CommandContext, "cwd" | "config">,
): Promise<PartlyOpened> => {
  const all = [...STAND_INS.keys()];
  const variants = recipes.flatMap(({ recipe, sets }, i) => [
    { name: `own_${i}`, recipe, sets },
    ...all.map((field) => ({
      name: `but_${field}_${i}`,
      recipe,
      sets: standingIn(
        sets,
        all.filter((one) => one !== field),
      ),
    })),
  ]);
  const tried = await openMade(file, variants, ctx);
  const chosen = recipes.map(({ recipe, sets }, i) => {
    const fails = (name: string): boolean => tried.program.recipe(tried.path, name).result === undefined;
    const failing = fails(`own_${i}`) ? all.filter((field) => fails(`but_${field}_${i}`)) : [];
    return { name: `partly_${i}`, recipe, sets: standingIn(sets, failing) };
  });
  const { program, path } = await openMade(file, chosen, ctx);
  return { program, path, recipes: chosen.flatMap(({ name }) => program.recipe(path, name).result ?? []) };
};

const openMade = async (
  file: string,
  made: readonly MadeRecipe[],
  ctx: Pick<CommandContext, "cwd" | "config">,
): Promise<{ readonly program: Program; readonly path: string }> => {
  const { program: plain, path } = await openSpec(file, ctx);
  const origins = originsOf(plain, path);
  const spec = await openSpec(file, ctx, { name: MADE_FILE, text: () => madeText(made, origins) });
  return { program: spec.program, path: besideFile(spec.path, MADE_FILE) };
};

/** Sets of the fields' own arguments give way, too. */
const standingIn = (sets: readonly string[], fields: readonly string[]): readonly string[] => [
  ...sets.filter((set) => !fields.includes(/^\s*(\w*)/.exec(set)![1]!)),
  ...fields.map((field) => `${field}=${STAND_INS.get(field)}`),
];
