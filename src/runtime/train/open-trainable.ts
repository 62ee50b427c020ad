import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Program } from "../../compiler/program.ts";
import type { Trainable } from "./trainable.ts";

/** A file's recipe by name, or as an expression, with network and loss elaborated; else what is wrong. */
export const openTrainable = (
  program: Program,
  path: string,
  name: string,
): readonly [Trainable | undefined, readonly Diagnostic[]] => {
  const asked = program.recipe(path, name);
  const recipe = asked.result;
  if (!recipe || hasError(asked.diagnostics)) return [undefined, asked.diagnostics];
  const { result: objective, diagnostics } = program.objective(path, recipe);
  const all = distinct([...asked.diagnostics, ...diagnostics]);
  if (!objective || hasError(all)) return [undefined, all];
  const sources = [...program.modules.values()].map((module) => module.source);
  return [{ recipe, objective, spec: { file: path, recipe: name }, sources }, all];
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
