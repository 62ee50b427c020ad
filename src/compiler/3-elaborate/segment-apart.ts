import type { Network } from "../4-graph/graph.ts";

/**
 * What the paths of a teacher or a loss begin with, in one graph with a student: `name`, or `name'` where paths of the student begin so,
 * whose binding may be called anything. `'` is in no name.
 */
export const segmentApart = (name: string, student: Network | undefined): string =>
  student?.variables({ training: true }).some(({ path }) => path.startsWith(`${name}/`)) ? `${name}'` : name;
