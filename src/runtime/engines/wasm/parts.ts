/**
 * The most tasks that one kernel is cut into. More than threads, so that a quick one does more; and fixed, so that sums come out the
 * same on all machines.
 */
export const MOST_TASKS = 8;

/** Cuts [0, count) into even parts of at least `least`, at most MOST_TASKS of them. */
export const parts = (count: number, least = 1): readonly (readonly [from: number, to: number])[] => {
  const size = Math.max(least, Math.ceil(count / MOST_TASKS));
  return Array.from(
    { length: Math.ceil(count / size) },
    (_, i) => [i * size, Math.min(count, (i + 1) * size)] as const,
  );
};
