/** Nobody mistypes a longer name, and the distance takes time of the square. */
const LONGEST = 100;
/** Too many words begin with fewer letters. */
const SHORTEST_START = 3;

/**
 * The candidate most like `name`, to be offered after a slip: at most a third of its letters differ (one in short names), case
 * aside; swapped neighbours count once. Undefined where nothing is near. The first of equals wins.
 */
export const nearest = (name: string, candidates: Iterable<string>): string | undefined => {
  if (name.length > LONGEST) return undefined;
  const folded = [...name.toLowerCase()];
  let best: string | undefined;
  let least = Math.max(1, Math.floor(folded.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const distance = editDistance(folded, [...candidate.toLowerCase()], least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
};

/** As above, or the longest candidate that the name goes on from: `integer` for `int`. */
export const nearestOrStart = (name: string, candidates: readonly string[]): string | undefined => {
  const starts = candidates.filter((each) => each.length >= SHORTEST_START && name.startsWith(each) && name !== each);
  return nearest(name, candidates) ?? starts.toSorted((a, b) => b.length - a.length)[0];
};

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; `limit` where there are at least so many. */
const editDistance = (a: readonly string[], b: readonly string[], limit: number): number => {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j] ?? 0, (beforeLast[j - 2] ?? 0) + 1);
    }
    if (Math.min(...row) >= limit) return limit;
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? limit;
};
