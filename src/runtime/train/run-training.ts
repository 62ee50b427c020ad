import { fieldPlace } from "../../compiler/3-elaborate/recipe.ts";
import { join } from "node:path";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { notFinite } from "../../compiler/diagnostics/runs.ts";
import type { DataSet } from "../data/data-set.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import { evaluateNetwork } from "../eval/evaluate.ts";
import type { EventWriter } from "../report/events.ts";
import { writeReport } from "../report/write-report.ts";
import { writeShows } from "../report/write-shows.ts";
import { checkpointTensors, type Position } from "../runs/checkpoint.ts";
import { readRun } from "../runs/run-folder.ts";
import { RUN_FILES } from "../runs/run-files.ts";
import type { RunRecord, TestResult } from "../runs/run-record.ts";
import type { SavedTensor, Tensors } from "../runs/safetensors.ts";
import type { RunWriter } from "../runs/write-run.ts";
import { closeEpoch } from "./close-epoch.ts";
import { recordAt, type RunFrame } from "./make-record.ts";
import type { Planned } from "./plan-training.ts";
import type { Progress } from "./progress.ts";
import { runSteps } from "./run-steps.ts";
import { savedTensor, type Stepper } from "./stepper.ts";

export interface RunOptions {
  readonly engine: Engine;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops after the step that runs, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Also test after every so many epochs; the end is always tested. */
  readonly testEvery?: number;
  /** Seconds between checkpoints within an epoch; default: 180. */
  readonly checkpointEvery?: number;
}

/** A run that is on its way. */
export interface Running {
  readonly planned: Planned;
  readonly stepper: Stepper;
  readonly writer: RunWriter;
  readonly events: EventWriter;
  readonly frame: RunFrame;
  readonly options: RunOptions;
  /** Seconds of training until now, pauses apart. */
  seconds(): number;
  /** Of the last checkpoint, and when it was written. */
  readonly saved: { step: number | undefined; at: number };
  /** Of the steps since `since`, to tell how fast they are. */
  readonly speed: { since: number; steps: number };
}

/** Why a run stopped before its end. */
export type Ended = { readonly kind: "stopped" } | { readonly kind: "failed"; readonly problem: Diagnostic };

export interface RunEnd {
  readonly record: RunRecord;
  readonly position: Position;
  readonly problems: readonly Diagnostic[];
}

/** From a position to the end of the run, or to where it must stop; the folder is left complete either way. */
export const runTraining = async (running: Running, begin: Position): Promise<RunEnd> => {
  const { facts } = running.planned.prepared;
  let position = begin;
  let ended: Ended | undefined;
  let test: TestResult | undefined;
  while (!ended && position.epochs < facts.epochs && position.endedEarly === undefined) {
    [position, ended] = await runSteps(running, position);
    if (!ended) [position, ended, test] = await closeEpoch(running, position);
  }
  if (ended) return interrupt(running, position, ended);
  return finish(running, position, test);
};

/** Keeps a position, unless weights are lost already. */
export const saveCheckpoint = async (running: Running, position: Position): Promise<Ended | undefined> => {
  const { planned, stepper, writer, options, saved } = running;
  const tensors = stepper.save();
  const lost = [...tensors].find(([, { values }]) => !values.every(Number.isFinite));
  if (lost) return failure(running, position, `\`${lost[0].replace(/^weights\//, "")}\``, "infinite or NaN");
  await writer.checkpoint(checkpointTensors({ tensors, position }, planned.prepared.identity));
  saved.step = position.step;
  saved.at = performance.now();
  options.onProgress?.({ kind: "checkpoint", step: position.step });
  return undefined;
};

/** Something that is no number after `position.step` steps. */
export const failure = (
  { planned, writer, saved }: Running,
  { step, epochs }: Position,
  what: string,
  value: string,
): Ended => {
  const checkpoint =
    saved.step === undefined ? undefined : { file: join(writer.folder, RUN_FILES.checkpoint), step: saved.step };
  const facts = { what, value, epoch: epochs + 1, step, ...(checkpoint && { checkpoint }) };
  const problem = diagnose(notFinite, fieldPlace(planned.trainable.recipe, "loss"), facts);
  return { kind: "failed", problem };
};

const interrupt = async (running: Running, position: Position, ended: Ended): Promise<RunEnd> => {
  const { writer, stepper, frame } = running;
  const lost = ended.kind === "stopped" ? await saveCheckpoint(running, position) : ended;
  const problems = lost?.kind === "failed" ? [lost.problem] : [];
  // With a validation part the best weights so far are there already.
  if (problems.length === 0 && !position.best) await writer.weights(tensorsOf(running, stepper.standing()));
  const state = problems.length > 0 ? "failed" : "stopped";
  const problem = problems[0] && { problem: problems[0].message };
  const record = recordAt(frame, position, { state, ...problem, result: null });
  await writer.record(record);
  await running.events.close();
  await writeReport(writer.folder);
  return { record, position, problems };
};

const finish = async (running: Running, position: Position, tested: TestResult | undefined): Promise<RunEnd> => {
  const { planned, stepper, writer, options, frame, events } = running;
  const { test } = planned.prepared;
  const isLast = !position.best || position.best.step === position.step;
  if (!position.best) await writer.weights(tensorsOf(running, stepper.standing()));
  const loaded = isLast ? undefined : await loadWeights(writer.folder, options.engine);
  const variables = loaded ?? stepper.standing();
  try {
    const result = tested ?? (test && (await evaluate(running, test, "test", variables)));
    if (options.signal?.aborted) return await interrupt(running, position, { kind: "stopped" });
    if (!isLast || planned.trainable.recipe.ema !== undefined) await writer.last(tensorsOf(running, stepper.own()));
    await show(running, variables);
    const timed = { ...position, seconds: running.seconds() };
    const record = recordAt(frame, timed, { state: "done", result: result ?? null });
    if (result) events.scalars(position.step, resultScalars("test", result));
    await writer.record(record);
    await writer.dropCheckpoint();
    await events.close();
    await writeReport(writer.folder);
    return { record, position: timed, problems: [] };
  } finally {
    for (const tensor of loaded?.values() ?? []) tensor.dispose();
  }
};

/** So many pictures are shown. */
const SHOWN = 6;

const show = async (
  { planned, stepper, writer, options }: Running,
  own: ReadonlyMap<string, Tensor>,
): Promise<void> => {
  const { data, validation, test } = planned.prepared;
  await writeShows(writer.folder, {
    objective: planned.trainable.objective,
    variables: new Map([...stepper.variables, ...own]),
    pictures: test ?? validation ?? data,
    count: SHOWN,
    engine: options.engine,
  });
};

/** Tests what the run stands for; undefined where it was stopped, or the network has no output by class. */
export const evaluate = (
  { planned, options }: Running,
  set: DataSet,
  on: "validation" | "test",
  variables: ReadonlyMap<string, Tensor>,
): Promise<TestResult | undefined> => {
  const { engine, onProgress, signal } = options;
  return evaluateNetwork(planned.trainable.objective.student, variables, set, {
    engine,
    batch: planned.trainable.recipe.batch,
    metrics: planned.prepared.metrics,
    onProgress: (pictures, of) => onProgress?.({ kind: "test", on, pictures, of }),
    ...(signal && { signal }),
  });
};

/** `error/test` and the like. */
export const resultScalars = (on: string, { error, top5 }: TestResult): ReadonlyMap<string, number> =>
  new Map(
    Object.entries({ error, top5 }).flatMap(([name, share]) =>
      share === undefined ? [] : [[`${name}/${on}`, share] as const],
    ),
  );

/** As a file's tensors, in the order of placing. */
export const tensorsOf = (
  { planned: { prepared }, options }: Running,
  variables: ReadonlyMap<string, Tensor>,
): Tensors => ({
  tensors: new Map(
    prepared.declared.map(({ path }): [string, SavedTensor] => [
      path,
      savedTensor(variables.get(path)!, options.engine),
    ]),
  ),
  metadata: new Map([
    ["format", "kes"],
    ["network", prepared.facts.network],
    ["identity", prepared.identity],
  ]),
});

const loadWeights = async (folder: string, engine: Engine): Promise<Map<string, Tensor>> => {
  const [run, problems] = await readRun(folder);
  if (!run) throw new Error(problems.map(({ message }) => message).join("; "));
  return new Map([...run.weights.tensors].map(([path, { shape, values }]) => [path, engine.make(shape, values)]));
};
