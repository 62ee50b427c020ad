import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { checkpointDamaged, runInTheWay, runIsRunning } from "../../compiler/diagnostics/runs.ts";
import { readCheckpoint, type Position } from "../runs/checkpoint.ts";
import type { FoundRun } from "../runs/find-runs.ts";
import { isAlive } from "../runs/run-process.ts";
import type { RunRecord } from "../runs/run-record.ts";

/** What the runs folder has of an identity already, and so what is to be done. */
export type Standing =
  | { readonly kind: "done"; readonly run: FoundRun }
  | { readonly kind: "resume"; readonly run: FoundRun; readonly position: Position }
  /** `replaces`: an unfinished or failed folder of equal identity that is thrown away. */
  | { readonly kind: "new"; readonly replaces?: string };

/**
 * What happens to an unfinished run of equal identity: it is an error (`ask`), it goes on (`resume`), or it is thrown away (`fresh`).
 * Finished ones are taken but with `fresh`, which trains anew beside them.
 */
export type Unfinished = "ask" | "resume" | "fresh";

export const standingOf = async (
  recipe: Recipe,
  identity: string,
  runs: readonly FoundRun[],
  unfinished: Unfinished,
): Promise<readonly [Standing, readonly Diagnostic[]]> => {
  const equal = runs.filter(({ record }) => record.identity === identity);
  const done = equal.findLast(({ record }) => record.state === "done");
  if (done && unfinished !== "fresh") return [{ kind: "done", run: done }, []];
  const begun = equal.findLast(({ record }) => record.state !== "done");
  if (!begun) return [{ kind: "new" }, []];

  const at = recipe.run.recipe.name.span;
  const { folder, record } = begun;
  const running = livingProcess(record);
  if (running !== undefined) {
    if (unfinished === "fresh") return [{ kind: "new" }, []];
    return [{ kind: "new" }, [diagnose(runIsRunning, at, { recipe: recipe.name, folder, process: running })]];
  }
  const anew: Standing = { kind: "new", replaces: folder };
  // A failed run would fail again: the same numbers. It is done again only because whoever asks may have another version.
  if (unfinished === "fresh" || record.state === "failed") return [anew, []];
  const checkpoint = await readCheckpoint(folder, identity);
  if (!checkpoint) return [anew, []]; // killed before its first one: nothing is lost
  if ("problem" in checkpoint)
    return [anew, [diagnose(checkpointDamaged, at, { folder, problem: checkpoint.problem })]];
  if (unfinished === "resume") return [{ kind: "resume", run: begun, position: checkpoint.position }, []];
  const facts = { recipe: recipe.name, folder, done: checkpoint.position.step, steps: record.steps };
  return [anew, [diagnose(runInTheWay, at, facts)]];
};

/** The process that still trains the run on this machine, other than our own; elsewhere nobody can tell. */
const livingProcess = ({ state, process: writer }: RunRecord): number | undefined => {
  if (state !== "running" || !writer || writer.id === process.pid) return undefined;
  return isAlive(writer) ? writer.id : undefined;
};
