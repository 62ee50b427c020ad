import type { Node, Variable } from "../../compiler/4-graph/graph.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { initialValues, startStreams } from "../../compiler/initial-values.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
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
): Stepper => {
  const streams = startStreams(declared);
  const start = (variable: Variable): Tensor =>
    tensorOf(variable, initialValues(variable, recipe.seed, streams.get(variable.path)), engine);
  const variables = new Map(declared.map((variable) => [variable.path, start(variable)]));
  const plan = compileRun(graph.wanted, engine, primitiveTable);
  const weights = weightChanger(graph, variables, recipe, engine);
  return {
    variables,
    step(batch, step, factor) {
      const feeds = feedsOf(batch, engine);
      const random = (node: Node, count: number): Float32Array =>
        Float32Array.from(uniformNumbers(recipe.seed, step, node.id, count));
      const results = plan.run(feeds, variables, { batch: batch.size, random })[Symbol.iterator]();
      for (const feed of feeds.values()) feed.dispose();
      const next = (): Tensor => results.next().value as Tensor; // in the order of `wanted`
      const loss = takeNumber(next(), engine);
      const terms = new Map([...graph.terms.keys()].map((name) => [name, takeNumber(next(), engine)]));
      weights.change(next, step, factor);
      return { loss, terms };
    },
    dispose() {
      plan.dispose();
      weights.dispose();
      for (const tensor of variables.values()) tensor.dispose();
      variables.clear();
    },
  };
};

const feedsOf = ({ size, shape, image, label }: Batch, engine: Engine): ReadonlyMap<string, Tensor> =>
  new Map([
    ["image", engine.make([size, shape.height, shape.width, shape.channels], image)],
    ["label", engine.make([size], label)],
  ]);

/** Puts new weights in the old ones' places: gradients first, then statistics, as `next` gives them. */
const weightChanger = (graph: StepGraph, variables: Map<string, Tensor>, recipe: Recipe, engine: Engine) => {
  const optimizer = makeOptimizer(recipe.optimizer, engine);
  const lr = baseRate(recipe.optimizer);
  const trained = [...graph.gradients.keys()].map(({ path }) => ({ path, factors: weightFactors(recipe.parts, path) }));
  return {
    change(next: () => Tensor, step: number, factor: number): void {
      for (const { path, factors } of trained) {
        const [weight, gradient] = [variables.get(path)!, next()];
        variables.set(path, optimizer.update(path, weight, gradient, lr * factor, factors, step));
        weight.dispose();
        gradient.dispose();
      }
      for (const { variable } of graph.updates) {
        variables.get(variable.path)!.dispose();
        variables.set(variable.path, next());
      }
    },
    dispose: () => optimizer.dispose(),
  };
};

const tensorOf = ({ dims }: Variable, values: Float64Array, engine: Engine): Tensor =>
  engine.make(
    dims.map(({ size }) => size as number),
    Float32Array.from(values),
  );

/** Reads a number and gives the tensor back. */
const takeNumber = (tensor: Tensor, engine: Engine): number => {
  const value = engine.view(tensor)[0] ?? NaN;
  tensor.dispose();
  return value;
};
