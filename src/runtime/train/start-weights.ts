import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { fieldPlace, type Recipe } from "../../compiler/3-elaborate/recipe.ts";
import type { Variable } from "../../compiler/4-graph/graph.ts";
import { startFitsNothing, startMissing, startUnreadable } from "../../compiler/diagnostics/runs.ts";
import { findPath, type DataFolders } from "../data/find-path.ts";
import { reasonOf } from "../data/reason-of.ts";
import type { StartFacts } from "../runs/run-record.ts";
import { readSafetensors, type Tensors } from "../runs/safetensors.ts";

/** A file of weights that a recipe starts from. */
export interface StartFile {
  /** As the recipe has it. */
  readonly path: string;
  readonly sha256: string;
  readonly weights: Tensors;
}

/** Reads the file that `start` names, looked for as data is. */
export const openStartFile = async (
  recipe: Recipe,
  path: string,
  folders: DataFolders,
): Promise<readonly [StartFile | undefined, readonly Diagnostic[]]> => {
  const at = fieldPlace(recipe, "start");
  const file = await findPath(path, "file", folders);
  if (file === undefined) return [undefined, [diagnose(startMissing, at, { path })]];
  try {
    const bytes = await readFile(file);
    const weights = readSafetensors(bytes);
    if ("problem" in weights) return [undefined, [diagnose(startUnreadable, at, { path, problem: weights.problem })]];
    return [{ path, sha256: createHash("sha256").update(bytes).digest("hex"), weights }, []];
  } catch (error) {
    return [undefined, [diagnose(startUnreadable, at, { path, problem: reasonOf(error) })]];
  }
};

/** Sizes by path. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

export const shapesOf = (variables: readonly Variable[]): Shapes =>
  new Map(variables.map(({ path, dims }) => [path, dims.map(({ size }) => size as number)]));

export const tensorShapes = ({ tensors }: Tensors): Shapes =>
  new Map([...tensors].map(([path, { shape }]) => [path, shape]));

/** Which of the wanted tensors are there with equal path and shape. */
export const fit = (wanted: Shapes, there: Shapes): { readonly paths: readonly string[] } & StartFacts => {
  const isSame = (path: string): boolean => wanted.get(path)?.join() === there.get(path)?.join();
  const paths = [...wanted.keys()].filter(isSame);
  return {
    paths,
    taken: paths.length,
    missing: [...wanted.keys()].filter((path) => !isSame(path)),
    left: [...there.keys()].filter((path) => !isSame(path)),
  };
};

/** An error where nothing of a start fits. */
export const findStartProblems = (
  recipe: Recipe,
  from: string,
  wanted: Shapes,
  there: Shapes,
): readonly Diagnostic[] => {
  if (fit(wanted, there).taken > 0) return [];
  const named = (shapes: Shapes): readonly string[] => [...shapes].map(([path, shape]) => `${path} ${shape.join("×")}`);
  const facts = { from, wanted: named(wanted), found: named(there) };
  return [diagnose(startFitsNothing, fieldPlace(recipe, "start"), facts)];
};
