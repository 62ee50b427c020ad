import { posix } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import { nearest } from "../base/nearest.ts";
import type { Program } from "../compiler/program.ts";
import { openTrainable } from "../runtime/train/open-trainable.ts";
import type { Trainable } from "../runtime/train/trainable.ts";
import type { CommandContext } from "./command.ts";
import { Failure } from "./failure.ts";
import { isLibraryPath } from "./node-host.ts";
import { besideFile, openSpec, type Spec } from "./open-spec.ts";

/** The name of the text that holds what the command line changes. */
export const MADE_FILE = "command-line.kes";
export const MADE_RECIPE = "overridden";

export interface OpenedRecipe {
  readonly spec: Spec;
  readonly trainable: Trainable | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Opens `FILE`, `FILE#recipe` or `FILE#Recipe(arguments)`. What `--set` changes is written as a recipe that extends the asked one, so it
 * is checked like the file itself. Throws a `Failure` where there is no such file or recipe.
 */
export const openRecipe = async (
  asked: string,
  sets: readonly string[],
  ctx: Pick<CommandContext, "cwd" | "config">,
): Promise<OpenedRecipe> => {
  const [file = "", ...rest] = asked.split("#");
  const plain = await openSpec(file, ctx);
  const recipe = rest.length > 0 ? rest.join("#").trim() : onlyRecipe(plain, file);
  const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(recipe);
  if (isName) demandRecipe(plain, file, recipe);
  if (isName && sets.length === 0) return { spec: plain, ...opened(plain.program, plain.path, recipe, recipe) };
  const origins = originsOf(plain.program, plain.path);
  const text = (): string => madeText(recipe, sets, origins);
  const spec = await openSpec(file, ctx, { name: MADE_FILE, text });
  return { spec, ...opened(spec.program, besideFile(spec.path, MADE_FILE), MADE_RECIPE, recipe) };
};

const opened = (program: Program, path: string, name: string, title: string): Omit<OpenedRecipe, "spec"> => {
  const [trainable, diagnostics] = openTrainable(program, path, name);
  return { trainable: trainable && { ...trainable, recipe: { ...trainable.recipe, name: title } }, diagnostics };
};

const onlyRecipe = ({ program, path }: Spec, file: string): string => {
  const names = program.recipeNames(path);
  if (names.length === 1 && names[0] !== undefined) return names[0];
  if (names.length === 0) throw new Failure(`${file} has no recipe`, ["`train name { … }` is one"]);
  throw new Failure(
    `${file} has ${names.length} recipes: which one?`,
    names.map((name) => `${file}#${name}`),
  );
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

/** A file that imports what the words name and makes the recipe with its changes. */
export const madeText = (recipe: string, sets: readonly string[], origins: ReadonlyMap<string, string>): string => {
  const fields = sets.map(fieldOf);
  const used = new Set([recipe, ...fields].join(" ").match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  const known = [...origins].filter(([name]) => used.has(name));
  const imports = [...new Set(known.map(([, from]) => from))].map((from) => {
    const names = known.filter((each) => each[1] === from).map(([name]) => name);
    return `import { ${names.join(", ")} } from "${from}"\n`;
  });
  const body =
    sets.length > 0 ? `extends ${recipe} {\n${fields.map((field) => `  ${field}\n`).join("")}}` : `= ${recipe}`;
  return `${imports.join("")}train ${MADE_RECIPE} ${body}\n`;
};

/** `length=2epochs` as a field: `length = 2 epochs`. */
const fieldOf = (set: string): string => {
  const match = /^\s*([\p{L}_][\p{L}\p{N}_.]*)\s*=\s*([^=].*)$/su.exec(set);
  if (!match)
    throw new Failure(`--set ${set}: it must be key=value`, ["--set length=2epochs", "--set data.first=1000"]);
  const [, key = "", value = ""] = match;
  return `${key} = ${value.replaceAll("\n", " ").replaceAll(/(\d)(epochs?|steps?)\b/g, "$1 $2")}`;
};
