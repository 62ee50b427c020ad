import type { Diagnostic } from "../../base/diagnostic.ts";
import type { RunRecord, TestResult } from "../runs/run-record.ts";
import type { BeginOptions } from "./begin-training.ts";
import { planTraining, type PlanOptions } from "./plan-training.ts";
import type { RunFacts } from "./progress.ts";
import { runPlan, type RunOutcome } from "./run-plan.ts";
import type { Trainable } from "./trainable.ts";

export type TrainOptions = PlanOptions & BeginOptions;

export interface RunSummary {
  readonly facts: RunFacts;
  /** `stopped`: by the signal; its folder has a checkpoint to go on from. */
  readonly state: RunRecord["state"];
  /** Where the run was written. */
  readonly folder: string;
  readonly identity: string;
  /** Of the test data; empty where the recipe has none, or the run has not ended. */
  readonly result: TestResult;
  /** Of training, pauses apart. */
  readonly seconds: number;
  /** Steps done. */
  readonly done: number;
  /** A finished run of equal identity was there. */
  readonly isTaken: boolean;
  /** All of `run.json`. */
  readonly record: RunRecord;
}

export type TrainedRecipe = readonly [RunSummary | undefined, readonly Diagnostic[]];

/**
 * Trains an opened recipe, before it its teacher and start where no finished run of equal identity is there, and writes their folders.
 * Before the first step everything is checked, and all problems are given at once. Equal recipe, data, seed and engine give equal
 * bits. The summary is that of the run which came last: of the recipe, or of what it learns from where that stopped or failed.
 */
export const trainOpened = async (trainable: Trainable, options: TrainOptions): Promise<TrainedRecipe> => {
  const [plan, problems] = await planTraining([trainable], options);
  if (!plan) return [undefined, problems];
  const outcome = (await runPlan(plan, options)).at(-1);
  return outcome ? [summaryOf(outcome), outcome.problems] : [undefined, []];
};

export const summaryOf = ({ planned, folder, record, isTaken }: RunOutcome): RunSummary => ({
  facts: planned.prepared.facts,
  state: record.state,
  folder,
  identity: record.identity,
  result: record.result ?? {},
  seconds: record.seconds,
  done: record.done,
  isTaken,
  record,
});
