import { setImmediate as nextTurn } from "node:timers/promises";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import type { Node, Objective } from "../../compiler/4-graph/graph.ts";
import { dataSetsDiffer, picturesNeedSharp, pictureUnusable } from "../../compiler/diagnostics/data.ts";
import { weightsDontFit } from "../../compiler/diagnostics/runs.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { normalizationTable, normalizeInto, pictureSize, type DataFacts } from "../data/data-set.ts";
import { openDecoder } from "../data/pictures/open-decoder.ts";
import type { PictureDecoder } from "../data/pictures/picture.ts";
import { readPictures, type WatchReading } from "../data/read-pictures.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import { compareWeights } from "../eval/evaluate-run.ts";
import { fittingBatch } from "../execute/engine-room.ts";
import { compileRun } from "../execute/executor.ts";
import type { SavedRun } from "../runs/run-folder.ts";
import type { Trainable } from "../train/trainable.ts";
import { findOutput, type Output } from "./find-output.ts";
import { softmax } from "./softmax.ts";

export interface PredictOptions extends WatchReading {
  readonly engine: Engine;
  /** Pictures at once. */
  readonly batch: number;
  /** Which output says the class; default: the only one that can, or `logits`. */
  readonly output?: string;
}

/** `name` is for people, `path` is where it lies. */
export interface PictureFile {
  readonly name: string;
  readonly path: string;
}

/** What a network says of one picture. */
export interface Prediction {
  /** Its name. */
  readonly file: string;
  /** By class, in the order of the run's class names; they sum to 1. */
  readonly probabilities: Float64Array;
}

export interface Predicted {
  readonly output: string;
  readonly classes: readonly string[];
  readonly predictions: readonly Prediction[];
}

/**
 * Shows pictures to a run's network: PNG and JPEG files become what the run was trained on, in size and normalization. Files that
 * can't be used are told, the others' predictions are given all the same; nothing is given where the network can't be run.
 */
export const predictRun = async (
  run: SavedRun,
  { objective }: Trainable,
  files: readonly PictureFile[],
  options: PredictOptions,
): Promise<readonly [Predicted | undefined, readonly Diagnostic[]]> => {
  const facts = run.record.data;
  const decode = await openDecoder();
  const [output, problems] = findRunProblems(run, objective, decode, options.output);
  if (!output || "problem" in decode || problems.length > 0) return [undefined, problems];
  const [pictures, unusable] = await readAll(files, facts, decode, options);
  const variables = new Map(
    [...run.weights.tensors].map(([path, { shape, values }]) => [path, options.engine.make(shape, values)]),
  );
  try {
    const predictions = await predictAll(output.node, variables, facts, pictures, options);
    return [predictions && { output: output.name, classes: facts.classes, predictions }, unusable];
  } finally {
    for (const tensor of variables.values()) tensor.dispose();
  }
};

/** Whatever is wrong before a picture is read. */
const findRunProblems = (
  { folder, record, weights }: SavedRun,
  { student, lossVariables }: Objective,
  decode: PictureDecoder | { readonly problem: string },
  asked: string | undefined,
): readonly [Output | undefined, readonly Diagnostic[]] => {
  const at: Span = { source: { path: folder, text: "" }, start: 0, end: 0 };
  const { classes, shape } = record.data;
  const [output, unclear] = findOutput(student, classes.length, asked, at);
  const problems = [...unclear];
  const misfit = compareWeights([...student.variables({ training: true }), ...lossVariables], weights);
  if (misfit) problems.push(diagnose(weightsDontFit, at, { file: `${folder}/weights.safetensors`, ...misfit }));
  if (shape.channels !== 1 && shape.channels !== 3) {
    const what = `it was trained on pictures of ${shape.channels} channels`;
    problems.push(diagnose(dataSetsDiffer, at, { first: record.recipe, second: "a PNG or JPEG file", what }));
  }
  if ("problem" in decode) problems.push(diagnose(picturesNeedSharp, at, { reason: decode.problem }));
  return [output, problems];
};

interface Shown {
  readonly name: string;
  /** [height, width, 3] */
  readonly bytes: Uint8Array;
}

/** The files that hold pictures, and what is wrong with the others. */
const readAll = async (
  files: readonly PictureFile[],
  { shape: { height, width }, settings }: DataFacts,
  decode: PictureDecoder,
  watch: WatchReading,
): Promise<readonly [readonly Shown[], readonly Diagnostic[]]> => {
  const fit = settings["fit"] === "stretch" ? "stretch" : "crop"; // as the run's own pictures were brought to their size
  const { pixels, problems } = await readPictures(files, { height, width, fit }, decode, watch);
  const size = height * width * 3;
  const broken = new Set(problems.map(({ name }) => name));
  const good = files.flatMap(({ name }, i) =>
    broken.has(name) ? [] : [{ name, bytes: pixels.subarray(i * size, (i + 1) * size) }],
  );
  const unusable = problems.map(({ name, reason }) =>
    diagnose(pictureUnusable, { source: { path: name, text: "" }, start: 0, end: 0 }, { file: name, reason }),
  );
  return [good, unusable];
};

const predictAll = async (
  output: Node,
  variables: ReadonlyMap<string, Tensor>,
  facts: DataFacts,
  pictures: readonly Shown[],
  { engine, batch: asked, signal }: PredictOptions,
): Promise<readonly Prediction[] | undefined> => {
  const plan = compileRun([output], engine, primitiveTable);
  const batch = fittingBatch([output], asked, engine);
  const { height, width, channels } = facts.shape;
  const predictions: Prediction[] = [];
  try {
    for (let start = 0; start < pictures.length; start += batch) {
      const some = pictures.slice(start, start + batch);
      const image = engine.make([some.length, height, width, channels], normalized(some, facts));
      const [result] = plan.run(new Map([["image", image]]), variables, {
        batch: some.length,
        random: () => new Float32Array(),
      });
      const logits = byPicture(engine.view(result!), output, some.length, facts.classes.length);
      some.forEach(({ name }, i) => predictions.push({ file: name, probabilities: softmax(logits[i]!) }));
      image.dispose();
      result!.dispose();
      await nextTurn(); // lets Ctrl-C have its turn
      if (signal?.aborted) return undefined;
    }
  } finally {
    plan.dispose();
  }
  return predictions;
};

const normalized = (pictures: readonly Shown[], { shape, normalization }: DataFacts): Float32Array => {
  const size = pictureSize(shape);
  const image = new Float32Array(pictures.length * size);
  const table = normalizationTable(normalization, shape.channels);
  pictures.forEach(({ bytes }, at) =>
    normalizeInto(image, at * size, shape.channels === 1 ? toGrey(bytes) : bytes, table, shape.channels),
  );
  return image;
};

/** Colours to brightness, as Pillow's `convert("L")`: 0.299 red, 0.587 green, 0.114 blue. */
const toGrey = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(
    { length: bytes.length / 3 },
    (_, i) => (bytes[3 * i]! * 19595 + bytes[3 * i + 1]! * 38470 + bytes[3 * i + 2]! * 7471 + 0x8000) >> 16,
  );

/** Each picture's numbers by class, whichever axis lies first in memory. */
const byPicture = (values: ArrayLike<number>, output: Node, size: number, classes: number): readonly Float64Array[] => {
  const isBatchFirst = output.type.dims[0]?.size === "batch";
  return Array.from({ length: size }, (_, picture) =>
    Float64Array.from({ length: classes }, (_, label) =>
      isBatchFirst ? values[picture * classes + label]! : values[label * size + picture]!,
    ),
  );
};
