import type { DataFacts } from "../data/data-set.ts";
import type { RunProcess } from "./run-process.ts";

/** `running` without a process that runs it was killed; all but `done` and `failed` can go on from their checkpoint. */
export type RunState = "running" | "stopped" | "failed" | "done";

/** What a network's answers to a set came to, by metric; what wasn't asked for is absent. */
export interface TestResult {
  /** Shares of wrong pictures: 0.412 is 41.2 %. */
  readonly error?: number;
  readonly top5?: number;
  /** The share of wrong pictures of each class, in the order of the data's classes; null where a class has no picture. */
  readonly per_class?: readonly (number | null)[];
  /** [class, class]: how many pictures of the first were taken for the second. */
  readonly confusion?: readonly (readonly number[])[];
}

/** Where a recipe stands: the file, as in `spec/`, its name there, and the fields that lead from there to the one that is meant. */
export interface SpecReference {
  readonly file: string;
  readonly recipe: string;
  readonly through?: readonly ("teacher" | "start")[];
}

/** Another run that this one learned from. */
export interface RunReference {
  readonly recipe: string;
  readonly identity: string;
  /** The name of its folder, beside this one. */
  readonly folder: string;
}

/** What `run.json` holds: enough to repeat the run and to predict with its weights. */
export interface RunRecord {
  /** Of this layout. */
  readonly format: 2;
  readonly state: RunState;
  /** Where the state is `failed`: why. */
  readonly problem?: string;
  /** As the user calls it: `net`, `Plain(Unit)`. */
  readonly recipe: string;
  /** SHA-256 of what determines the weights: the step's graph, the recipe's values, data, seed, engine, teacher and start. */
  readonly identity: string;
  readonly spec: SpecReference;
  /** What a user types to train it again, where a command began it. */
  readonly command?: string;
  readonly versions: { readonly kesc: string; readonly node: string; readonly engine: string };
  readonly engine: string;
  readonly threads: number;
  readonly machine: {
    readonly system: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
  };
  readonly seed: number;
  readonly batch: number;
  /** What was trained on: the training part, where a share was held out. */
  readonly data: DataFacts;
  readonly validation: DataFacts | null;
  readonly test: DataFacts | null;
  readonly network: {
    readonly name: string;
    readonly parameters: number;
    readonly state: number;
    readonly multiplyAdds: string;
  };
  readonly teacher: RunReference | null;
  /** A run, or a file with its SHA-256; with how many of its tensors were taken. */
  readonly start: ((RunReference | { readonly file: string; readonly sha256: string }) & StartFacts) | null;
  /** In all, as planned. */
  readonly steps: number;
  readonly epochs: number;
  /** Steps done so far; a killed run has those of its checkpoint. */
  readonly done: number;
  readonly started: string;
  /** Of training, pauses apart. */
  readonly seconds: number;
  /** The process that trains, while the state is `running`. */
  readonly process?: RunProcess;
  /** Where there is a validation part: the epoch whose weights stand for the run, and its result there. */
  readonly best: { readonly epoch: number; readonly step: number; readonly result: TestResult } | null;
  /** Why it ended before its length. */
  readonly endedEarly?: string;
  /** Of the test data, with the weights that stand for the run; null until there is one. */
  readonly result: TestResult | null;
}

export interface StartFacts {
  readonly taken: number;
  /** Weights that the start lacks, which began anew. */
  readonly missing: readonly string[];
  /** Its weights that the network lacks. */
  readonly left: readonly string[];
}
