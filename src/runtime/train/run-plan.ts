import type { Diagnostic } from "../../base/diagnostic.ts";
import type { FoundRun } from "../runs/find-runs.ts";
import type { RunRecord } from "../runs/run-record.ts";
import { beginTraining, type BeginOptions } from "./begin-training.ts";
import type { Plan, Planned } from "./plan-training.ts";

/** What became of one run of a plan. */
export interface RunOutcome {
  readonly planned: Planned;
  readonly folder: string;
  /** As it stands in `run.json`. */
  readonly record: RunRecord;
  /** It was there already. */
  readonly isTaken: boolean;
  /** Why it failed. */
  readonly problems: readonly Diagnostic[];
}

/** Trains what a plan lacks, in its order, until all is done or one run stops or fails; each is told as it ends. */
export const runPlan = async (
  { order }: Plan,
  options: BeginOptions,
  onOutcome: (outcome: RunOutcome) => void = () => undefined,
): Promise<readonly RunOutcome[]> => {
  const outcomes: RunOutcome[] = [];
  const finished = new Map<string, FoundRun>();
  for (const planned of order) {
    if (options.signal?.aborted) break;
    const outcome = await outcomeOf(planned, finished, options);
    outcomes.push(outcome);
    onOutcome(outcome);
    const { folder, record } = outcome;
    if (record.state !== "done") break;
    finished.set(record.identity, { folder, record });
  }
  return outcomes;
};

const outcomeOf = async (
  planned: Planned,
  finished: ReadonlyMap<string, FoundRun>,
  options: BeginOptions,
): Promise<RunOutcome> => {
  const { standing, prepared } = planned;
  if (standing.kind === "done") {
    const { folder, record } = standing.run;
    options.onProgress?.({ kind: "taken", facts: prepared.facts, folder, result: record.result });
    return { planned, folder, record, isTaken: true, problems: [] };
  }
  const { folder, record, problems } = await beginTraining(planned, finished, options);
  return { planned, folder, record, isTaken: false, problems };
};
