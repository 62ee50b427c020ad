import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import type { Program } from "../../compiler/program.ts";
import { dataShelf, type DataShelf } from "./data-shelf.ts";
import { findFolderProblems } from "./folder-problems.ts";
import type { PlanOptions } from "./plan-training.ts";
import { openSets, prepare } from "./prepare.ts";
import { findSetProblems } from "./problems.ts";
import { openStartFile } from "./start-weights.ts";

/**
 * What can be known to be wrong with recipes whose text has errors, beside these: what their networks and losses say, data, memory, files and
 * folders. So that all is told at once, though such recipes are never trained.
 */
export const findOtherProblems = async (
  program: Program,
  path: string,
  recipes: readonly Recipe[],
  { engine, folders, runsFolder }: PlanOptions,
): Promise<readonly Diagnostic[]> => {
  const [first] = recipes;
  const problems = first ? [...(await findFolderProblems(first, runsFolder))] : [];
  const shelf = dataShelf(folders);
  for (const recipe of recipes.flatMap(withSources)) {
    const { result: objective, diagnostics } = program.objective(path, recipe);
    problems.push(...diagnostics);
    const trainable = objective && { recipe, objective, spec: { file: path, recipe: recipe.name }, sources: [] };
    problems.push(...(trainable ? (await prepare(trainable, engine, shelf))[1] : await problemsOfSets(recipe, shelf)));
    if (typeof recipe.start === "string") problems.push(...(await openStartFile(recipe, recipe.start, folders))[1]);
  }
  return problems;
};

const withSources = (recipe: Recipe): readonly Recipe[] => [
  ...[recipe.teacher, recipe.start].flatMap((below) => (typeof below === "object" ? withSources(below) : [])),
  recipe,
];

const problemsOfSets = async (recipe: Recipe, shelf: DataShelf): Promise<readonly Diagnostic[]> => {
  const [sets, problems] = await openSets({ recipe }, shelf);
  return [...problems, ...(sets ? findSetProblems(recipe, sets) : [])];
};
