import { noSums, type Position } from "../runs/checkpoint.ts";
import type { RunRecord, TestResult } from "../runs/run-record.ts";
import { decidingMetric, sharesOf, type Shares } from "../eval/metrics.ts";
import { recordAt } from "./make-record.ts";
import { durationInSteps } from "./schedule.ts";
import { evaluate, resultScalars, saveCheckpoint, tensorsOf, type Ended, type Running } from "./run-training.ts";
import { momentOf } from "./run-steps.ts";
import type { Moment } from "./progress.ts";

/**
 * What comes after an epoch's steps: validation, which may make these weights the best, a line of `metrics.jsonl`, a checkpoint. Gives the
 * test's result where one was made, which is the run's where nothing follows.
 */
export const closeEpoch = async (
  running: Running,
  begin: Position,
): Promise<readonly [Position, Ended | undefined, TestResult | undefined]> => {
  const { planned, stepper, writer, options } = running;
  const { validation: held, test: testSet, facts } = planned.prepared;
  const moment = momentOf(running, begin);
  const epoch = begin.epochs + 1;
  const { answers } = begin.epoch;
  const train = answers && sharesOf(answers, planned.prepared.metrics);
  const seconds = (performance.now() - running.speed.since) / 1000;
  const stopped = [begin, { kind: "stopped" }, undefined] as const;

  const validation = held && (await evaluate(running, held, "validation", stepper.standing()));
  if (options.signal?.aborted) return stopped;
  const best = betterOf(running, begin, validation);
  const isEnd = epoch === facts.epochs && !best;
  const isTested = isEnd || (options.testEvery !== undefined && epoch % options.testEvery === 0);
  const test = isTested && testSet ? await evaluate(running, testSet, "test", stepper.standing()) : undefined;
  if (options.signal?.aborted) return stopped;

  const isBest = best !== begin.best;
  if (isBest) await writer.weights(tensorsOf(running, stepper.standing()));
  await writer.epoch(metricLine(moment, seconds, { train, validation, test }));
  const results = [
    ...(train ? resultScalars("train", train) : []),
    ...(validation ? resultScalars("validation", validation) : []),
    ...(test && !isEnd ? resultScalars("test", test) : []),
  ];
  running.events.scalars(begin.step, new Map(results));
  const endedEarly = tooLong(running, begin.step, best) ? `no better validation since epoch ${best?.epoch}` : undefined;
  const position: Position = {
    ...begin,
    epochs: epoch,
    epoch: noSums,
    best,
    seconds: running.seconds(),
    ...(endedEarly !== undefined && { endedEarly }),
  };
  options.onProgress?.({
    kind: "epoch",
    seconds,
    ...moment,
    isBest,
    ...(validation && { validation }),
    ...(test && { test }),
  });
  const lost = await saveCheckpoint(running, position);
  if (!lost) await writer.record(recordAt(running.frame, position, { state: "running", result: null }));
  return [position, lost, isEnd ? test : undefined];
};

/** The best so far, this epoch's included: by the recipe's first share, of equal ones the first. */
const betterOf = (
  { planned }: Running,
  { step, epochs, best }: Position,
  result: TestResult | undefined,
): RunRecord["best"] => {
  const by = decidingMetric(planned.prepared.metrics);
  const share = result?.[by];
  if (!result || share === undefined) return best;
  const before = best?.result[by];
  return before === undefined || share < before ? { epoch: epochs + 1, step, result } : best;
};

const tooLong = ({ planned }: Running, step: number, best: RunRecord["best"]): boolean => {
  const { earlyStop } = planned.trainable.recipe;
  const { clock } = planned.prepared;
  return (
    earlyStop !== undefined && best !== null && step - best.step >= durationInSteps(earlyStop, clock.stepsPerEpoch)
  );
};

interface Tested {
  /** Of the steps' own answers, as the weights were then. */
  readonly train: Shares | undefined;
  readonly validation: TestResult | undefined;
  readonly test: TestResult | undefined;
}

const metricLine = (
  { epoch, step, loss, terms, rate, imagesPerSecond }: Moment,
  seconds: number,
  { train, validation, test }: Tested,
) => ({
  epoch,
  step,
  loss,
  terms: Object.fromEntries(terms),
  rate,
  ...(imagesPerSecond !== undefined && {
    images_per_second: Number(imagesPerSecond.toPrecision(6)),
    seconds: Number(seconds.toPrecision(6)),
  }),
  ...(train && { train }),
  ...(validation && { validation: curveOf(validation) }),
  ...(test && { test: curveOf(test) }),
});

const curveOf = ({ error, top5 }: TestResult): Shares => ({
  ...(error !== undefined && { error }),
  ...(top5 !== undefined && { top5 }),
});
