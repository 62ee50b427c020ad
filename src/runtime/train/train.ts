import { setImmediate as nextTurn } from "node:timers/promises";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { notFinite } from "../../compiler/diagnostics/runs.ts";
import { trainingBatches } from "../data/batches.ts";
import { evaluateNetwork } from "../eval/evaluate.ts";
import { metricNames } from "../eval/metrics.ts";
import { beginRun, type RunWriter } from "../runs/run-folder.ts";
import type { SavedTensor, Tensors } from "../runs/safetensors.ts";
import { fieldPlace } from "./field-place.ts";
import { makeRecord } from "./make-record.ts";
import { baseRate } from "./optimizer.ts";
import { prepare, type Prepared, type PrepareOptions } from "./prepare.ts";
import { runningMean, type Moment, type Progress, type RunFacts, type RunningMean, type Shares } from "./progress.ts";
import { recipeRecord } from "./recipe-record.ts";
import { rateFactor } from "./schedule.ts";
import { makeStepper, type Stepper, type StepResult } from "./stepper.ts";
import type { Trainable } from "./trainable.ts";

export interface TrainOptions extends PrepareOptions {
  /** Of the program that trains, for the run's record. */
  readonly version?: string;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops after the step that runs; nothing is kept. */
  readonly signal?: AbortSignal;
  /** Also test after every so many epochs; the end is always tested. */
  readonly testEvery?: number;
}

export interface RunSummary {
  readonly facts: RunFacts;
  /** Where the run was written. */
  readonly folder: string;
  readonly identity: string;
  /** Of the test data; empty where the recipe has none. */
  readonly result: Shares;
  readonly seconds: number;
  /** Mean loss of the last epoch. */
  readonly loss: number;
}

export type Trained = readonly [RunSummary | undefined, readonly Diagnostic[]];

/**
 * Trains a recipe's network and writes its run folder. Before the first step everything is checked, and all problems are given at
 * once. Neither a summary nor an error: `signal` stopped it. Equal recipe, data, seed and engine give equal bits.
 */
export const train = async (trainable: Trainable, options: TrainOptions): Promise<Trained> => {
  const [prepared, problems] = await prepare(trainable, options);
  if (!prepared) return [undefined, problems];
  const { recipe } = trainable;
  const writer = await beginRun(options.runsFolder, recipe.name, prepared.identity, trainable.sources);
  const stepper = makeStepper(prepared.graph, prepared.declared, recipe, options.engine);
  let isWritten = false;
  try {
    const trained = await run({ trainable, prepared, stepper, writer, options });
    isWritten = trained[0] !== undefined;
    return trained;
  } finally {
    stepper.dispose();
    if (!isWritten) await writer.abandon();
  }
};

interface Running {
  readonly trainable: Trainable;
  readonly prepared: Prepared;
  readonly stepper: Stepper;
  readonly writer: RunWriter;
  readonly options: TrainOptions;
}

const run = async (running: Running): Promise<Trained> => {
  const { prepared, options, writer } = running;
  const started = new Date();
  options.onProgress?.({ kind: "begin", facts: prepared.facts });
  const { epochs } = prepared.facts;
  let last: { readonly loss: number; readonly result: Shares } = { loss: NaN, result: {} };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const begun = performance.now();
    const [moment, problems] = await runEpoch(running, epoch, begun);
    if (!moment) return [undefined, problems];
    const seconds = (performance.now() - begun) / 1000;
    const isTested = epoch === epochs - 1 || (options.testEvery !== undefined && (epoch + 1) % options.testEvery === 0);
    const result = isTested ? await testNetwork(running) : undefined;
    if (options.signal?.aborted) return [undefined, []];
    await writer.metric(metricLine(moment, seconds, result));
    options.onProgress?.({ kind: "epoch", seconds, ...moment, ...(result && { result }) });
    last = { loss: moment.loss, result: result ?? {} };
  }
  const seconds = (Date.now() - started.getTime()) / 1000;
  const record = makeRecord(running.trainable, prepared, options, { started, seconds, result: last.result });
  const folder = await writer.finish(record, recipeRecord(running.trainable.recipe), weightsOf(running));
  return [{ facts: prepared.facts, folder, identity: prepared.identity, seconds, ...last }, []];
};

/** The steps of one epoch. No moment: it was stopped, or the loss is lost. */
const runEpoch = async (
  running: Running,
  epoch: number,
  begun: number,
): Promise<readonly [Moment | undefined, readonly Diagnostic[]]> => {
  const { trainable, prepared, stepper, options } = running;
  const { recipe } = trainable;
  const { clock, data, augment } = prepared;
  const mean = runningMean();
  let step = epoch * clock.stepsPerEpoch;
  for (const batch of trainingBatches(data, { batch: recipe.batch, seed: recipe.seed, epoch, augment })) {
    if (step === clock.totalSteps) break;
    const result = stepper.step(batch, step, rateFactor(recipe.schedule, step, clock));
    const problem = findNonFinite(result);
    if (problem)
      return [
        undefined,
        [diagnose(notFinite, fieldPlace(recipe, "loss"), { ...problem, epoch: epoch + 1, step: step + 1 })],
      ];
    mean.add(result);
    step++;
    options.onProgress?.({ kind: "step", stepInEpoch: mean.count(), ...momentOf(running, epoch, step, mean, begun) });
    await nextTurn(); // lets Ctrl-C and the terminal have theirs
    if (options.signal?.aborted) return [undefined, []];
  }
  return [momentOf(running, epoch, step, mean, begun), []];
};

const momentOf = (
  { trainable, prepared }: Running,
  epoch: number,
  step: number,
  mean: RunningMean,
  begun: number,
): Moment => {
  const { recipe } = trainable;
  const { clock, facts } = prepared;
  const imagesPerSecond = (mean.count() * recipe.batch * 1000) / (performance.now() - begun);
  return {
    epoch: epoch + 1,
    epochs: facts.epochs,
    stepsPerEpoch: facts.stepsPerEpoch,
    step,
    loss: mean.loss(),
    terms: mean.terms(),
    rate: baseRate(recipe.optimizer) * rateFactor(recipe.schedule, step - 1, clock),
    imagesPerSecond,
    secondsLeft: ((clock.totalSteps - step) * recipe.batch) / imagesPerSecond,
  };
};

const metricLine = (
  { epoch, step, loss, terms, rate, imagesPerSecond }: Moment,
  seconds: number,
  test: Shares | undefined,
) => ({
  epoch,
  step,
  loss,
  terms: Object.fromEntries(terms),
  rate,
  images_per_second: Number(imagesPerSecond.toPrecision(6)),
  seconds: Number(seconds.toPrecision(6)),
  ...(test && { test }),
});

const testNetwork = async ({ trainable, prepared, stepper, options }: Running): Promise<Shares | undefined> => {
  const { recipe, objective } = trainable;
  if (!prepared.test) return undefined;
  const { engine, onProgress, signal } = options;
  return evaluateNetwork(objective.student, stepper.variables, prepared.test, {
    engine,
    batch: recipe.batch,
    metrics: metricNames(recipe),
    onProgress: (pictures, of) => onProgress?.({ kind: "test", pictures, of }),
    ...(signal && { signal }),
  });
};

const weightsOf = ({ prepared, stepper, options }: Running): Tensors => {
  const tensors = new Map<string, SavedTensor>();
  for (const { path } of prepared.declared) {
    const tensor = stepper.variables.get(path)!;
    tensors.set(path, { shape: tensor.shape, values: Float32Array.from(options.engine.view(tensor)) });
  }
  const metadata = new Map([
    ["format", "kes"],
    ["network", prepared.facts.network],
    ["identity", prepared.identity],
  ]);
  return { tensors, metadata };
};

const findNonFinite = ({ loss, terms }: StepResult): { readonly what: string; readonly value: string } | undefined => {
  const term = [...terms].find(([, value]) => !Number.isFinite(value));
  if (!term && Number.isFinite(loss)) return undefined;
  const [what, value] = term ? [`the term \`${term[0]}\``, term[1]] : ["the loss", loss];
  return { what, value: Number.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "minus infinite" };
};
