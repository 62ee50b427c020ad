import { relative } from "node:path";
import { grouped } from "../compiler/analyses/show-count.ts";
import { shareOf } from "../runtime/eval/metrics.ts";
import { duration, percent, significant } from "../runtime/report/show-number.ts";
import type { TestResult } from "../runtime/runs/run-record.ts";
import type { Progress, RunFacts } from "../runtime/train/progress.ts";
import type { Output } from "./output.ts";

/** Tells of training on standard error: a bar that moves on a terminal, else a line an epoch. */
export const trainingDisplay = (talk: Output, cwd: string): ((progress: Progress) => void) => {
  let shownAt = 0;
  return (progress) => {
    for (const line of linesOf(progress, cwd)) void talk.line(line);
    if (!talk.isTerminal || Date.now() - shownAt < 100) return;
    shownAt = Date.now();
    if (progress.kind === "step") talk.status(stepLine(progress, talk.columns));
    if (progress.kind === "test") {
      const { on, pictures, of } = progress;
      talk.status(
        `${on === "test" ? "testing" : "validating"}  ${bar(pictures / of)}  ${grouped(pictures)}/${grouped(of)}`,
      );
    }
  };
};

const linesOf = (progress: Progress, cwd: string): readonly string[] => {
  switch (progress.kind) {
    case "begin":
      return beginLines(progress);
    case "taken":
      return [`${progress.facts.name}   taken from ${relative(cwd, progress.folder)}${resultText(progress.result)}`];
    case "epoch":
      return [epochLine(progress)];
    default:
      return [];
  }
};

const beginLines = (begin: Extract<Progress, { kind: "begin" }>): readonly string[] => {
  const { facts, teacher, start, resumedAt } = begin;
  const under = teacher ? `under ${teacher.recipe} (${teacher.folder}${resultText(teacher.result, ", ")})` : "";
  const left = start ? leftText(start) : "";
  return [
    headLine(facts, under),
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

const headLine = ({ name, network, counts, engine, data, pictures }: RunFacts, under: string): string =>
  [
    name,
    [network === name ? "" : network, under].filter((part) => part !== "").join(" "),
    `${grouped(counts.parameters)} parameters`,
    engine,
    `${data} ${[pictures.train, pictures.validation, pictures.test]
      .filter((count) => count > 0)
      .map(grouped)
      .join(" / ")}`,
  ]
    .filter((part) => part !== "")
    .join("   ");

type Step = Extract<Progress, { kind: "step" }>;
type Epoch = Extract<Progress, { kind: "epoch" }>;

const epochOf = ({ epoch, epochs }: Step | Epoch): string =>
  `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;

const termsOf = ({ terms, loss }: Step | Epoch): string =>
  terms.size > 0
    ? [...terms].map(([name, value]) => `${name} ${significant(value)}`).join("   ")
    : `loss ${significant(loss)}`;

const stepLine = (step: Step, columns: number): string => {
  const done = `${step.stepInEpoch}/${step.stepsPerEpoch}`.padStart(2 * String(step.stepsPerEpoch).length + 1);
  const speed = `${significant(step.imagesPerSecond)} images/s`;
  const line = `${epochOf(step)}  ${bar(step.stepInEpoch / step.stepsPerEpoch)}  ${done}   ${termsOf(step)}   lr ${significant(step.rate)}   ${speed}   ${duration(step.secondsLeft)} left`;
  return line.length < columns
    ? line
    : `${epochOf(step)}  ${done}   ${termsOf(step)}   ${duration(step.secondsLeft)} left`;
};

const epochLine = (epoch: Epoch): string => {
  const parts = [
    epochOf(epoch),
    termsOf(epoch),
    `lr ${significant(epoch.rate)}`,
    `${significant(epoch.imagesPerSecond)} images/s`,
    duration(epoch.seconds),
    ...sharesText("validation", epoch.validation),
    ...(epoch.validation && epoch.isBest ? ["best"] : []),
    ...sharesText("test", epoch.test),
    ...(epoch.epoch < epoch.epochs ? [`${duration(epoch.secondsLeft)} left`] : []),
  ];
  return parts.join("   ");
};

const sharesText = (on: string, result: TestResult | undefined): readonly string[] =>
  Object.entries({ error: result?.error, top5: result?.top5 }).flatMap(([metric, share]) =>
    share === undefined ? [] : [`${on} ${metric} ${percent(share)}`],
  );

const BAR = 20;

/** `███████████░░░░░░░░░` */
export const bar = (share: number): string => {
  const full = Math.max(0, Math.min(BAR, Math.round(share * BAR)));
  return "█".repeat(full) + "░".repeat(BAR - full);
};
