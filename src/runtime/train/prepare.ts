import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Node, Variable } from "../../compiler/4-graph/graph.ts";
import { countNetwork } from "../../compiler/analyses/count.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { augmentation, type Augmentation } from "../data/augment.ts";
import { stepsPerEpoch } from "../data/batches.ts";
import type { DataSet } from "../data/data-set.ts";
import { openData, type DataFolders } from "../data/open-data.ts";
import type { Engine } from "../engines/engine.ts";
import { graphIdentity } from "../runs/graph-identity.ts";
import { plainRecord } from "../runs/plain-value.ts";
import { identityOf } from "../runs/run-folder.ts";
import { slotsOf } from "./optimizer.ts";
import { findDataProblems, findFolderProblems, findRecipeProblems, findStepProblems } from "./problems.ts";
import type { RunFacts } from "./progress.ts";
import { durationInSteps, type Clock } from "./schedule.ts";
import { stepGraph, type StepGraph } from "./step-graph.ts";
import type { Trainable } from "./trainable.ts";

/** All that a run needs before its first step. */
export interface Prepared {
  readonly data: DataSet;
  readonly test: DataSet | undefined;
  readonly graph: StepGraph;
  /** Every weight and statistic of the run, in the order of placing, those of the loss last. */
  readonly declared: readonly Variable[];
  readonly augment: readonly Augmentation[];
  readonly clock: Clock;
  /** SHA-256 of what determines the weights that come out: the step's graph, data, seed, engine, and how steps follow each other. */
  readonly identity: string;
  readonly facts: RunFacts;
}

export interface PrepareOptions {
  readonly engine: Engine;
  readonly folders: DataFolders;
  readonly runsFolder: string;
}

/** Finds everything that can be known to be wrong before the first step, all at once; else makes all ready for it. */
export const prepare = async (
  trainable: Trainable,
  options: PrepareOptions,
): Promise<readonly [Prepared | undefined, readonly Diagnostic[]]> => {
  const { recipe, objective } = trainable;
  const { engine, folders } = options;
  const [data, dataProblems] = await openData(recipe.data, folders);
  const [test, testProblems] = await openData(recipe.test, folders);
  const graph = stepGraph(objective, recipe);
  const problems = [
    ...findRecipeProblems(trainable),
    ...dataProblems,
    ...testProblems.filter(({ message }) => dataProblems.every((one) => one.message !== message)), // one cause, told once
    ...(data ? findDataProblems(recipe, objective, data, test) : []),
    ...findStepProblems(recipe, graph, slotsOf(recipe.optimizer), engine),
    ...(await findFolderProblems(recipe, options.runsFolder)),
  ];
  if (problems.length > 0 || !data) return [undefined, problems];

  const clock = clockOf(trainable, data);
  return [
    {
      data,
      test,
      graph,
      declared: declaredVariables(graph.order, objective.student.variables({ training: true })),
      augment: recipe.augment.map(augmentation).filter((one) => one !== undefined),
      clock,
      identity: identify(trainable, graph, data, engine),
      facts: factsOf(trainable, options, clock, data, test),
    },
    [],
  ];
};

const clockOf = ({ recipe }: Trainable, data: DataSet): Clock => {
  const perEpoch = stepsPerEpoch(data.count, recipe.batch);
  return { stepsPerEpoch: perEpoch, totalSteps: durationInSteps(recipe.length, perEpoch) };
};

const factsOf = (
  { recipe, objective: { student } }: Trainable,
  { engine }: PrepareOptions,
  clock: Clock,
  data: DataSet,
  test: DataSet | undefined,
): RunFacts => ({
  name: recipe.name,
  network: student.name,
  counts: countNetwork(student, primitiveTable),
  engine: engine.describe(),
  data: data.facts.part,
  pictures: { train: data.count, test: test?.count ?? 0 },
  epochs: Math.ceil(clock.totalSteps / clock.stepsPerEpoch),
  ...clock,
});

/** Fields that change the result besides graph, data and seed; what a run tests or shows doesn't. */
const FOLLOWING = ["augment", "optimizer", "schedule", "length", "batch", "parts"];

const identify = ({ recipe }: Trainable, graph: StepGraph, data: DataSet, engine: Engine): string =>
  identityOf({
    graph: graphIdentity(graph.order),
    recipe: plainRecord(
      new Map(
        [...recipe.run.fields].filter(([name]) => FOLLOWING.includes(name)).map(([name, { value }]) => [name, value]),
      ),
    ),
    data: { sha256: data.facts.sha256, normalization: data.normalization },
    seed: recipe.seed,
    engine: engine.name,
  });

const declaredVariables = (order: readonly Node[], network: readonly Variable[]): readonly Variable[] => {
  const byPath = new Map(network.map((variable) => [variable.path, variable]));
  for (const { variable } of order) if (variable && !byPath.has(variable.path)) byPath.set(variable.path, variable);
  return [...byPath.values()];
};
