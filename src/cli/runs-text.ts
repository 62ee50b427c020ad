import { displayWidth } from "../base/display-width.ts";
import { alignColumns, type Alignment } from "../base/columns.ts";
import { grouped, shortened } from "../compiler/analyses/show-count.ts";
import type { FieldDifference } from "../runtime/report/recipe-differences.ts";
import type { HeadProblem, RunHead } from "../runtime/report/read-head.ts";
import { duration, percent, shownTime } from "../runtime/report/show-number.ts";

const HEADINGS = ["run", "state", "network", "parameters", "data", "epochs", "error", "teacher", "started"] as const;
const SIDES: readonly Alignment[] = ["left", "left", "left", "right", "left", "right", "right", "left", "left"];

/** What a terminal goes without first where the table is wider. */
const SPARE: readonly string[] = ["data", "parameters", "teacher", "network", "epochs", "started"];

/** Runs as a table's lines, in their order, in `width` columns as far as leaving out whole columns brings it there. */
export const runsTable = (runs: readonly RunHead[], width = Infinity): readonly string[] => {
  const rows = [HEADINGS, ...runs.map(rowOf)];
  for (let spared = 0; ; spared++) {
    const isLeft = (_: unknown, i: number): boolean => !SPARE.slice(0, spared).includes(HEADINGS[i]!);
    const lines = alignColumns(
      rows.map((row) => row.filter(isLeft)),
      SIDES.filter(isLeft),
    );
    if (spared === SPARE.length || lines.every((line) => displayWidth(line) <= width)) return lines;
  }
};

const rowOf = (run: RunHead): readonly string[] => [
  run.name,
  run.state,
  run.network.name,
  run.network.parameters === undefined ? "" : grouped(run.network.parameters),
  dataText(run),
  epochsText(run),
  errorText(run),
  run.teacher?.name ?? "",
  run.started === undefined ? "" : shownTime(run.started),
];

const dataText = ({ data }: RunHead): string =>
  data ? `${data.name}${data.count === undefined ? "" : ` ${grouped(data.count)}`}` : "";

/** `7/20` of a run that isn't done. */
const epochsText = ({ state, epochs, steps, done }: RunHead): string => {
  if (epochs === undefined) return "";
  if (state === "done" || !steps || done === undefined) return String(epochs);
  return `${Math.floor((done / steps) * epochs)}/${epochs}`;
};

const errorText = ({ result, tested }: RunHead): string => {
  const share = result.get("error");
  if (share === undefined) return "";
  return percent(share) + (tested === "validation" ? " (validation)" : "");
};

const standingText = (done: number, steps: number | undefined): string =>
  done === 0
    ? "before its first checkpoint"
    : `its checkpoint is of step ${grouped(done)}${steps === undefined ? "" : ` of ${grouped(steps)}`}`;

/** What to do about runs that ended without a word. */
export const interruptedLines = (runs: readonly RunHead[]): readonly string[] =>
  runs
    .filter(({ isInterrupted }) => isInterrupted)
    .flatMap(({ name, command, done = 0, steps }) => [
      `${name} was interrupted (killed, or the machine went down): ${standingText(done, steps)}`,
      `  go on: ${command === undefined ? "the command that began it, and --resume" : `${command} --resume`}`,
    ]);

/** What another program wants to know of a run. Numbers that nobody knows are null. */
export const runJson = (run: RunHead): unknown => ({
  folder: run.folder,
  name: run.name,
  recipe: run.recipe,
  identity: run.identity,
  state: run.state,
  interrupted: run.isInterrupted,
  network: {
    name: run.network.name,
    parameters: run.network.parameters ?? null,
    multiplyAdds: run.network.multiplyAdds?.toString() ?? null,
  },
  data: run.data ? { name: run.data.name, count: run.data.count ?? null } : null,
  epochs: run.epochs ?? null,
  steps: run.steps ?? null,
  done: run.done ?? null,
  tested: run.result.size > 0 ? run.tested : null,
  result: Object.fromEntries(run.result),
  teacher: run.teacher ?? null,
  started: run.started ?? null,
  seconds: run.seconds ?? null,
});

export const problemJson = ({ folder, problem }: HeadProblem): unknown => ({ folder, problem });

/** Runs side by side, a column each: results and facts, then what differs in their recipes. */
export const compareText = (heads: readonly RunHead[], differences: readonly FieldDifference[]): readonly string[] => {
  const metrics = [...new Set(heads.flatMap(({ result }) => [...result.keys()]))];
  const row = (name: string, cell: (head: RunHead) => string | undefined): readonly string[] => [
    name,
    ...heads.map((head) => cell(head) ?? ""),
  ];
  const facts = [
    row("", ({ name }) => name),
    row("recipe", ({ recipe }) => recipe),
    row("state", ({ state }) => state),
    ...metrics.map((metric) =>
      row(metric, ({ result }) => {
        const share = result.get(metric);
        return share === undefined ? undefined : percent(share);
      }),
    ),
    row("network", ({ network }) => network.name),
    row("parameters", ({ network: { parameters } }) => (parameters === undefined ? undefined : grouped(parameters))),
    row("multiply-adds", ({ network: { multiplyAdds } }) =>
      multiplyAdds === undefined ? undefined : shortened(multiplyAdds),
    ),
    row("data", dataText),
    row("epochs", epochsText),
    row("teacher", ({ teacher }) => teacher?.name),
    row("time", ({ seconds }) => (seconds === undefined ? undefined : duration(seconds))),
  ].filter(([, ...cells]) => cells.some((cell) => cell !== ""));
  const differing = differences.map(({ field, values }) => [field, ...values.map((value) => value ?? "-")]);
  const title = differing.length > 0 ? "what differs in their recipes:" : "their recipes have the same values";
  const lines = alignColumns([...facts, ...differing], ["left", ...heads.map((): Alignment => "left")]);
  return [...lines.slice(0, facts.length), "", title, ...lines.slice(facts.length)];
};
