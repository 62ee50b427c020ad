import { arch, cpus, platform, release, totalmem } from "node:os";
import { basename } from "node:path";
import type { Position } from "../runs/checkpoint.ts";
import type { FoundRun } from "../runs/find-runs.ts";
import { ownProcess } from "../runs/run-process.ts";
import type { RunRecord, RunReference } from "../runs/run-record.ts";
import type { Engine } from "../engines/engine.ts";
import type { Planned } from "./plan-training.ts";

/** What is the same in a run's record from its first step to its last. */
export type RunFrame = Omit<
  RunRecord,
  "state" | "problem" | "done" | "seconds" | "process" | "best" | "endedEarly" | "result"
>;

export interface Beginning {
  readonly engine: Engine;
  /** Of the program that trains. */
  readonly version: string;
  /** ISO 8601. */
  readonly started: string;
  /** What trains a recipe of this name again. */
  readonly command: ((recipe: string) => string) | undefined;
}

export const recordFrame = (
  { trainable: { recipe, spec }, prepared }: Planned,
  { engine, version, started, command }: Beginning,
  learnedFrom: Pick<RunRecord, "teacher" | "start">,
): RunFrame => {
  const { data, validation, test, facts, identity } = prepared;
  return {
    format: 2,
    recipe: recipe.name,
    identity,
    spec,
    ...(command !== undefined && { command: command(recipe.name) }),
    versions: { kesc: version, node: process.version, engine: engine.version },
    engine: engine.name,
    threads: engine.threads,
    machine: {
      system: `${platform()} ${release()} ${arch()}`,
      processor: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memoryBytes: totalmem(),
    },
    seed: recipe.seed,
    batch: recipe.batch,
    data: data.facts,
    validation: validation?.facts ?? null,
    test: test?.facts ?? null,
    network: {
      name: facts.network,
      parameters: Number(facts.counts.parameters),
      state: Number(facts.counts.state),
      multiplyAdds: facts.counts.multiplyAdds.toString(),
    },
    ...learnedFrom,
    steps: facts.totalSteps,
    epochs: facts.epochs,
    started,
  };
};

export const referenceTo = ({ folder, record }: FoundRun): RunReference => ({
  recipe: record.recipe,
  identity: record.identity,
  folder: basename(folder),
});

/** The record of a run that stands somewhere. */
export const recordAt = (
  frame: RunFrame,
  { step, best, endedEarly, seconds }: Position,
  now: Pick<RunRecord, "state" | "problem" | "result">,
): RunRecord => ({
  ...frame,
  state: now.state,
  ...(now.problem !== undefined && { problem: now.problem }),
  done: step,
  seconds: Number(seconds.toPrecision(6)),
  ...(now.state === "running" && { process: ownProcess() }),
  best,
  ...(endedEarly !== undefined && { endedEarly }),
  result: now.result,
});
