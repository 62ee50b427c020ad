import { toFloat } from "../../base/number.ts";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";
import { pathMatches } from "../../base/path-matches.ts";
import { fieldPlace, type Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { showDims } from "../../compiler/ops/kit/dims.ts";
import { showValue } from "../../compiler/ops/kit/show.ts";
import type { Node, Objective, Structure, Variable } from "../../compiler/4-graph/graph.ts";
import { predictMemory } from "../../compiler/analyses/memory.ts";
import { bytesOf } from "../../compiler/analyses/step-memory.ts";
import { dataNotYet, dataSetsDiffer } from "../../compiler/diagnostics/data.ts";
import {
  batchTooLarge,
  classesDiffer,
  endlessSchedule,
  noGradient,
  partsMatchNothing,
  tooMuchMemory,
  zeroLength,
} from "../../compiler/diagnostics/recipes.ts";
import { partSurface } from "../../compiler/ops/part-settings.ts";
import { findAugmentProblems } from "../data/augment.ts";
import type { DataSet } from "../data/data-set.ts";
import { differenceOf } from "../data/open-data.ts";
import { stepsPerEpoch } from "../data/batches.ts";
import type { Engine } from "../engines/engine.ts";
import { engineBytes, tensorBytes } from "../execute/engine-room.ts";
import type { Sets } from "./prepare.ts";
import type { StepGraph } from "../../compiler/5-passes/step-graph.ts";
import { durationInSteps } from "./schedule.ts";

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
  problems.push(...findAugmentProblems(recipe.augment));
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

/** `length = 0 epochs` with a `start`: the run stands for the weights that it starts from. */
const onlyStarts = ({ length, start }: Recipe): boolean => start !== undefined && toFloat(length.amount) === 0;

/** Whatever doesn't fit between the recipe, its network and the data that was opened. */
export const findDataProblems = (recipe: Recipe, objective: Objective, sets: Sets): readonly Diagnostic[] => [
  ...findSetProblems(recipe, sets),
  ...findClassProblems(recipe, objective, sets.data),
];

/** Whatever doesn't fit between the recipe and its data, the network apart. */
export const findSetProblems = (recipe: Recipe, { data, validation, test }: Sets): readonly Diagnostic[] => {
  const problems: Diagnostic[] = [];
  const perStep = recipe.batch * recipe.accumulate;
  if (perStep > data.count)
    problems.push(
      diagnose(batchTooLarge, fieldPlace(recipe, "batch"), { batch: perStep, data: data.name, count: data.count }),
    );
  else if (durationInSteps(recipe.length, stepsPerEpoch(data.count, perStep)) < 1 && !onlyStarts(recipe))
    problems.push(diagnose(zeroLength, fieldPlace(recipe, "length"), { length: showValue(recipe.length), steps: 0 }));
  for (const [field, set] of [
    ["validation", validation],
    ["test", test],
  ] as const) {
    const what = set && differenceOf(data, set);
    if (set && what !== undefined)
      problems.push(diagnose(dataSetsDiffer, fieldPlace(recipe, field), { first: data.name, second: set.name, what }));
  }
  return problems;
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

/** What only the step's graph tells: that something is trained, and that it fits into the engine's memory, a teacher included. */
export const findStepProblems = (
  recipe: Recipe,
  { order, wanted, gradients }: StepGraph,
  { slots, declared }: { readonly slots: number; readonly declared: readonly Variable[] },
  engine: Engine,
): readonly Diagnostic[] => {
  if (gradients.size === 0) return [diagnose(noGradient, fieldPlace(recipe, "loss"), { recipe: recipe.name })];
  if (engine.memoryLimitBytes === undefined) return [];
  const memory = predictMemory(order, wanted);
  const limit = BigInt(engine.memoryLimitBytes);
  const trained = bytesOf([...gradients.keys()]);
  // Beside the step: the optimizer's numbers, averages, and the gradients of the batches so far.
  const kept =
    trained * BigInt(slots) +
    (recipe.ema === undefined ? 0n : bytesOf(declared)) +
    (recipe.accumulate > 1 ? trained : 0n);
  const need = engineBytes(memory.peakBytes(recipe.batch) + memory.variableBytes + kept);
  if (need <= limit) return [];
  const room = tensorBytes(limit) - kept;
  const fitting = room > 0n ? memory.largestBatch(room) : 0;
  const facts = { engine: engine.name, limit: gigabytes(limit), need: gigabytes(need), batch: recipe.batch };
  return [
    diagnose(tooMuchMemory, fieldPlace(recipe, "batch"), { ...facts, fitting: fitting > 0 ? fitting : undefined }),
  ];
};

const gigabytes = (bytes: bigint): string => `${(Number(bytes) / 2 ** 30).toFixed(1)} GiB`;
