import type { Json } from "../runs/plain-value.ts";
import { fieldOf } from "./json-fields.ts";
import type { RunHead } from "./read-head.ts";

export interface Relatives {
  readonly teacher: RunHead | undefined;
  /** What the run is measured against: the same network, modules for a teacher's sake apart, on the same data, without a teacher. */
  readonly plain: RunHead | undefined;
}

/**
 * Finds a run's teacher and its plain counterpart among finished runs.
 *
 * The teacher is the run with the identity that this one's record names. The plain run has no teacher, was trained and tested on the
 * same bytes, and has no weights but this one's: the same network, or the same without modules that only go with a teacher. Of several
 * it is the one with most weights in common, of these the one whose settings differ least (length, batch, seed, engine), then the newest.
 * A run without a teacher has none.
 */
export const findRelatives = (own: RunHead, runs: readonly RunHead[]): Relatives => {
  const others = runs.filter(({ state, name }) => state === "done" && name !== own.name);
  const teacher = others.findLast(
    ({ identity }) => own.teacher?.identity !== undefined && identity === own.teacher.identity,
  );
  if (!own.teacher) return { teacher: undefined, plain: undefined };
  const fitting = others.filter(
    (run) => !run.teacher && run !== teacher && hasSameData(own, run) && hasSameNetwork(own, run),
  );
  const rank = (run: RunHead): number => (run.weights?.size ?? 0) * 100 - differences(own.json, run.json);
  const most = Math.max(...fitting.map(rank));
  return { teacher, plain: fitting.findLast((run) => rank(run) === most) };
};

const hasSameData = (a: RunHead, b: RunHead): boolean =>
  a.data?.sha256 !== undefined && a.data.sha256 === b.data?.sha256 && a.test?.sha256 === b.test?.sha256;

/** Whether all weights of `b` are among those of `a`, by path and shape; where they can't be read, whether the networks are called alike. */
const hasSameNetwork = (a: RunHead, b: RunHead): boolean =>
  a.weights && b.weights
    ? [...b.weights].every(([path, shape]) => a.weights?.get(path) === shape)
    : a.network.name === b.network.name;

const differences = (a: Json, b: Json): number =>
  ["steps", "batch", "seed", "engine"].filter((name) => fieldOf(a, name) !== fieldOf(b, name)).length;
