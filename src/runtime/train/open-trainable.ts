import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import type { Program } from "../../compiler/program.ts";
import type { SpecReference } from "../runs/run-record.ts";
import type { Trainable } from "./trainable.ts";

/**
 * A file's recipe by name, or as an expression, with network and loss elaborated, its teacher and start alike; else what is wrong.
 * `through` leads from it to a run that it learns from: `["teacher"]`.
 */
export const openTrainable = (
  program: Program,
  path: string,
  name: string,
  through: NonNullable<SpecReference["through"]> = [],
): readonly [Trainable | undefined, readonly Diagnostic[]] => {
  const asked = program.recipe(path, name);
  const recipe = through.reduce<Recipe | undefined>(
    (found, field) => (typeof found?.[field] === "object" ? found[field] : undefined),
    asked.result,
  );
  if (!recipe || hasError(asked.diagnostics)) return [undefined, asked.diagnostics];
  const [trainable, diagnostics] = openRecipe(program, recipe, { file: path, recipe: name, through });
  return [trainable, distinct([...asked.diagnostics, ...diagnostics])];
};

const openRecipe = (
  program: Program,
  recipe: Recipe,
  spec: Required<SpecReference>,
): readonly [Trainable | undefined, readonly Diagnostic[]] => {
  const { result: objective, diagnostics } = program.objective(spec.file, recipe);
  const below = (["teacher", "start"] as const).flatMap((field) => {
    const run = recipe[field];
    if (typeof run !== "object") return [];
    const [opened, problems] = openRecipe(program, run, { ...spec, through: [...spec.through, field] });
    return [{ field, opened, problems }];
  });
  const all = [...diagnostics, ...below.flatMap(({ problems }) => problems)];
  if (!objective || hasError(all)) return [undefined, all];
  const runs: { readonly [field: string]: Trainable | undefined } = Object.fromEntries(
    below.map(({ field, opened }) => [field, opened]),
  );
  const sources = [...program.modules.values()].map((module) => module.source);
  const { through, ...place } = spec;
  const reference: SpecReference = through.length > 0 ? spec : place;
  return [{ recipe, objective, spec: reference, sources, ...runs }, all];
};

const hasError = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

/** The file's own diagnostics come with each question. */
const distinct = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const byPlace = new Map(
    diagnostics.map((one) => [`${one.code} ${one.span.source.path} ${one.span.start} ${one.span.end}`, one]),
  );
  return [...byPlace.values()];
};
