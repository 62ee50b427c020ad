/** Counts over pictures, added up batch by batch: so an uneven last batch weighs by its pictures. */
export interface Tally {
  readonly pictures: number;
  /** How many pictures each metric counts as wrong, by the metric's name. */
  readonly wrong: ReadonlyMap<string, number>;
}

export const emptyTally: Tally = { pictures: 0, wrong: new Map() };

/** Whether the label is beyond the `k` largest logits; of equal logits the one with the lower index is the larger. NaN is wrong. */
export const isBeyondTop = (logits: Float32Array, label: number, k: number): boolean => {
  const own = logits[label]!;
  if (Number.isNaN(own)) return true;
  let above = 0;
  for (let i = 0; i < logits.length; i++) if (logits[i]! > own || (logits[i] === own && i < label)) above++;
  return above >= k;
};

const TOP: ReadonlyMap<string, number> = new Map([
  ["error", 1],
  ["top5", 5],
]);

/** Metrics that count pictures, by name. */
export const isCounted = (metric: string): boolean => TOP.has(metric);

/** Adds a batch: logits [size, classes] and labels [size]. */
export const addToTally = (
  tally: Tally,
  metrics: readonly string[],
  logits: Float32Array,
  labels: Float32Array,
): Tally => {
  const classes = logits.length / labels.length;
  const wrong = new Map(tally.wrong);
  for (const metric of metrics) {
    const k = TOP.get(metric) ?? 1;
    let count = wrong.get(metric) ?? 0;
    labels.forEach((label, i) => {
      if (isBeyondTop(logits.subarray(i * classes, (i + 1) * classes), label, k)) count++;
    });
    wrong.set(metric, count);
  }
  return { pictures: tally.pictures + labels.length, wrong };
};

/** Shares of the pictures, by metric: 0.412 is 41.2 %. */
export const sharesOf = ({ pictures, wrong }: Tally): Readonly<Record<string, number>> =>
  Object.fromEntries([...wrong].map(([metric, count]) => [metric, count / pictures]));
