import type { TestResult } from "../runs/run-record.ts";

/** Counts over pictures, added up batch by batch: so an uneven last batch weighs by its pictures. */
export interface Tally extends Answers {
  /** [classes], pictures of each and how many of them are wrong. */
  readonly ofClass: readonly number[];
  readonly wrongOfClass: readonly number[];
  /** [class, class], what each picture was taken for; a picture without any number among its logits is in no column. */
  readonly taken: readonly (readonly number[])[];
}

export const emptyTally = (classes: number): Tally => ({
  pictures: 0,
  wrong: { error: 0, top5: 0 },
  ofClass: zeros(classes),
  wrongOfClass: zeros(classes),
  taken: Array.from({ length: classes }, () => zeros(classes)),
});

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

/** What a network said to pictures, as far as it is one share. */
export interface Answers {
  readonly pictures: number;
  /** How many pictures are beyond the top 1 and 5. */
  readonly wrong: { readonly error: number; readonly top5: number };
}

/** Of a batch: logits [size, classes] and labels [size]. */
export const answersOf = (logits: Float32Array, labels: Float32Array): Answers => {
  const classes = logits.length / labels.length;
  const beyond = (k: number): number =>
    labels.reduce(
      (count, label, i) => count + Number(isBeyondTop(logits.subarray(i * classes, (i + 1) * classes), label, k)),
      0,
    );
  return { pictures: labels.length, wrong: { error: beyond(1), top5: beyond(5) } };
};

export const addAnswers = (a: Answers | undefined, b: Answers | undefined): Answers | undefined =>
  a && b
    ? {
        pictures: a.pictures + b.pictures,
        wrong: { error: a.wrong.error + b.wrong.error, top5: a.wrong.top5 + b.wrong.top5 },
      }
    : (a ?? b);

/** Whether the label is beyond the `k` largest logits; of equal logits the one with the lower index is the larger. NaN is wrong. */
export const isBeyondTop = (logits: Float32Array, label: number, k: number): boolean => {
  const own = logits[label]!;
  if (Number.isNaN(own)) return true;
  let above = 0;
  for (let i = 0; i < logits.length; i++) if (logits[i]! > own || (logits[i] === own && i < label)) above++;
  return above >= k;
};

/** The index of the largest logit, of equal ones the first; undefined where none is a number. */
const largest = (logits: Float32Array): number | undefined => {
  let best: number | undefined;
  for (let i = 0; i < logits.length; i++)
    if (!Number.isNaN(logits[i]) && (best === undefined || logits[i]! > logits[best]!)) best = i;
  return best;
};

/** Adds a batch: logits [size, classes] and labels [size]. */
export const addToTally = (tally: Tally, logits: Float32Array, labels: Float32Array): Tally => {
  const classes = logits.length / labels.length;
  const [ofClass, wrongOfClass] = [[...tally.ofClass], [...tally.wrongOfClass]];
  const taken = tally.taken.map((row) => [...row]);
  let { error, top5 } = tally.wrong;
  labels.forEach((label, i) => {
    const own = logits.subarray(i * classes, (i + 1) * classes);
    const isWrong = isBeyondTop(own, label, 1);
    if (isBeyondTop(own, label, 5)) top5++;
    ofClass[label]!++;
    if (isWrong) {
      error++;
      wrongOfClass[label]!++;
    }
    const said = isWrong ? largest(own) : label;
    if (said !== undefined) taken[label]![said]!++;
  });
  return { pictures: tally.pictures + labels.length, wrong: { error, top5 }, ofClass, wrongOfClass, taken };
};

/** What a curve can show. */
export type Shares = Readonly<Partial<Record<"error" | "top5", number>>>;

/** Those of the metrics that are one share. */
export const sharesOf = ({ pictures, wrong }: Answers, metrics: readonly string[]): Shares => ({
  ...(metrics.includes("error") && { error: wrong.error / pictures }),
  ...(metrics.includes("top5") && { top5: wrong.top5 / pictures }),
});

/** What metrics say of a tally; one that counts no pictures by class says nothing. */
export const resultOf = (tally: Tally, metrics: readonly string[]): TestResult => ({
  ...sharesOf(tally, metrics),
  ...(metrics.includes("per_class") && {
    per_class: tally.ofClass.map((count, label) => (count === 0 ? null : tally.wrongOfClass[label]! / count)),
  }),
  ...(metrics.includes("confusion") && { confusion: tally.taken }),
});

/** Names of the metrics of a recipe; the error where it names none, and beside those that are no one share. */
export const metricNames = (metrics: readonly { readonly name: string }[]): readonly string[] => {
  const names = metrics.map(({ name }) => name);
  return names.some((name) => name === "error" || name === "top5") ? names : ["error", ...names];
};

/** The share that decides which weights are the best, and stands for a run in tables: the first of its metrics that is one. */
export const shareOf = (result: TestResult): readonly ["error" | "top5", number] | undefined => {
  for (const name of ["error", "top5"] as const) {
    const share = result[name];
    if (share !== undefined) return [name, share];
  }
  return undefined;
};

/** The metric that decides which weights are the best: the first that is one share. */
export const decidingMetric = (metrics: readonly string[]): "error" | "top5" =>
  metrics.find((name) => name === "error" || name === "top5") === "top5" ? "top5" : "error";
