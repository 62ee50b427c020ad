import { grouped, shortened } from "../compiler/analyses/show-count.ts";
import type { Progress, RunFacts, Shares } from "../runtime/train/progress.ts";
import type { RunSummary } from "../runtime/train/train.ts";
import type { Output } from "./output.ts";

/** Tells of a training run on standard error: a bar that moves on a terminal, else a line an epoch. */
export const trainingDisplay = (talk: Output): ((progress: Progress) => void) => {
  let shownAt = 0;
  return (progress) => {
    if (progress.kind === "begin") void talk.line(headLine(progress.facts));
    if (progress.kind === "epoch") void talk.line(epochLine(progress));
    if (!talk.isTerminal || Date.now() - shownAt < 100) return;
    shownAt = Date.now();
    if (progress.kind === "step") talk.status(stepLine(progress, talk.columns));
    if (progress.kind === "test")
      talk.status(
        `testing  ${bar(progress.pictures / progress.of)}  ${grouped(progress.pictures)}/${grouped(progress.of)}`,
      );
  };
};

const headLine = ({ name, network, counts, engine, data, pictures }: RunFacts): string =>
  [
    name,
    network === name ? "" : network,
    `${grouped(counts.parameters)} parameters`,
    engine,
    `${data} ${grouped(pictures.train)}${pictures.test > 0 ? ` / ${grouped(pictures.test)}` : ""}`,
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
    ...(epoch.result ? [sharesText(epoch.result)] : []),
    ...(epoch.epoch < epoch.epochs ? [`${duration(epoch.secondsLeft)} left`] : []),
  ];
  return parts.join("   ");
};

const sharesText = (shares: Shares): string =>
  Object.entries(shares)
    .map(([metric, share]) => `test ${metric} ${percent(share)}`)
    .join("   ");

/** What a run came to, for standard output: a line a fact. */
export const summaryText = ({ facts, result, seconds }: RunSummary, folder: string, repeat: string): string => {
  const lines: (readonly [string, string])[] = [
    ...Object.entries(result).map(([metric, share]) => [`test ${metric}`, percent(share)] as const),
    ["parameters", grouped(facts.counts.parameters)],
    ["multiply-adds", shortened(facts.counts.multiplyAdds)],
    ["time", duration(seconds)],
    ["run", folder],
    ["repeat", repeat],
  ];
  return lines.map(([name, value]) => `${name.padEnd(14)}  ${value}\n`).join("");
};

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const BAR = 20;

/** `███████████░░░░░░░░░` */
export const bar = (share: number): string => {
  const full = Math.max(0, Math.min(BAR, Math.round(share * BAR)));
  return "█".repeat(full) + "░".repeat(BAR - full);
};

const significant = (value: number): string => {
  if (!Number.isFinite(value)) return String(value);
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
  return text;
};

/** `45 s`, `4 min`, `1 min 12 s`, `6 h 10 min`. */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
};
