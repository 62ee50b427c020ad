import { spawnSync } from "node:child_process";

/** Half of the numbers are below it. */
export const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
};

/**
 * Runs the sides in turn, `rounds` times, and gives each side's median of what it returned (milliseconds, say). In turn, so that
 * whatever else the machine does meets all sides alike. The first `warmUp` rounds don't count.
 */
export const interleave = async <Side extends string>(
  sides: Readonly<Record<Side, () => number | Promise<number>>>,
  { rounds, warmUp = 1 }: { readonly rounds: number; readonly warmUp?: number },
): Promise<Readonly<Record<Side, number>>> => {
  const names = Object.keys(sides) as Side[];
  const measured = new Map<Side, number[]>(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      const value = await sides[name]();
      if (round >= 0) measured.get(name)?.push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(measured.get(name) ?? [])])) as Record<Side, number>;
};

/** Milliseconds that `work` takes. */
export const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Milliseconds of a whole process, from its start to its end. Throws where it ends with another code than `expected`. */
export const timedProcess = (command: string, words: readonly string[], expected = 0): number => {
  const start = performance.now();
  const made = spawnSync(command, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  const ms = performance.now() - start;
  if (made.status !== expected) {
    throw new Error(
      `${command} ${words.join(" ")} ended with ${made.status}: ${made.stderr || made.stdout || made.error?.message}`,
    );
  }
  return ms;
};
