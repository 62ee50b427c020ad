import type { Variable } from "./4-graph/graph.ts";
import { normalNumbers, streamOf, uniformNumbers } from "./random.ts";

/** A variable's numbers before training, row-major by its dims: a function of the seed and the variable's path alone. */
export const initialValues = (variable: Variable, seed: number): Float64Array => {
  const count = variable.dims.reduce((product, { size }) => product * (size === "batch" ? 1 : size), 1);
  const stream = streamOf(variable.path);
  const { initializer } = variable;
  switch (initializer.kind) {
    case "constant":
      return new Float64Array(count).fill(initializer.value);
    case "normal":
      return normalNumbers(seed, 0, stream, count).map((x) => x * initializer.deviation);
    case "uniform":
      return uniformNumbers(seed, 0, stream, count).map((x) => (2 * x - 1) * initializer.limit);
  }
};
