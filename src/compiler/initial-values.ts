import type { Variable } from "./4-graph/graph.ts";
import { normalNumbers, streamOf, uniformNumbers } from "./random.ts";

/**
 * A variable's numbers before training, row-major by its dims: a function of the seed and of a stream of random numbers, which a
 * variable by itself has by its path.
 */
export const initialValues = (variable: Variable, seed: number, stream = streamOf(variable.path)): Float64Array => {
  const { dims, initializer } = variable;
  const count = sizesOf(dims).reduce((product, size) => product * size, 1);
  switch (initializer.kind) {
    case "constant":
      return new Float64Array(count).fill(initializer.value);
    case "normal":
      return normalNumbers(seed, 0, stream, count).map((x) => x * initializer.deviation);
    case "uniform":
      return uniformNumbers(seed, 0, stream, count).map((x) => (2 * x - 1) * initializer.limit);
  }
};

/**
 * The streams of a run's variables, by path: each is a function of the variable's sizes and start and of how many alike come before it.
 * So no name counts, and a layer put between others moves only those of its own shape.
 */
export const startStreams = (variables: readonly Variable[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  return new Map(
    variables.map(({ path, dims, initializer }) => {
      const alike = JSON.stringify([initializer, sizesOf(dims)]);
      const before = counts.get(alike) ?? 0;
      counts.set(alike, before + 1);
      return [path, streamOf(`${alike} ${before}`)] as const;
    }),
  );
};

const sizesOf = (dims: Variable["dims"]): readonly number[] => dims.map(({ size }) => (size === "batch" ? 1 : size));
