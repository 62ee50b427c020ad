import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { fieldPlace, type Recipe } from "../../compiler/3-elaborate/recipe.ts";
import type { Variable } from "../../compiler/4-graph/graph.ts";
import { weightsDontFit } from "../../compiler/diagnostics/runs.ts";
import { dataSetsDiffer } from "../../compiler/diagnostics/data.ts";
import type { DataSet } from "../data/data-set.ts";
import { openData, type DataFolders } from "../data/open-data.ts";
import type { Engine } from "../engines/engine.ts";
import type { SavedRun } from "../runs/run-folder.ts";
import type { TestResult } from "../runs/run-record.ts";
import type { Tensors } from "../runs/safetensors.ts";
import type { Trainable } from "../train/trainable.ts";
import { evaluateNetwork } from "./evaluate.ts";
import { metricNames } from "./metrics.ts";

export interface EvaluateRunOptions {
  readonly engine: Engine;
  readonly folders: DataFolders;
  readonly batch?: number;
  /** Default: the recipe's. */
  readonly metrics?: readonly string[];
  readonly onProgress?: (pictures: number, of: number) => void;
  readonly signal?: AbortSignal;
}

export interface Evaluated {
  readonly result: TestResult;
  readonly data: string;
  readonly pictures: number;
  /** Names, in the order of `result`'s rows. */
  readonly classes: readonly string[];
}

/**
 * Tests a run's weights in its network, on the recipe's test data. The weights must be exactly the network's. Pictures are normalized
 * as those that it was trained on. Neither a result nor an error: stopped.
 */
export const evaluateRun = async (
  run: SavedRun,
  trainable: Trainable,
  options: EvaluateRunOptions,
): Promise<readonly [Evaluated | undefined, readonly Diagnostic[]]> => {
  const { recipe, objective } = trainable;
  const [data, problems] = await openData(recipe.test.length > 0 ? recipe.test : recipe.data, options.folders);
  const all = [
    ...problems,
    ...findWeightProblems(run, trainable),
    ...(data ? findDataProblems(run, recipe, data) : []),
  ];
  if (!data || all.length > 0) return [undefined, all];

  const { engine, batch = run.record.batch } = options;
  const variables = new Map(
    [...run.weights.tensors].map(([path, { shape, values }]) => [path, engine.make(shape, values)]),
  );
  try {
    const pictures = { ...data, normalization: run.record.data.normalization };
    const metrics = options.metrics ?? metricNames(recipe.metrics);
    const result = await evaluateNetwork(objective.student, variables, pictures, { ...options, batch, metrics });
    return [result && { result, data: data.name, pictures: data.count, classes: data.classes }, []];
  } finally {
    for (const tensor of variables.values()) tensor.dispose();
  }
};

const findWeightProblems = ({ weights, folder }: SavedRun, { recipe, objective }: Trainable): readonly Diagnostic[] => {
  const declared = [...objective.student.variables({ training: true }), ...objective.lossVariables];
  const misfit = compareWeights(declared, weights);
  if (!misfit) return [];
  return [diagnose(weightsDontFit, fieldPlace(recipe, "test"), { file: `${folder}/weights.safetensors`, ...misfit })];
};

const findDataProblems = ({ record }: SavedRun, recipe: Recipe, data: DataSet): readonly Diagnostic[] => {
  const { classes, shape } = record.data;
  const differ = (what: string): Diagnostic =>
    diagnose(dataSetsDiffer, fieldPlace(recipe, "test"), { first: record.recipe, second: data.name, what });
  return [
    ...(data.classes.join() === classes.join() ? [] : [differ("it was trained on other classes")]),
    ...(JSON.stringify(data.shape) === JSON.stringify(shape)
      ? []
      : [differ("it was trained on pictures of another size")]),
  ];
};

interface Misfit {
  readonly missing: readonly string[];
  readonly left: readonly string[];
  readonly shapes: readonly string[];
}

/** What differs between a network's variables and saved weights; undefined where nothing does. */
export const compareWeights = (declared: readonly Variable[], { tensors }: Tensors): Misfit | undefined => {
  const wanted = new Map(declared.map((variable) => [variable.path, variable.dims.map(({ size }) => size).join("×")]));
  const missing = [...wanted.keys()].filter((path) => !tensors.has(path));
  const left = [...tensors.keys()].filter((path) => !wanted.has(path));
  const shapes = [...tensors].flatMap(([path, { shape }]) => {
    const expected = wanted.get(path);
    return expected === undefined || expected === shape.join("×")
      ? []
      : [`\`${path}\` is ${shape.join("×")}; the network's is ${expected}`];
  });
  return missing.length + left.length + shapes.length > 0 ? { missing, left, shapes } : undefined;
};
