import type { Json } from "../runs/plain-value.ts";
import { fieldOf } from "./json-fields.ts";
import type { RunHead } from "./read-head.ts";

export interface Relatives {
  readonly teacher: RunHead | undefined;
  /** What the run is measured against: the same network on the same data, without a teacher. */
  readonly plain: RunHead | undefined;
}

/**
 * Finds a run's teacher and its plain counterpart among finished runs.
 *
 * The teacher is the run with the identity that this one's record names. The plain run has no teacher, was trained and tested on the
 * same bytes, and has the same network: of the same name, or with as many parameters and multiply-adds. Of several it is the one whose
 * settings differ least (length, batch, seed, engine), and of these the newest. A run without a teacher has none.
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
  const fewest = Math.min(...fitting.map((run) => differences(own.json, run.json)));
  return { teacher, plain: fitting.findLast((run) => differences(own.json, run.json) === fewest) };
};

const hasSameData = (a: RunHead, b: RunHead): boolean =>
  a.data?.sha256 !== undefined && a.data.sha256 === b.data?.sha256 && a.test?.sha256 === b.test?.sha256;

const hasSameNetwork = ({ network: a }: RunHead, { network: b }: RunHead): boolean =>
  a.name === b.name ||
  (a.parameters !== undefined && a.parameters === b.parameters && a.multiplyAdds === b.multiplyAdds);

const differences = (a: Json, b: Json): number =>
  ["steps", "batch", "seed", "engine"].filter((name) => fieldOf(a, name) !== fieldOf(b, name)).length;
