import { relative } from "node:path";
import { grouped } from "../compiler/analyses/show-count.ts";
import { shareOf } from "../runtime/eval/metrics.ts";
import { duration, percent, significant } from "../runtime/report/show-number.ts";
import type { TestResult } from "../runtime/runs/run-record.ts";
import type { Progress, RunFacts } from "../runtime/train/progress.ts";
import { bar } from "./bar.ts";
import { fitLine, wrapPieces, type Piece } from "./fit-line.ts";
import type { Output } from "./output.ts";

/**
 * Tells of training on standard error: an epoch a line, on a terminal in its width, and there a bar that moves. What a narrow terminal
 * has no room for stands in the run's folder.
 */
export const trainingDisplay = (talk: Output, cwd: string): ((progress: Progress) => void) => {
  let shownAt = 0;
  return (progress) => {
    const columns = talk.isTerminal ? talk.columns : Infinity;
    for (const line of linesOf(progress, cwd, columns)) void talk.line(line);
    if (progress.kind === "begin") talk.status("the first step …");
    if (!talk.isTerminal || Date.now() - shownAt < 100) return;
    const status = statusOf(progress);
    if (!status) return;
    shownAt = Date.now();
    // The last column stays free: some terminals begin a new line there.
    talk.status(fitLine(status, columns - 1)[0] ?? "");
  };
};

const statusOf = (progress: Progress): readonly Piece[] | undefined => {
  if (progress.kind === "step") return stepPieces(progress);
  if (progress.kind !== "test") return undefined;
  const { on, pictures, of } = progress;
  return [
    { text: on === "test" ? "testing" : "validating" },
    { text: bar(pictures / of), rank: 1 },
    { text: `${grouped(pictures)}/${grouped(of)}` },
  ];
};

const linesOf = (progress: Progress, cwd: string, columns: number): readonly string[] => {
  switch (progress.kind) {
    case "begin":
      return beginLines(progress, columns);
    case "taken":
      return [`${progress.facts.name}   taken from ${relative(cwd, progress.folder)}${resultText(progress.result)}`];
    case "epoch":
      return fitLine(epochPieces(progress), columns);
    default:
      return [];
  }
};

const beginLines = (begin: Extract<Progress, { kind: "begin" }>, columns: number): readonly string[] => {
  const { facts, teacher, start, resumedAt } = begin;
  const under = teacher ? `under ${teacher.recipe} (${teacher.folder}${resultText(teacher.result, ", ")})` : "";
  const left = start ? leftText(start) : "";
  return [
    ...wrapPieces(headPieces(facts, under), columns),
    ...(start ? [`  starts from ${start.from}: ${grouped(start.taken)} tensors${left}`] : []),
    ...(resumedAt === undefined ? [] : [`  goes on after step ${grouped(resumedAt)} of ${grouped(facts.totalSteps)}`]),
  ];
};

const leftText = ({
  missing,
  left,
}: {
  readonly missing: readonly string[];
  readonly left: readonly string[];
}): string =>
  [missing.length > 0 ? `; new: ${listed(missing)}` : "", left.length > 0 ? `; left over: ${listed(left)}` : ""].join(
    "",
  );

const listed = (names: readonly string[]): string =>
  names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");

const resultText = (result: TestResult | null, before = "   "): string => {
  const share = result && shareOf(result);
  return share ? `${before}${percent(share[1])} ${share[0]}` : "";
};

const headPieces = ({ name, network, counts, engine, data, pictures }: RunFacts, under: string): readonly string[] => [
  name,
  [network === name ? "" : network, under].filter((part) => part !== "").join(" "),
  `${grouped(counts.parameters)} parameters`,
  engine,
  `${data} ${[pictures.train, pictures.validation, pictures.test]
    .filter((count) => count > 0)
    .map(grouped)
    .join(" / ")}`,
];

type Step = Extract<Progress, { kind: "step" }>;
type Epoch = Extract<Progress, { kind: "epoch" }>;

const epochOf = ({ epoch, epochs }: Step | Epoch): string =>
  `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;

/** Three significant digits: `2.29`, `0.00123`. */
const NUMBER = 7;

const named = (name: string, value: number, rank: number): Piece => ({
  text: `${name} ${significant(value)}`,
  rank,
  width: name.length + 1 + NUMBER,
});

const termPieces = ({ terms, loss }: Step | Epoch, rank: number): readonly Piece[] =>
  terms.size > 0 ? [...terms].map(([name, value]) => named(name, value, rank)) : [named("loss", loss, rank)];

const stepPieces = (step: Step): readonly Piece[] => [
  { text: epochOf(step) },
  { text: bar(step.stepInEpoch / step.stepsPerEpoch), rank: 3 },
  { text: `${step.stepInEpoch}/${step.stepsPerEpoch}`.padStart(2 * String(step.stepsPerEpoch).length + 1) },
  ...termPieces(step, 4).map(({ text, rank }) => ({ text, rank: rank! })),
  { text: `lr ${significant(step.rate)}`, rank: 1 },
  { text: speedOf(step), rank: 2 },
  { text: leftOf(step), rank: 5 },
];

const epochPieces = (epoch: Epoch): readonly Piece[] => [
  { text: epochOf(epoch) },
  ...termPieces(epoch, 5),
  named("lr", epoch.rate, 1),
  { text: speedOf(epoch), rank: 2, width: 14 },
  { text: epoch.imagesPerSecond === undefined ? "" : duration(epoch.seconds), rank: 3, width: 4 },
  ...sharePieces("validation", epoch.validation),
  ...(epoch.validation ? [{ text: epoch.isBest ? "best" : "", rank: 6, width: 4 }] : []),
  ...sharePieces("test", epoch.test),
  // The last epoch leaves its room empty, lest its line have other columns.
  { text: epoch.epoch < epoch.epochs ? leftOf(epoch) : "", rank: 4, width: 11 },
];

/** Empty where a run goes on behind an epoch's last step: nobody has measured it. */
const speedOf = ({ imagesPerSecond }: Step | Epoch): string =>
  imagesPerSecond === undefined ? "" : `${significant(imagesPerSecond)} images/s`;

const leftOf = ({ secondsLeft }: Step | Epoch): string =>
  secondsLeft === undefined ? "" : `${duration(secondsLeft)} left`;

const sharePieces = (on: string, result: TestResult | undefined): readonly Piece[] =>
  Object.entries({ error: result?.error, top5: result?.top5 }).flatMap(([metric, share]) =>
    share === undefined ? [] : [{ text: `${on} ${metric} ${percent(share)}`, width: `${on} ${metric} 99.9 %`.length }],
  );
