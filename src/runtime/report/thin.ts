/** A value of a curve; `y` may be no number where the run had none. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * At most `most` points of a curve in order of x: each of equal stretches keeps its least and its largest, so that peaks stay, and first and
 * last are kept. A stretch with a value that is no number keeps one such.
 */
export const thin = (points: readonly Point[], most: number): readonly Point[] => {
  if (points.length <= most) return points;
  const stretches = Math.max(1, Math.floor((most - 2) / 3));
  const inner = points.length - 2;
  const kept = new Set([0, points.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const begin = 1 + Math.floor((stretch * inner) / stretches);
    const end = 1 + Math.floor(((stretch + 1) * inner) / stretches);
    for (const at of extremes(points, begin, end)) kept.add(at);
  }
  return [...kept].sort((a, b) => a - b).map((at) => points[at]!);
};

/** Where the least, the largest and the first missing value of a stretch are. */
const extremes = (points: readonly Point[], begin: number, end: number): readonly number[] => {
  let [least, largest, missing] = [-1, -1, -1];
  for (let i = begin; i < end; i++) {
    const { y } = points[i]!;
    if (!Number.isFinite(y)) missing = missing < 0 ? i : missing;
    else {
      if (least < 0 || y < points[least]!.y) least = i;
      if (largest < 0 || y > points[largest]!.y) largest = i;
    }
  }
  return [least, largest, missing].filter((at) => at >= 0);
};
