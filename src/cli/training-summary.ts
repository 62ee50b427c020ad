import { dirname, join } from "node:path";
import { grouped, shortened } from "../compiler/analyses/show-count.ts";
import { listRuns, readHead, isProblem } from "../runtime/report/read-head.ts";
import { findRelatives } from "../runtime/report/relatives.ts";
import type { TestResult } from "../runtime/runs/run-record.ts";
import type { RunOutcome } from "../runtime/train/run-plan.ts";
import { duration, percent } from "../runtime/report/show-number.ts";

/** What a run came to, for standard output: a line a fact; beside its error those of its teacher and of the same network alone. */
export const summaryText = async (
  { planned, folder, record, isTaken }: RunOutcome,
  shown: (folder: string) => string,
  repeat: string,
): Promise<string> => {
  const { counts } = planned.prepared.facts;
  const best = record.best ? [["best epoch", `${record.best.epoch} of ${record.epochs}`] as const] : [];
  const lines: (readonly [string, string])[] = [
    ...resultLines("test", record.result ?? {}),
    ...(await relativeLines(folder)),
    ...best,
    ...(record.endedEarly === undefined ? [] : [["ended early", record.endedEarly] as const]),
    ["parameters", grouped(counts.parameters)],
    ["multiply-adds", shortened(counts.multiplyAdds)],
    ["time", `${duration(record.seconds)}${isTaken ? ", of a run that was there already" : ""}`],
    ["run", shown(folder)],
    ["page", shown(join(folder, "report.html"))],
    ["repeat", repeat],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join("");
};

/** Results that are one share. */
export const resultLines = (on: string, { error, top5 }: TestResult): readonly (readonly [string, string])[] =>
  Object.entries({ error, top5 }).flatMap(([name, share]) =>
    share === undefined ? [] : [[`${on} ${name}`, percent(share)] as const],
  );

const relativeLines = async (folder: string): Promise<readonly (readonly [string, string])[]> => {
  const own = await readHead(folder);
  if (isProblem(own)) return [];
  const { runs } = await listRuns(dirname(folder));
  const { plain, teacher } = findRelatives(own, runs);
  return [["without teacher", plain] as const, ["teacher", teacher] as const].flatMap(([what, run]) => {
    const [first] = run?.result ?? [];
    return run && first ? [[what, `${percent(first[1])}  (${run.name})`] as const] : [];
  });
};
