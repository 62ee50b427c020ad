import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Variable } from "../../compiler/4-graph/graph.ts";
import { weightsDontFit } from "../../compiler/diagnostics/runs.ts";
import { dataSetsDiffer } from "../../compiler/diagnostics/data.ts";
import type { PrimitiveTable } from "../../compiler/ops/primitive.ts";
import { openData, type DataFolders } from "../data/open-data.ts";
import type { Engine } from "../engines/engine.ts";
import type { SavedRun } from "../runs/run-folder.ts";
import type { Tensors } from "../runs/safetensors.ts";
import { fieldPlace } from "../train/field-place.ts";
import type { Shares } from "../train/progress.ts";
import type { Trainable } from "../train/trainable.ts";
import { evaluateNetwork } from "./evaluate.ts";

export interface EvaluateRunOptions {
  readonly engine: Engine;
  readonly primitives: PrimitiveTable;
  readonly folders: DataFolders;
  readonly batch?: number;
  readonly onProgress?: (pictures: number, of: number) => void;
  readonly signal?: AbortSignal;
}

export interface Evaluated {
  readonly result: Shares;
  readonly data: string;
  readonly pictures: number;
}

/**
 * Tests a run's weights in its network, on the recipe's test data. The weights must be exactly the network's. Pictures are normalized as
 * those that it was trained on. Neither a result nor an error: stopped.
 */
export const evaluateRun = async (
  run: SavedRun,
  trainable: Trainable,
  options: EvaluateRunOptions,
): Promise<readonly [Evaluated | undefined, readonly Diagnostic[]]> => {
  const { recipe, objective } = trainable;
  const at = fieldPlace(recipe, "test");
  const declared = [...objective.student.variables({ training: true }), ...objective.lossVariables];
  const misfit = compareWeights(declared, run.weights);
  const [opened, problems] = await openData(recipe.test.length > 0 ? recipe.test : recipe.data, options.folders);
  const all = [...problems];
  if (misfit) all.push(diagnose(weightsDontFit, at, { file: `${run.folder}/weights.safetensors`, ...misfit }));
  const { classes, shape, normalization } = run.record.data;
  if (opened && opened.classes.join() !== classes.join())
    all.push(
      diagnose(dataSetsDiffer, at, {
        first: run.record.recipe,
        second: opened.name,
        what: "it was trained on other classes",
      }),
    );
  if (opened && JSON.stringify(opened.shape) !== JSON.stringify(shape))
    all.push(
      diagnose(dataSetsDiffer, at, {
        first: run.record.recipe,
        second: opened.name,
        what: "it was trained on pictures of another size",
      }),
    );
  if (!opened || all.length > 0) return [undefined, all];

  const { engine, primitives, onProgress, signal } = options;
  const variables = new Map(
    [...run.weights.tensors].map(([path, tensor]) => [path, engine.make(tensor.shape, tensor.values)]),
  );
  try {
    const result = await evaluateNetwork(
      objective.student,
      variables,
      { ...opened, normalization },
      {
        engine,
        primitives,
        batch: options.batch ?? run.record.batch,
        metrics: [recipe.metric?.name ?? "error"],
        ...(onProgress && { onProgress }),
        ...(signal && { signal }),
      },
    );
    return [result && { result, data: opened.name, pictures: opened.count }, []];
  } finally {
    for (const tensor of variables.values()) tensor.dispose();
  }
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
