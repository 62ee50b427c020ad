import { openEvents } from "../report/events.ts";
import { noSums, readCheckpoint, type Position } from "../runs/checkpoint.ts";
import type { FoundRun } from "../runs/find-runs.ts";
import { readRun } from "../runs/run-folder.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { SavedTensor, Tensors } from "../runs/safetensors.ts";
import { beginRun, continueRun, type RunWriter } from "../runs/write-run.ts";
import { recordAt, recordFrame, referenceTo, type RunFrame } from "./make-record.ts";
import { isPlanned, type Planned } from "./plan-training.ts";
import { recipeRecord } from "./recipe-record.ts";
import { runTraining, type RunEnd, type RunOptions, type Running } from "./run-training.ts";
import { fit, shapesOf, tensorShapes } from "./start-weights.ts";
import { makeStepper, type Stepper } from "./stepper.ts";

export interface BeginOptions extends RunOptions {
  readonly runsFolder: string;
  /** Of the program that trains, for the run's record. */
  readonly version?: string;
  /** What a user types to train a recipe of this name again, for the run's record. */
  readonly command?: (recipe: string) => string;
}

/** Finished runs of what a run learns from, by identity. */
export type FinishedRuns = ReadonlyMap<string, FoundRun>;

export interface Trained extends RunEnd {
  readonly folder: string;
}

/** Trains one run of a plan, from its beginning or from its checkpoint. All that it learns from must be finished. */
export const beginTraining = async (
  planned: Planned,
  finished: FinishedRuns,
  options: BeginOptions,
): Promise<Trained> => {
  const { prepared, trainable } = planned;
  const learned = await loadSources(planned, finished);
  const stepper = makeStepper({ ...prepared, recipe: trainable.recipe, engine: options.engine, given: learned.given });
  try {
    const { writer, frame, position, checkpoint } = await openFolder(planned, learned, stepper, options);
    const events = openEvents(writer.folder, checkpoint ? { from: position.step } : {});
    tellBegin(planned, learned, writer, checkpoint ? position.step : undefined, options);
    const since = performance.now();
    const running: Running = {
      planned,
      stepper,
      writer,
      events,
      frame,
      options,
      seconds: () => position.seconds + (performance.now() - since) / 1000,
      saved: { step: checkpoint ? position.step : undefined, at: since },
      speed: { since, steps: 0 },
    };
    try {
      return { ...(await runTraining(running, position)), folder: writer.folder };
    } finally {
      await events.close();
    }
  } finally {
    stepper.dispose();
  }
};

/** What a run takes over from others. */
interface Learned extends Pick<RunRecord, "teacher" | "start"> {
  readonly given: ReadonlyMap<string, SavedTensor>;
  readonly teacherRun: FoundRun | undefined;
}

const loadSources = async (planned: Planned, finished: FinishedRuns): Promise<Learned> => {
  const given = new Map<string, SavedTensor>();
  const teacherRun = planned.teacher && finished.get(planned.teacher.prepared.identity);
  if (planned.teacher) {
    const weights = await loadRun(teacherRun);
    for (const { path } of planned.prepared.taught)
      given.set(path, weights.tensors.get(path.slice(path.indexOf("/") + 1))!); // without the segment that sets it apart
  }
  const { start } = planned;
  if (!start) return { given, teacherRun, teacher: teacherRun ? referenceTo(teacherRun) : null, start: null };
  const startRun = isPlanned(start) ? finished.get(start.prepared.identity) : undefined;
  const weights = isPlanned(start) ? await loadRun(startRun) : start.weights;
  const { paths, ...facts } = fit(shapesOf(planned.prepared.declared), tensorShapes(weights));
  for (const path of paths) given.set(path, weights.tensors.get(path)!);
  const from = isPlanned(start) ? referenceTo(startRun!) : { file: start.path, sha256: start.sha256 };
  return { given, teacherRun, teacher: teacherRun ? referenceTo(teacherRun) : null, start: { ...from, ...facts } };
};

const loadRun = async (run: FoundRun | undefined): Promise<Tensors> => {
  if (!run) throw new Error("a run is trained before what it learns from");
  const [saved, problems] = await readRun(run.folder);
  if (!saved) throw new Error(problems.map(({ message }) => message).join("; "));
  return saved.weights;
};

interface OpenFolder {
  readonly writer: RunWriter;
  readonly frame: RunFrame;
  readonly position: Position;
  /** Whether it goes on from one. */
  readonly checkpoint: boolean;
}

const START: Position = { step: 0, epochs: 0, epoch: noSums, window: noSums, best: null, seconds: 0 };

/** The run's folder, new or gone on with; the stepper stands where the folder's checkpoint does. */
const openFolder = async (
  planned: Planned,
  { teacher, start }: Learned,
  stepper: Stepper,
  { engine, runsFolder, version = "unknown", command }: BeginOptions,
): Promise<OpenFolder> => {
  const { trainable, prepared, standing } = planned;
  const { recipe, sources } = trainable;
  const now = { state: "running", result: null } as const;
  if (standing.kind === "resume") {
    const { folder, record } = standing.run;
    const checkpoint = await readCheckpoint(folder, prepared.identity);
    const problem = !checkpoint
      ? "its checkpoint is gone"
      : "problem" in checkpoint
        ? checkpoint.problem
        : stepper.restore(checkpoint.tensors);
    if (!checkpoint || "problem" in checkpoint || problem !== undefined) throw new Error(`${folder}: ${problem}`);
    const { position } = checkpoint;
    const frame = recordFrame(planned, { engine, version, command, started: record.started }, { teacher, start });
    const writer = await continueRun(folder, position);
    await writer.record(recordAt(frame, position, now));
    return { writer, frame, position, checkpoint: true };
  }
  const frame = recordFrame(
    planned,
    { engine, version, command, started: new Date().toISOString() },
    { teacher, start },
  );
  const replaces = standing.kind === "new" ? standing.replaces : undefined;
  const writer = await beginRun(runsFolder, {
    name: recipe.name,
    record: recordAt(frame, START, now),
    recipe: recipeRecord(recipe),
    sources,
    ...(replaces !== undefined && { replaces }),
  });
  return { writer, frame, position: START, checkpoint: false };
};

const tellBegin = (
  { prepared, start: from }: Planned,
  { teacher, teacherRun, start }: Learned,
  { folder }: RunWriter,
  resumedAt: number | undefined,
  { onProgress }: BeginOptions,
): void =>
  onProgress?.({
    kind: "begin",
    facts: prepared.facts,
    folder,
    ...(resumedAt !== undefined && { resumedAt }),
    ...(teacher && { teacher: { ...teacher, result: teacherRun?.record.result ?? null } }),
    ...(start && from && { start: { from: isPlanned(from) ? from.trainable.recipe.name : from.path, ...start } }),
  });
