/** Lines around a change that are shown with it. */
const CONTEXT = 3;
/** More changed lines than this aren't searched for what they have in common. */
const MOST_CHANGES = 4000;

interface Edit {
  readonly sign: " " | "-" | "+";
  readonly line: string;
}

/** A unified diff of two texts, as `patch` reads it; empty where they are equal. */
export const unifiedDiff = (name: string, before: string, after: string): string => {
  if (before === after) return "";
  const edits = editsBetween(linesOf(before), linesOf(after));
  return [`--- ${name}`, `+++ ${name}\tformatted`, ...hunks(edits)].join("\n") + "\n";
};

/** Lines with their ends, so that another line end is a difference; the mark is what `diff` prints. */
const linesOf = (text: string): readonly string[] => {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  else lines[lines.length - 1] += "\n\\ No newline at end of file";
  return lines;
};

/** The shortest way from one list of lines to the other (Myers 1986), common ends apart. */
const editsBetween = (before: readonly string[], after: readonly string[]): readonly Edit[] => {
  let [head, tail] = [0, 0];
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head++;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => ({ sign: " ", line }));
  const middle = middleEdits(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
};

const middleEdits = (a: readonly string[], b: readonly string[]): readonly Edit[] => {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_CHANGES); d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
      let x = down ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trace);
    }
  }
  return [...a.map((line): Edit => ({ sign: "-", line })), ...b.map((line): Edit => ({ sign: "+", line }))];
};

const walkBack = (
  a: readonly string[],
  b: readonly string[],
  trace: readonly ReadonlyMap<number, number>[],
): readonly Edit[] => {
  const edits: Edit[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const furthest = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
    const from = furthest.get(down ? k + 1 : k - 1)!;
    const fromY = from - (down ? k + 1 : k - 1);
    for (; x > Math.max(from, 0) && y > Math.max(fromY, 0) && a[x - 1] === b[y - 1]; x--, y--)
      edits.push({ sign: " ", line: a[x - 1]! });
    if (d === 0) break;
    if (down) edits.push({ sign: "+", line: b[--y]! });
    else edits.push({ sign: "-", line: a[--x]! });
  }
  return edits.reverse();
};

const hunks = (edits: readonly Edit[]): readonly string[] => {
  const lines: string[] = [];
  const changed = edits.flatMap(({ sign }, i) => (sign === " " ? [] : [i]));
  for (let i = 0; i < changed.length;) {
    let last = i;
    while (last + 1 < changed.length && changed[last + 1]! - changed[last]! <= 2 * CONTEXT) last++;
    const from = Math.max(0, changed[i]! - CONTEXT);
    const to = Math.min(edits.length, changed[last]! + CONTEXT + 1);
    const part = edits.slice(from, to);
    const [old, now] = [countLines(edits.slice(0, from), "+"), countLines(edits.slice(0, from), "-")];
    lines.push(
      `@@ -${range(old, countLines(part, "+"))} +${range(now, countLines(part, "-"))} @@`,
      ...part.map(({ sign, line }) => sign + line),
    );
    i = last + 1;
  }
  return lines;
};

const countLines = (edits: readonly Edit[], without: "+" | "-"): number =>
  edits.filter(({ sign }) => sign !== without).length;

const range = (before: number, count: number): string => `${count === 0 ? before : before + 1},${count}`;
