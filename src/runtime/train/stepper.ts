import type { Node, Variable } from "../../compiler/4-graph/graph.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { initialValues, startStreams } from "../../compiler/initial-values.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { uniformNumbers } from "../../compiler/random.ts";
import type { Batch } from "../data/batches.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import { addAnswers, answersOf, type Answers } from "../eval/metrics.ts";
import { compileRun } from "../execute/executor.ts";
import type { SavedTensor } from "../runs/safetensors.ts";
import { addGradients, clipGradients, scaleGradients } from "./gradients.ts";
import { movingAverage, type MovingAverage } from "./moving-average.ts";
import { baseRate, makeOptimizer, type Optimizer } from "./optimizer.ts";
import type { StepGraph } from "../../compiler/5-passes/step-graph.ts";
import { weightFactors } from "../../compiler/5-passes/weight-factors.ts";

/** The loss and its terms in one step, as means over the batches. */
export interface StepResult {
  readonly loss: number;
  readonly terms: ReadonlyMap<string, number>;
  /** What the student said to the pictures, before the step; undefined where it gives no class, or pictures are mixed. */
  readonly answers: Answers | undefined;
}

/** A network in training: its weights on an engine, and the step that changes them. */
export interface Stepper {
  /** Weights and statistics by path, a teacher's under a segment of its own. Steps replace the tensors: ask anew each time. */
  readonly variables: ReadonlyMap<string, Tensor>;
  /** Those that the run stands for: the moving average where the recipe asks for one. The student's and the loss's alone. */
  standing(): ReadonlyMap<string, Tensor>;
  /** The student's own, never averaged. */
  own(): ReadonlyMap<string, Tensor>;
  /** One step over these batches. `step` counts from 0; `factor` multiplies the recipe's learning rate. */
  step(batches: readonly Batch[], step: number, factor: number): StepResult;
  /** What a checkpoint keeps, by group and path. */
  save(): ReadonlyMap<string, SavedTensor>;
  /** Goes back to what `save` gave. Undefined, or what is missing. */
  restore(saved: ReadonlyMap<string, SavedTensor>): string | undefined;
  /** Gives back everything, the variables too. */
  dispose(): void;
}

export interface StepperParts {
  readonly graph: StepGraph;
  /** The student's and the loss's variables. */
  readonly declared: readonly Variable[];
  readonly recipe: Recipe;
  readonly engine: Engine;
  /** Values that variables have instead of those drawn from the seed: where training starts from others', and all of a teacher's. */
  readonly given: ReadonlyMap<string, SavedTensor>;
  /** [batch, class], of the graph; what it says is counted. */
  readonly answer: Node | undefined;
}

/** Puts weights on the engine, drawn from the recipe's seed or given, and makes the step ready. */
export const makeStepper = ({ graph, declared, recipe, engine, given, answer }: StepperParts): Stepper => {
  const variables = new Map([...given].map(([path, saved]) => [path, engine.make(saved.shape, saved.values)]));
  const streams = startStreams(declared);
  for (const variable of declared) {
    const { path } = variable;
    if (!variables.has(path)) variables.set(path, initialTensor(variable, recipe.seed, streams.get(path)!, engine));
  }
  const paths = declared.map(({ path }) => path);
  const plan = compileRun([...graph.wanted, ...(answer ? [answer] : [])], engine, primitiveTable);
  const optimizer = makeOptimizer(recipe.optimizer, engine);
  const change = weightChanger(graph, variables, optimizer, recipe);
  const average = recipe.ema === undefined ? undefined : movingAverage(recipe.ema, variables, paths, engine);
  const only = (from: ReadonlyMap<string, Tensor>) => new Map(paths.map((path) => [path, from.get(path)!]));

  const runBatch = (batch: Batch, turn: number): BatchResult => {
    const feeds = feedsOf(batch, engine);
    const random = (node: Node, count: number): Float32Array =>
      Float32Array.from(uniformNumbers(recipe.seed, turn, node.id, count));
    const results = plan.run(feeds, variables, { batch: batch.size, random });
    for (const feed of feeds.values()) feed.dispose();
    const logits = answer && takeNumbers(results.pop()!, engine);
    return { ...readResults(graph, results, engine), answers: logits && answersOf(logits, batch.label) };
  };
  const keepStatistics = (statistics: readonly Tensor[]): void =>
    graph.updates.forEach(({ variable }, i) => {
      variables.get(variable.path)!.dispose();
      variables.set(variable.path, statistics[i]!);
    });

  return {
    variables,
    standing: () => (average ? only(average.averages) : only(variables)),
    own: () => only(variables),
    step(batches, step, factor) {
      let gradients: readonly Tensor[] | undefined;
      const results: StepResult[] = [];
      batches.forEach((batch, i) => {
        const result = runBatch(batch, step * batches.length + i);
        results.push(result);
        gradients = gradients ? addGradients(gradients, result.gradients, engine) : result.gradients;
        keepStatistics(result.statistics);
      });
      gradients ??= [];
      if (batches.length > 1) gradients = scaleGradients(gradients, 1 / batches.length, engine);
      if (recipe.clipNorm !== undefined) gradients = clipGradients(gradients, recipe.clipNorm, engine);
      change(gradients, step, factor);
      average?.update(variables);
      return meanOf(results);
    },
    save: () => saveAll(only(variables), optimizer, average, engine),
    restore: (saved) => restoreAll(saved, variables, paths, { optimizer, average, engine }),
    dispose() {
      plan.dispose();
      optimizer.dispose();
      average?.dispose();
      for (const tensor of variables.values()) tensor.dispose();
      variables.clear();
    },
  };
};

interface BatchResult extends StepResult {
  /** In the order of the graph's. */
  readonly gradients: readonly Tensor[];
  readonly statistics: readonly Tensor[];
}

/** Takes the tensors of a plan's run apart, in the order of `wanted`. */
const readResults = (graph: StepGraph, results: readonly Tensor[], engine: Engine): Omit<BatchResult, "answers"> => {
  const names = [...graph.terms.keys()];
  const [loss, ...rest] = results;
  const terms = rest.splice(0, names.length);
  const gradients = rest.splice(0, graph.gradients.size);
  return {
    loss: takeNumber(loss!, engine),
    terms: new Map(names.map((name, i) => [name, takeNumber(terms[i]!, engine)])),
    gradients,
    statistics: rest,
  };
};

const meanOf = (results: readonly StepResult[]): StepResult => {
  const [first] = results;
  if (results.length === 1 && first) return { loss: first.loss, terms: first.terms, answers: first.answers };
  const mean = (read: (result: StepResult) => number): number =>
    results.reduce((sum, result) => sum + read(result), 0) / results.length;
  const names = [...(first?.terms.keys() ?? [])];
  return {
    loss: mean(({ loss }) => loss),
    terms: new Map(names.map((name) => [name, mean(({ terms }) => terms.get(name) ?? NaN)])),
    answers: results.map(({ answers }) => answers).reduce(addAnswers),
  };
};

const feedsOf = (batch: Batch, engine: Engine): ReadonlyMap<string, Tensor> => {
  const { size, shape, image, label, mix, mixedLabel } = batch;
  return new Map([
    ["image", engine.make([size, shape.height, shape.width, shape.channels], image)],
    ["label", engine.make([size], label)],
    ...(mix ? [["mix", engine.make([size], mix)] as const] : []),
    ...(mixedLabel ? [["mixed_label", engine.make([size], mixedLabel)] as const] : []),
  ]);
};

/** Puts new weights in the old ones' places, and gives gradients and old weights back. */
const weightChanger = (
  graph: StepGraph,
  variables: Map<string, Tensor>,
  optimizer: Optimizer,
  recipe: Recipe,
): ((gradients: readonly Tensor[], step: number, factor: number) => void) => {
  const lr = baseRate(recipe.optimizer);
  const trained = [...graph.gradients.keys()].map(({ path }) => ({ path, factors: weightFactors(recipe.parts, path) }));
  return (gradients, step, factor) =>
    trained.forEach(({ path, factors }, i) => {
      const [weight, gradient] = [variables.get(path)!, gradients[i]!];
      variables.set(path, optimizer.update(path, weight, gradient, lr * factor, factors, step));
      weight.dispose();
      gradient.dispose();
    });
};

const saveAll = (
  own: ReadonlyMap<string, Tensor>,
  optimizer: Optimizer,
  average: MovingAverage | undefined,
  engine: Engine,
): ReadonlyMap<string, SavedTensor> => {
  const saved = new Map<string, SavedTensor>();
  const keep = (group: string, path: string, tensor: Tensor) =>
    saved.set(`${group}/${path}`, savedTensor(tensor, engine));
  for (const [path, tensor] of own) keep("weights", path, tensor);
  for (const [path, slots] of optimizer.slots) slots.forEach((tensor, i) => keep(`slot${i}`, path, tensor));
  for (const [path, tensor] of average?.averages ?? []) keep("average", path, tensor);
  return saved;
};

/** A copy of a tensor's numbers. */
export const savedTensor = (tensor: Tensor, engine: Engine): SavedTensor => ({
  shape: tensor.shape,
  values: Float32Array.from(engine.view(tensor)),
});

const restoreAll = (
  saved: ReadonlyMap<string, SavedTensor>,
  variables: Map<string, Tensor>,
  paths: readonly string[],
  { optimizer, average, engine }: { optimizer: Optimizer; average: MovingAverage | undefined; engine: Engine },
): string | undefined => {
  const groups = ["weights", ...(average ? ["average"] : [])];
  const missing = groups.flatMap((group) => paths.map((path) => `${group}/${path}`)).find((name) => !saved.has(name));
  if (missing !== undefined) return `it lacks \`${missing}\``;
  const made = (name: string): Tensor | undefined => {
    const tensor = saved.get(name);
    return tensor && engine.make(tensor.shape, tensor.values);
  };
  for (const path of paths) {
    variables.get(path)!.dispose();
    variables.set(path, made(`weights/${path}`)!);
    average?.restore(path, made(`average/${path}`)!);
    const slots: Tensor[] = [];
    for (let slot = made(`slot0/${path}`); slot; slot = made(`slot${slots.length}/${path}`)) slots.push(slot);
    if (slots.length > 0) optimizer.restore(path, slots);
  }
  return undefined;
};

const initialTensor = (variable: Variable, seed: number, stream: number, engine: Engine): Tensor =>
  engine.make(
    variable.dims.map(({ size }) => size as number),
    Float32Array.from(initialValues(variable, seed, stream)),
  );

/** Reads all numbers and gives the tensor back. */
const takeNumbers = (tensor: Tensor, engine: Engine): Float32Array => {
  const values = Float32Array.from(engine.view(tensor));
  tensor.dispose();
  return values;
};

/** Reads a number and gives the tensor back. */
const takeNumber = (tensor: Tensor, engine: Engine): number => {
  const value = engine.view(tensor)[0] ?? NaN;
  tensor.dispose();
  return value;
};
