import { fieldPlace } from "../../compiler/3-elaborate/recipe.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { diagnose } from "../../base/diagnostic.ts";
import { weightsDontFit } from "../../compiler/diagnostics/runs.ts";
import type { DataFolders } from "../data/find-path.ts";
import type { Engine } from "../engines/engine.ts";
import { compareWeights } from "../eval/evaluate-run.ts";
import { recipeDifferences } from "../runs/compare-recipes.ts";
import { findRuns, readRecipe, type FoundRun } from "../runs/find-runs.ts";
import { readRun } from "../runs/run-folder.ts";
import { dataShelf, type DataShelf } from "./data-shelf.ts";
import { diskBytes, findFolderProblems, findSpaceProblems, type FreeSpace } from "./folder-problems.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { recipeRecord } from "./recipe-record.ts";
import { standingOf, type Standing, type Unfinished } from "./standing.ts";
import { findStartProblems, openStartFile, shapesOf, tensorShapes, type StartFile } from "./start-weights.ts";
import type { Trainable } from "./trainable.ts";

export interface PlanOptions {
  readonly engine: Engine;
  readonly folders: DataFolders;
  readonly runsFolder: string;
  /** Default: `ask`. */
  readonly unfinished?: Unfinished;
  readonly freeSpace?: FreeSpace;
}

/** One run that is to be, or is there already. */
export interface Planned {
  readonly trainable: Trainable;
  readonly prepared: Prepared;
  readonly teacher: Planned | undefined;
  readonly start: Planned | StartFile | undefined;
  readonly standing: Standing;
  /** How finished runs of a recipe of this name, in the same folder, differ from this one: a line a run. */
  readonly others: readonly { readonly folder: string; readonly differences: readonly string[] }[];
}

export interface Plan {
  /** Each identity once, after all that it learns from. */
  readonly order: readonly Planned[];
  /** What was asked for, in turn. */
  readonly asked: readonly Planned[];
}

/**
 * Finds out what must be trained, in which order, for the runs asked for: teachers and starts first, what is there already is taken.
 * Everything that can be known to be wrong with any of them is told, all at once, and nothing is written.
 */
export const planTraining = async (
  asked: readonly Trainable[],
  options: PlanOptions,
): Promise<readonly [Plan | undefined, readonly Diagnostic[]]> => {
  const [first] = asked;
  if (!first) return [{ order: [], asked: [] }, []];
  const folderProblems = await findFolderProblems(first.recipe, options.runsFolder);
  const planner: Planner = {
    options,
    shelf: dataShelf(options.folders),
    runs: await findRuns(options.runsFolder),
    byIdentity: new Map(),
    problems: [...folderProblems],
  };
  const planned: (Planned | undefined)[] = [];
  for (const trainable of asked) planned.push(await planRun(trainable, planner, options.unfinished ?? "ask"));
  const order = [...planner.byIdentity.values()];
  if (folderProblems.length === 0) {
    const need = order
      .filter(({ standing }) => standing.kind !== "done")
      .reduce((sum, { trainable: { recipe }, prepared }) => sum + diskBytes(recipe, prepared), 0n);
    planner.problems.push(...(await findSpaceProblems(first.recipe, options.runsFolder, need, options.freeSpace)));
  }
  const problems = distinct(planner.problems);
  const whole = planned.filter((one) => one !== undefined);
  return problems.length > 0 || whole.length < asked.length ? [undefined, problems] : [{ order, asked: whole }, []];
};

interface Planner {
  readonly options: PlanOptions;
  readonly shelf: DataShelf;
  readonly runs: readonly FoundRun[];
  /** In the order of training. */
  readonly byIdentity: Map<string, Planned>;
  readonly problems: Diagnostic[];
}

const planRun = async (
  trainable: Trainable,
  planner: Planner,
  unfinished: Unfinished,
): Promise<Planned | undefined> => {
  const { recipe } = trainable;
  const { problems, shelf, options } = planner;
  // `fresh` is meant for what was asked for; a teacher that is there is taken, one that was only begun is begun anew.
  const below = async (run: Trainable | undefined) =>
    run && (await planRun(run, planner, unfinished === "fresh" ? "resume" : unfinished));
  const teacher = await below(trainable.teacher);
  const startRun = await below(trainable.start);
  const [startFile, startProblems] =
    typeof recipe.start === "string" ? await openStartFile(recipe, recipe.start, options.folders) : [undefined, []];
  problems.push(...startProblems);

  const teacherIdentity = teacher?.prepared.identity;
  const startIdentity = startRun?.prepared.identity ?? startFile?.sha256;
  const [prepared, found] = await prepare(trainable, options.engine, shelf, {
    ...(teacherIdentity !== undefined && { teacher: teacherIdentity }),
    ...(startIdentity !== undefined && { start: startIdentity }),
  });
  problems.push(...found);
  const isMissing = (trainable.teacher && !teacher) || (recipe.start !== undefined && startIdentity === undefined);
  if (!prepared || isMissing) return undefined;
  const known = planner.byIdentity.get(prepared.identity);
  if (known) return known;

  const start = startRun ?? startFile;
  problems.push(...(await findSourceProblems(trainable, prepared, teacher, start)));
  const [standing, standingProblems] = await standingOf(recipe, prepared.identity, planner.runs, unfinished);
  problems.push(...standingProblems);
  if (standing.kind === "done") problems.push(...(await readRun(standing.run.folder))[1]); // only a whole one is taken
  const others = standing.kind === "new" ? await othersOf(trainable, prepared, planner.runs) : [];
  const planned: Planned = { trainable, prepared, teacher, start, standing, others };
  planner.byIdentity.set(prepared.identity, planned);
  return planned;
};

/** Whether the weights that a run takes over will be there and fit. */
const findSourceProblems = async (
  { recipe }: Trainable,
  { declared }: Prepared,
  teacher: Planned | undefined,
  start: Planned | StartFile | undefined,
): Promise<readonly Diagnostic[]> => {
  const problems: Diagnostic[] = [];
  if (teacher?.standing.kind === "done")
    problems.push(...(await findRunProblems(recipe, "teacher", teacher, teacher.standing.run)));
  if (!start) return problems;
  if (!isPlanned(start))
    return [...problems, ...findStartProblems(recipe, start.path, shapesOf(declared), tensorShapes(start.weights))];
  if (start.standing.kind === "done")
    problems.push(...(await findRunProblems(recipe, "start", start, start.standing.run)));
  const there = shapesOf(start.prepared.declared);
  return [...problems, ...findStartProblems(recipe, start.trainable.recipe.name, shapesOf(declared), there)];
};

export const isPlanned = (start: Planned | StartFile): start is Planned => "prepared" in start;

const findRunProblems = async (
  recipe: Trainable["recipe"],
  field: "teacher" | "start",
  { prepared }: Planned,
  { folder }: FoundRun,
): Promise<readonly Diagnostic[]> => {
  const [run, damage] = await readRun(folder);
  if (!run) return damage;
  const misfit = compareWeights(prepared.declared, run.weights);
  if (!misfit) return [];
  return [diagnose(weightsDontFit, fieldPlace(recipe, field), { file: `${folder}/weights.safetensors`, ...misfit })];
};

const othersOf = async (
  { recipe }: Trainable,
  { identity, data }: Prepared,
  runs: readonly FoundRun[],
): Promise<Planned["others"]> => {
  const ours = recipeRecord(recipe);
  const others: { readonly folder: string; readonly differences: readonly string[] }[] = [];
  for (const { folder, record } of runs) {
    if (record.recipe !== recipe.name || record.state !== "done" || record.identity === identity) continue;
    const theirs = await readRecipe(folder);
    const told = typeof theirs === "object" ? recipeDifferences(theirs as typeof ours, ours) : [];
    const hidden = [
      ...(record.data.sha256 === data.facts.sha256 ? [] : ["its pictures are others"]),
      ...(told.length > 0 ? [] : ["its network, loss, engine or teacher is another"]),
    ];
    others.push({ folder, differences: [...told, ...hidden] });
  }
  return others;
};

const distinct = (problems: readonly Diagnostic[]): readonly Diagnostic[] => {
  const byPlace = new Map(
    problems.map((one) => [`${one.code} ${one.span.source.path} ${one.span.start} ${one.message}`, one]),
  );
  return [...byPlace.values()];
};
