import { posix } from "node:path";
import { isLibraryPath } from "../base/library-path.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { toFloat } from "../base/number.ts";
import type { Recipe } from "../compiler/3-elaborate/recipe.ts";
import { nearest } from "../base/nearest.ts";
import type { Program } from "../compiler/program.ts";
import { openTrainable } from "../runtime/train/open-trainable.ts";
import type { Trainable } from "../runtime/train/trainable.ts";
import type { CommandContext } from "./command.ts";
import { Failure } from "./failure.ts";
import { besideFile, openSpec, type Spec } from "./open-spec.ts";

/** The name of the text that holds what the command line changes. */
export const MADE_FILE = "command-line.kes";
export const MADE_RECIPE = "overridden";

export interface OpenedRecipes {
  readonly spec: Spec;
  /** In the file's order; fewer than were asked for where something is wrong. */
  readonly trainables: readonly Trainable[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for, with what the command line changes. */
  readonly asked: readonly Omit<MadeRecipe, "name">[];
}

export interface OpenRecipesOptions {
  readonly sets: readonly string[];
  /** Every recipe of the file. */
  readonly all: boolean;
  /** Whether the command knows `--all`. */
  readonly offersAll?: boolean;
}

/**
 * Opens `FILE`, `FILE#recipe`, `FILE#Recipe(arguments)`, or with `all` every recipe of the file. What `--set` changes is written as recipes
 * that extend the asked ones, so it is checked like the file itself. Throws a `Failure` where there is no such file or recipe.
 */
export const openRecipes = async (
  asked: string,
  { sets, all, offersAll = true }: OpenRecipesOptions,
  ctx: Pick<CommandContext, "cwd" | "config">,
): Promise<OpenedRecipes> => {
  const [file = "", ...rest] = asked.replace(/#\s*$/, "").split("#");
  if (all && rest.length > 0) throw new Failure("--all trains every recipe of a file", [`kesc train ${file} --all`]);
  const plain = await openSpec(file, ctx);
  const { program, path } = plain;
  const recipes = all
    ? program.recipeNames(path)
    : [rest.length > 0 ? rest.join("#").trim() : onlyRecipe(plain, file, offersAll)];
  if (all && recipes.length === 0 && program.open(path).result) throw noRecipe(file);
  const areNames = recipes.every((recipe) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(recipe));
  if (areNames && !all) demandRecipe(plain, file, recipes[0]!);
  if (areNames && sets.length === 0)
    return {
      spec: plain,
      asked: recipes.map((recipe) => ({ recipe, sets })),
      ...opened(
        program,
        path,
        recipes.map((recipe) => ({ name: recipe, title: recipe })),
      ),
    };
  const origins = originsOf(program, path);
  const made = recipes.map((recipe, index) => ({
    name: recipes.length === 1 ? MADE_RECIPE : `${MADE_RECIPE}_${index + 1}`,
    recipe,
    title: recipe,
    sets: spreadSets(sets, program.recipe(path, recipe).result, !all),
  }));
  const spec = await openSpec(file, ctx, { name: MADE_FILE, text: () => madeText(made, origins) });
  return { spec, asked: made, ...opened(spec.program, besideFile(spec.path, MADE_FILE), made) };
};

/** One recipe. */
export const openRecipe = async (
  asked: string,
  sets: readonly string[],
  ctx: Pick<CommandContext, "cwd" | "config">,
): Promise<Pick<OpenedRecipes, "spec" | "diagnostics"> & { readonly trainable: Trainable | undefined }> => {
  const { trainables, ...others } = await openRecipes(asked, { sets, all: false, offersAll: false }, ctx);
  return { ...others, trainable: trainables[0] };
};

const opened = (
  program: Program,
  path: string,
  recipes: readonly { readonly name: string; readonly title: string }[],
): Pick<OpenedRecipes, "trainables" | "diagnostics"> => {
  const trainables: Trainable[] = [];
  const diagnostics = new Map<string, Diagnostic>();
  for (const { name, title } of recipes) {
    const [trainable, found] = openTrainable(program, path, name);
    // A recipe that only the command line names is called as it was asked for.
    if (trainable) trainables.push({ ...trainable, recipe: { ...trainable.recipe, name: title } });
    for (const one of found)
      diagnostics.set(`${one.code} ${one.span.source.path} ${one.span.start} ${one.span.end}`, one);
  }
  return { trainables, diagnostics: [...diagnostics.values()] };
};

/** What changes how runs are trained; the rest changes the asked recipe alone. */
const SHARED =
  "length data test validation batch accumulate seed optimizer schedule augment ema clip_norm early_stop metric".split(
    " ",
  );

/**
 * Sets for the recipe, and for all that it learns from: teachers and starts are trained under the same changes, `teacher.length = …`. What
 * only takes over its weights, with a length of 0, goes on doing so, unless it alone was `asked` for.
 */
export const spreadSets = (sets: readonly string[], recipe: Recipe | undefined, asked = true): readonly string[] => {
  if (!recipe) return sets;
  const spread = (run: Recipe, prefix: string): readonly string[] =>
    (["teacher", "start"] as const).flatMap((field) => {
      const below = run[field];
      if (typeof below !== "object") return [];
      const path = `${prefix}${field}.`;
      const own = lasting(sets, below).filter((set) => SHARED.includes(keyOf(set)));
      return [...own.map((set) => path + set.trimStart()), ...spread(below, path)];
    });
  return [...(asked ? sets : lasting(sets, recipe)), ...spread(recipe, "")];
};

const keyOf = (set: string): string => /^\s*([\p{L}_][\p{L}\p{N}_]*)/u.exec(set)?.[1] ?? "";

const lasting = (sets: readonly string[], { length }: Recipe): readonly string[] =>
  toFloat(length.amount) === 0 ? sets.filter((set) => keyOf(set) !== "length") : sets;

const noRecipe = (file: string): Failure => new Failure(`${file} has no recipe`, ["`train name { … }` is one"]);

const onlyRecipe = ({ program, path }: Spec, file: string, offersAll: boolean): string => {
  const names = program.recipeNames(path);
  if (names.length === 1 && names[0] !== undefined) return names[0];
  if (names.length === 0) throw noRecipe(file);
  throw new Failure(`${file} has ${names.length} recipes: which one?`, [
    ...names.map((name) => `${file}#${name}`),
    ...(offersAll ? ["or --all"] : []),
  ]);
};

const demandRecipe = ({ program, path }: Spec, file: string, name: string): void => {
  const module = program.open(path).result;
  if (!module || module.names.get(name)?.node.kind === "Recipe") return; // what can't be read is told as such
  const names = program.recipeNames(path);
  const close = nearest(name, names);
  throw new Failure(`${file} has no recipe ${name}`, [
    ...(close === undefined ? [] : [`did you mean ${file}#${close}?`]),
    names.length > 0 ? `its recipes are ${names.join(", ")}` : "it has none",
  ]);
};

/** Each name that a file knows with the import that brings it to a text beside the file: imports are not passed on. */
export const originsOf = (program: Program, path: string): ReadonlyMap<string, string> => {
  const folder = posix.dirname(path);
  const importOf = (declaring: string): string => {
    const bare = declaring.replace(/\.kes$/, "");
    if (isLibraryPath(declaring)) return bare;
    const way = posix.relative(folder, bare);
    return way.startsWith(".") ? way : `./${way}`;
  };
  const names = program.open(path).result?.names ?? [];
  return new Map([...names].map(([name, { module }]) => [name, importOf(module.source.path)]));
};

/** A recipe that the made text declares: another one with its changes. */
export interface MadeRecipe {
  readonly name: string;
  /** The one that it extends, or that it stands for. */
  readonly recipe: string;
  readonly sets: readonly string[];
}

/** A file that imports what the words name and makes recipes with their changes. */
export const madeText = (recipes: readonly MadeRecipe[], origins: ReadonlyMap<string, string>): string => {
  const made = recipes.map(({ name, recipe, sets }) => ({ name, recipe, fields: sets.map(fieldOf) }));
  const words = made.flatMap(({ recipe, fields }) => [recipe, ...fields.map(valueOf)]);
  // A word before a colon is an argument's name.
  const used = new Set(words.join(" ").match(/[\p{L}_][\p{L}\p{N}_]*(?![\p{L}\p{N}_]|\s*:)/gu));
  const known = [...origins].filter(([name]) => used.has(name));
  const imports = [...new Set(known.map(([, from]) => from))].map((from) => {
    const names = known.filter((each) => each[1] === from).map(([name]) => name);
    return `import { ${names.join(", ")} } from "${from}"\n`;
  });
  const bodies = made.map(({ name, recipe, fields }) => {
    const body =
      fields.length > 0 ? `extends ${recipe} {\n${fields.map((field) => `  ${field}\n`).join("")}}` : `= ${recipe}`;
    return `train ${name} ${body}\n`;
  });
  return `${imports.join("")}${bodies.join("")}`;
};

/** Of a field: its name is no reference, though the file may know such a name. */
const valueOf = (field: string): string => field.slice(field.indexOf("=") + 1);

/** `length=2epochs` as a field: `length = 2 epochs`. */
const fieldOf = (set: string): string => {
  const match = /^\s*([\p{L}_][\p{L}\p{N}_.]*)\s*=\s*([^=].*)$/su.exec(set);
  if (!match)
    throw new Failure(`--set ${set}: it must be key=value`, ["--set length=2epochs", "--set data.first=1000"]);
  const [, key = "", value = ""] = match;
  return `${key} = ${value.replaceAll("\n", " ").replaceAll(/(\d)(epochs?|steps?)\b/g, "$1 $2")}`;
};
