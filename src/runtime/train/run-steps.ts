import { setImmediate as nextTurn } from "node:timers/promises";
import { trainingBatches, type Batch } from "../data/batches.ts";
import { sharesOf } from "../eval/metrics.ts";
import { noSums, type Position, type Sums } from "../runs/checkpoint.ts";
import { recordAt } from "./make-record.ts";
import { baseRate } from "./optimizer.ts";
import { addStep, meansOf, type Moment } from "./progress.ts";
import { failure, saveCheckpoint, type Ended, type Running } from "./run-training.ts";
import { rateFactor } from "./schedule.ts";
import type { StepResult } from "./stepper.ts";

/** Seconds between checkpoints within an epoch. */
const CHECKPOINT_EVERY = 180;

/** The steps of the epoch that a position stands in, or what is left of them. */
export const runSteps = async (running: Running, begin: Position): Promise<readonly [Position, Ended | undefined]> => {
  const { planned, stepper, options, saved, speed } = running;
  const { recipe } = planned.trainable;
  const { clock } = planned.prepared;
  [speed.since, speed.steps] = [performance.now(), 0];
  const end = Math.min((begin.epochs + 1) * clock.stepsPerEpoch, clock.totalSteps);
  let position = begin;
  for (const batches of stepBatches(running, begin)) {
    if (position.step === end) break;
    if (options.signal?.aborted) return [position, { kind: "stopped" }];
    const result = stepper.step(batches, position.step, rateFactor(recipe.schedule, position.step, clock));
    const step = position.step + 1;
    const problem = findNonFinite(result);
    if (problem) return [position, failure(running, { ...position, step }, ...problem)];
    position = {
      ...position,
      step,
      epoch: addStep(position.epoch, result),
      window: addStep(position.window, result),
      seconds: running.seconds(),
    };
    speed.steps++;
    if (position.window.count === windowLength(clock.stepsPerEpoch) || step === end)
      position = await closeWindow(running, position);
    options.onProgress?.({ kind: "step", stepInEpoch: position.epoch.count, ...momentOf(running, position) });
    await nextTurn(); // lets Ctrl-C and the terminal have theirs
    if (performance.now() - saved.at >= (options.checkpointEvery ?? CHECKPOINT_EVERY) * 1000 && step < end) {
      const lost = await saveCheckpoint(running, position);
      if (lost) return [position, lost];
      await running.writer.record(recordAt(running.frame, position, { state: "running", result: null }));
    }
  }
  return [position, options.signal?.aborted ? { kind: "stopped" } : undefined];
};

/** Steps that a line of `steps.jsonl` is the mean of: some fifty lines an epoch. */
export const windowLength = (stepsPerEpoch: number): number => Math.max(1, Math.floor(stepsPerEpoch / 50));

/** For each step left in the epoch, its batches. */
function* stepBatches({ planned }: Running, { step, epochs }: Position): Generator<readonly Batch[]> {
  const { recipe } = planned.trainable;
  const { data, augment, mixup, clock } = planned.prepared;
  const skip = (step - epochs * clock.stepsPerEpoch) * recipe.accumulate;
  const batches = trainingBatches(data, {
    batch: recipe.batch,
    seed: recipe.seed,
    epoch: epochs,
    augment,
    mixup,
    skip,
  });
  let together: Batch[] = [];
  for (const batch of batches) {
    together.push(batch);
    if (together.length < recipe.accumulate) continue;
    yield together;
    together = [];
  }
}

const closeWindow = async ({ planned, writer, events }: Running, position: Position): Promise<Position> => {
  const { step, epochs, window } = position;
  const { loss, terms } = meansOf(window);
  const rate = rateAt(planned, step);
  const train = window.answers && { train: sharesOf(window.answers, planned.prepared.metrics) };
  await writer.steps({ step, epoch: epochs + 1, loss, terms: Object.fromEntries(terms), rate, ...train });
  const scalars = [...terms].map(([name, value]) => [`loss/${name}`, value] as const);
  events.scalars(step, new Map([["loss/total", loss], ...scalars, ["rate", rate]]));
  return { ...position, window: noSums };
};

/** The learning rate of the last of so many steps. */
const rateAt = ({ trainable: { recipe }, prepared }: Running["planned"], step: number): number =>
  baseRate(recipe.optimizer) * rateFactor(recipe.schedule, step - 1, prepared.clock);

export const momentOf = (
  { planned, speed }: Running,
  { step, epochs, epoch }: { readonly step: number; readonly epochs: number; readonly epoch: Sums },
): Moment => {
  const { recipe } = planned.trainable;
  const { clock, facts } = planned.prepared;
  const perStep = recipe.batch * recipe.accumulate;
  const imagesPerSecond = (speed.steps * perStep * 1000) / (performance.now() - speed.since);
  const isKnown = speed.steps > 0; // a run that goes on behind an epoch's last step does none in it
  return {
    epoch: epochs + 1,
    epochs: facts.epochs,
    stepsPerEpoch: facts.stepsPerEpoch,
    step,
    ...meansOf(epoch),
    rate: rateAt(planned, step),
    ...(isKnown && { imagesPerSecond, secondsLeft: ((clock.totalSteps - step) * perStep) / imagesPerSecond }),
  };
};

const findNonFinite = ({ loss, terms }: StepResult): readonly [what: string, value: string] | undefined => {
  const term = [...terms].find(([, value]) => !Number.isFinite(value));
  if (!term && Number.isFinite(loss)) return undefined;
  const [what, value] = term ? [`the term \`${term[0]}\``, term[1]] : ["the loss", loss];
  return [what, Number.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "minus infinite"];
};
