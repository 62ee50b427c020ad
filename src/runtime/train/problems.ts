import { access, constants, mkdir, stat } from "node:fs/promises";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";
import { fieldPlace } from "./field-place.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { showDims } from "../../compiler/ops/kit/dims.ts";
import { showValue } from "../../compiler/ops/kit/show.ts";
import type { Node, Objective, Structure } from "../../compiler/4-graph/graph.ts";
import { predictMemory } from "../../compiler/analyses/memory.ts";
import { dataNotYet, dataSetsDiffer } from "../../compiler/diagnostics/data.ts";
import {
  batchTooLarge,
  classesDiffer,
  endlessSchedule,
  fieldNotYet,
  noGradient,
  partsMatchNothing,
  tooMuchMemory,
  zeroLength,
} from "../../compiler/diagnostics/recipes.ts";
import { cantWrite } from "../../compiler/diagnostics/runs.ts";
import { partSurface } from "../../compiler/ops/part-settings.ts";
import type { DataSet } from "../data/data-set.ts";
import { differenceOf } from "../data/open-data.ts";
import { reasonOf } from "../data/reason-of.ts";
import { stepsPerEpoch } from "../data/batches.ts";
import type { Engine } from "../engines/engine.ts";
import type { StepGraph } from "./step-graph.ts";
import { durationInSteps } from "./schedule.ts";
import { pathMatches } from "./weight-factors.ts";

/** Everything in a recipe's values that training can't do, data apart. */
export const findRecipeProblems = ({
  recipe,
  objective,
}: {
  recipe: Recipe;
  objective: Objective;
}): readonly Diagnostic[] => {
  const problems: Diagnostic[] = [];
  for (const part of [...recipe.metrics, ...recipe.augment, recipe.optimizer, ...recipe.schedule]) {
    const reason = partSurface(part.name)?.notYet;
    if (reason !== undefined) problems.push(diagnose(dataNotYet, part.span, { part: part.name, reason }));
  }
  for (const schedule of recipe.schedule.slice(0, -1))
    if (schedule.arguments.get("length")?.kind !== "duration")
      problems.push(diagnose(endlessSchedule, schedule.span, { name: schedule.name }));
  for (const name of ["teacher", "start"] as const)
    if (recipe[name] !== undefined)
      problems.push(
        diagnose(fieldNotYet, fieldPlace(recipe, name), {
          name,
          reason: "so far one network learns, from new weights",
        }),
      );
  const paths = trainedPaths(objective);
  for (const { path } of recipe.parts)
    if (!paths.some((candidate) => pathMatches(path, candidate))) {
      const near = nearest(path, paths);
      problems.push(
        diagnose(partsMatchNothing, fieldPlace(recipe, "parts"), { path, ...(near !== undefined && { near }) }),
      );
    }
  return problems;
};

const trainedPaths = ({ student, lossVariables }: Objective): readonly string[] =>
  [...student.variables({ training: true }), ...lossVariables].filter((one) => one.trainable).map((one) => one.path);

/** Whatever doesn't fit between the recipe, its network and the data that was opened. */
export const findDataProblems = (
  recipe: Recipe,
  objective: Objective,
  data: DataSet,
  test: DataSet | undefined,
): readonly Diagnostic[] => {
  const problems: Diagnostic[] = [];
  if (recipe.batch > data.count)
    problems.push(
      diagnose(batchTooLarge, fieldPlace(recipe, "batch"), { batch: recipe.batch, data: data.name, count: data.count }),
    );
  else if (durationInSteps(recipe.length, stepsPerEpoch(data.count, recipe.batch)) < 1)
    problems.push(diagnose(zeroLength, fieldPlace(recipe, "length"), { length: showValue(recipe.length), steps: 0 }));
  const what = test && differenceOf(data, test);
  if (test && what !== undefined)
    problems.push(diagnose(dataSetsDiffer, fieldPlace(recipe, "test"), { first: data.name, second: test.name, what }));
  return [...problems, ...findClassProblems(recipe, objective, data)];
};

/** Outputs by class must speak of the data's classes. */
const findClassProblems = (recipe: Recipe, { student }: Objective, data: DataSet): readonly Diagnostic[] => {
  const [part] = recipe.data;
  const classes = part && partSurface(part.name)?.yields?.(part)?.get("label")?.of;
  if (classes === undefined) return [];
  return [...student.outputs].flatMap(([output, structure]) =>
    nodesIn(structure).flatMap((node) => {
      const dim = node.type.dims.find(({ axis }) => axis === classes);
      if (!dim || dim.size === data.classes.length) return [];
      const facts = { output, classes: showDims([dim]), data: data.name, found: data.classes.length };
      return [diagnose(classesDiffer, fieldPlace(recipe, "model"), facts)];
    }),
  );
};

const nodesIn = (structure: Structure): readonly Node[] => {
  if (structure.kind === "tensor") return [structure.node];
  return (structure.kind === "list" ? structure.items : [...structure.fields.values()]).flatMap(nodesIn);
};

/** What only the step's graph tells: that something is trained, and that it fits into the engine's memory. */
export const findStepProblems = (
  recipe: Recipe,
  { order, wanted, gradients }: StepGraph,
  slots: number,
  engine: Engine,
): readonly Diagnostic[] => {
  if (gradients.size === 0) return [diagnose(noGradient, fieldPlace(recipe, "loss"), { recipe: recipe.name })];
  if (engine.memoryLimitBytes === undefined) return [];
  const memory = predictMemory(order, wanted);
  const limit = BigInt(engine.memoryLimitBytes);
  const slotBytes = memory.variableBytes * BigInt(slots);
  const need = withGaps(memory.peakBytes(recipe.batch) + memory.variableBytes + slotBytes) + PROGRAM_BYTES;
  if (need <= limit) return [];
  const room = ((limit - PROGRAM_BYTES) * GAPS.under) / GAPS.over - slotBytes;
  const fitting = room > 0n ? memory.largestBatch(room) : 0;
  const facts = { engine: engine.name, limit: gigabytes(limit), need: gigabytes(need), batch: recipe.batch };
  return [
    diagnose(tooMuchMemory, fieldPlace(recipe, "batch"), { ...facts, fitting: fitting > 0 ? fitting : undefined }),
  ];
};

/** What the engine takes for itself: code, stacks, scratch. Measured: 12 MiB. */
export const PROGRAM_BYTES = 32n * 2n ** 20n;

/** Between tensors of uneven sizes memory goes to waste: measured 4 to 7 %. */
const GAPS = { over: 11n, under: 10n };
const withGaps = (bytes: bigint): bigint => (bytes * GAPS.over) / GAPS.under;

const gigabytes = (bytes: bigint): string => `${(Number(bytes) / 2 ** 30).toFixed(1)} GiB`;

/** Whether runs can be written there. */
export const findFolderProblems = async (recipe: Recipe, runsFolder: string): Promise<readonly Diagnostic[]> => {
  try {
    await mkdir(runsFolder, { recursive: true });
    if (!(await stat(runsFolder)).isDirectory()) throw new Error("it is not a folder");
    await access(runsFolder, constants.W_OK);
    return [];
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "EEXIST" ? "it is not a folder" : reasonOf(error);
    return [diagnose(cantWrite, fieldPlace(recipe, "model"), { path: runsFolder, reason })];
  }
};
