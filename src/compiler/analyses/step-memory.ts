import type { Recipe } from "../3-elaborate/recipe.ts";
import type { Objective, Variable } from "../4-graph/graph.ts";
import { stepGraph } from "../5-passes/step-graph.ts";
import { predictMemory } from "./memory.ts";

/**
 * Bytes that a training step of the recipe takes at its batch: weights, what is alive at the worst moment, and gradients kept over
 * several batches; without the optimizer's numbers and what an engine wastes.
 */
export const stepMemory = (recipe: Recipe, objective: Objective): bigint => {
  const { order, wanted, gradients } = stepGraph(objective, recipe);
  const memory = predictMemory(order, wanted);
  const kept = recipe.accumulate > 1 ? bytesOf([...gradients.keys()]) : 0n;
  return memory.peakBytes(recipe.batch) + memory.variableBytes + kept;
};

/** Of variables as float32. */
export const bytesOf = (variables: readonly Variable[]): bigint =>
  variables.reduce((sum, { dims }) => sum + dims.reduce((product, { size }) => product * BigInt(size), 4n), 0n);
