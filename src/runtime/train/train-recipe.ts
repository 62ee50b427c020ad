import { resolve } from "node:path";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Program } from "../../compiler/program.ts";
import type { Engine, EngineName } from "../engines/engine.ts";
import { openEngine } from "../engines/open-engine.ts";
import { openTrainable } from "./open-trainable.ts";
import type { Moment, Progress } from "./progress.ts";
import type { Unfinished } from "./standing.ts";
import { trainOpened, type RunSummary } from "./train.ts";

export interface TrainingOptions {
  /** An engine, or the name of one; default `wasm`. */
  readonly engine?: Engine | EngineName;
  /** Where relative paths of data are looked for; default: the present folder. Give what the program's host has. */
  readonly root?: string;
  /** Where data is looked for first; default `data` under the root. */
  readonly data?: string;
  /** Folder for runs; default `runs` under the root. */
  readonly runs?: string;
  /** What happens to an unfinished run of equal identity; default: it goes on. `fresh` also trains a finished one anew. */
  readonly unfinished?: Unfinished;
  /** After each step. Loss and terms are means over the epoch so far. */
  readonly onStep?: (moment: Moment) => void;
  /** After each epoch. */
  readonly onEpoch?: (epoch: Extract<Progress, { kind: "epoch" }>) => void;
  /** All that a display is told, steps and epochs included. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops after the step that runs; a checkpoint is kept. */
  readonly signal?: AbortSignal;
  /** Also test after every so many epochs; the end is always tested. */
  readonly testEvery?: number;
  /** Seconds between checkpoints within an epoch; default 180. */
  readonly checkpointEvery?: number;
  /** Of your program, for `run.json`. */
  readonly version?: string;
}

export interface TrainingResult {
  /** `refused`: something is wrong with the recipe, its data or its folders, and nothing was begun. */
  readonly state: RunSummary["state"] | "refused";
  /** Of the recipe's run; where a teacher's stopped or failed, of that one. Absent where it was refused. */
  readonly run?: RunSummary;
  /** Errors and warnings of the file, of what was found before the first step, and why a run failed. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Trains a recipe: `train(program, "net.kes#baseline", { onStep, signal })`; its teacher and start first, where no finished run of theirs is
 * there. A user's mistake never throws: it comes back as diagnostics. Throws what the system refuses, a full disk in the middle.
 */
export const train = async (
  program: Program,
  recipe: string,
  options: TrainingOptions = {},
): Promise<TrainingResult> => {
  const [file = "", ...rest] = recipe.split("#");
  const name = rest.join("#") || (program.recipeNames(file)[0] ?? "");
  const [trainable, found] = openTrainable(program, file, name);
  if (!trainable) return { state: "refused", diagnostics: found };
  const { engine = "wasm", onStep, onEpoch, onProgress, ...others } = options;
  const root = resolve(options.root ?? ".");
  const [run, problems] = await trainOpened(trainable, {
    unfinished: "resume",
    ...others,
    engine: typeof engine === "string" ? await openEngine(engine) : engine,
    folders: { root, data: resolve(root, options.data ?? "data") },
    runsFolder: resolve(root, options.runs ?? "runs"),
    onProgress(progress) {
      if (progress.kind === "step") onStep?.(progress);
      if (progress.kind === "epoch") onEpoch?.(progress);
      onProgress?.(progress);
    },
  });
  const diagnostics = [...found, ...problems];
  return run ? { state: run.state, run, diagnostics } : { state: "refused", diagnostics };
};
