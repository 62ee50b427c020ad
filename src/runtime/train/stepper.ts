import type { Node, Variable } from "../../compiler/4-graph/graph.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { initialValues } from "../../compiler/initial-values.ts";
import type { PrimitiveTable } from "../../compiler/ops/primitive.ts";
import { uniformNumbers } from "../../compiler/random.ts";
import type { Batch } from "../data/batches.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import { compileRun } from "../execute/executor.ts";
import { baseRate, makeOptimizer } from "./optimizer.ts";
import type { StepGraph } from "./step-graph.ts";
import { weightFactors } from "./weight-factors.ts";

/** The loss and its terms in one step, as means over the batch. */
export interface StepResult {
  readonly loss: number;
  readonly terms: ReadonlyMap<string, number>;
}

/** A network in training: its weights on an engine, and the step that changes them. */
export interface Stepper {
  /** Weights and statistics by path. Steps replace the tensors: ask anew each time. */
  readonly variables: ReadonlyMap<string, Tensor>;
  /** `step` counts from 0; `factor` multiplies the recipe's learning rate. */
  step(batch: Batch, step: number, factor: number): StepResult;
  /** Gives back everything, the variables too. */
  dispose(): void;
}

/** Puts weights on the engine, drawn from the recipe's seed, and makes the step ready. */
export const makeStepper = (
  graph: StepGraph,
  declared: readonly Variable[],
  recipe: Recipe,
  engine: Engine,
  primitives: PrimitiveTable,
): Stepper => {
  const variables = new Map(declared.map((variable) => [variable.path, initialTensor(variable, recipe.seed, engine)]));
  const plan = compileRun(graph.wanted, engine, primitives);
  const optimizer = makeOptimizer(recipe.optimizer, engine);
  const lr = baseRate(recipe.optimizer);
  const factorsOf = new Map(declared.map(({ path }) => [path, weightFactors(recipe.parts, path)]));
  const takeResults = (results: Iterator<Tensor>, step: number, factor: number): StepResult => {
    const next = (): Tensor => results.next().value as Tensor;
    const loss = takeNumber(next(), engine);
    const terms = new Map([...graph.terms.keys()].map((name) => [name, takeNumber(next(), engine)]));
    for (const { path } of graph.gradients.keys()) {
      const [weight, gradient] = [variables.get(path)!, next()];
      variables.set(path, optimizer.update(path, weight, gradient, lr * factor, factorsOf.get(path)!, step));
      weight.dispose();
      gradient.dispose();
    }
    for (const { variable } of graph.updates) {
      variables.get(variable.path)!.dispose();
      variables.set(variable.path, next());
    }
    return { loss, terms };
  };
  return {
    variables,
    step({ size, shape, image, label }, step, factor) {
      const feeds = new Map([
        ["image", engine.make([size, shape.height, shape.width, shape.channels], image)],
        ["label", engine.make([size], label)],
      ]);
      const random = (node: Node, count: number): Float32Array =>
        Float32Array.from(uniformNumbers(recipe.seed, step, node.id, count));
      const results = plan.run(feeds, variables, { batch: size, random });
      for (const feed of feeds.values()) feed.dispose();
      return takeResults(results[Symbol.iterator](), step, factor);
    },
    dispose() {
      plan.dispose();
      optimizer.dispose();
      for (const tensor of variables.values()) tensor.dispose();
      variables.clear();
    },
  };
};

const initialTensor = (variable: Variable, seed: number, engine: Engine): Tensor =>
  engine.make(
    variable.dims.map(({ size }) => size as number),
    Float32Array.from(initialValues(variable, seed)),
  );

/** Reads a number and gives the tensor back. */
const takeNumber = (tensor: Tensor, engine: Engine): number => {
  const value = engine.view(tensor)[0] ?? NaN;
  tensor.dispose();
  return value;
};
