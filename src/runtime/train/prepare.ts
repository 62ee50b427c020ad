import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Node, Variable } from "../../compiler/4-graph/graph.ts";
import { countNetwork } from "../../compiler/analyses/count.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { augmentation, mixupAlpha, type Augmentation } from "../data/augment.ts";
import { stepsPerEpoch } from "../data/batches.ts";
import type { DataSet } from "../data/data-set.ts";
import type { Engine } from "../engines/engine.ts";
import { classOutput } from "../eval/evaluate.ts";
import { decidingMetric, metricNames } from "../eval/metrics.ts";
import { graphIdentity } from "../runs/graph-identity.ts";
import { identityOf } from "../runs/identity-of.ts";
import { plainRecord } from "../runs/plain-value.ts";
import type { DataShelf } from "./data-shelf.ts";
import { slotsOf } from "./optimizer.ts";
import { findDataProblems, findRecipeProblems, findStepProblems } from "./problems.ts";
import type { RunFacts } from "./progress.ts";
import { durationInSteps, type Clock } from "./schedule.ts";
import { stepGraph, type StepGraph } from "../../compiler/5-passes/step-graph.ts";
import type { Trainable } from "./trainable.ts";

/** All that a run needs before its first step, but for the weights of others. */
export interface Prepared {
  /** What is trained on. */
  readonly data: DataSet;
  readonly validation: DataSet | undefined;
  readonly test: DataSet | undefined;
  /** By name; there is always one that is a share. */
  readonly metrics: readonly string[];
  readonly graph: StepGraph;
  /** The student's [batch, class] while training, where its answers to the pictures of a step mean something. */
  readonly answer: Node | undefined;
  /** Every weight and statistic of the student and of the loss, in the order of placing, those of the loss last. */
  readonly declared: readonly Variable[];
  /** The teacher's, under `teacher/…`, or `teacher'/…` where the student has a `teacher` of its own. */
  readonly taught: readonly Variable[];
  readonly augment: readonly Augmentation[];
  readonly mixup: number | undefined;
  readonly clock: Clock;
  /** SHA-256 of what determines the weights that come out: the step's graph, data, seed, engine, how steps follow each other, teacher, start. */
  readonly identity: string;
  readonly facts: RunFacts;
}

/** Identities of what a run learns from: runs, or SHA-256 of a file. */
export interface Sources {
  readonly teacher?: string;
  readonly start?: string;
}

/** Finds everything that can be known to be wrong with one run before the first step, all at once; else makes all ready for it. */
export const prepare = async (
  trainable: Trainable,
  engine: Engine,
  shelf: DataShelf,
  sources: Sources = {},
): Promise<readonly [Prepared | undefined, readonly Diagnostic[]]> => {
  const { recipe, objective } = trainable;
  const [sets, dataProblems] = await openSets(trainable, shelf);
  const graph = stepGraph(objective, recipe);
  const taught = objective.teacher?.variables({ training: true }) ?? [];
  const taughtPaths = new Set(taught.map(({ path }) => path));
  const inStep = graph.order.flatMap(({ variable }) => (variable ? [variable] : []));
  const own = inStep.filter(({ path }) => !taughtPaths.has(path));
  const declared = joined(objective.student.variables({ training: true }), own);
  const problems = [
    ...findRecipeProblems(trainable),
    ...dataProblems,
    ...(sets ? findDataProblems(recipe, objective, sets) : []),
    ...findStepProblems(recipe, graph, { slots: slotsOf(recipe.optimizer), declared }, engine),
  ];
  if (problems.length > 0 || !sets) return [undefined, problems];

  const clock = clockOf(trainable, sets.data);
  const prepared = {
    ...sets,
    metrics: metricNames(recipe.metrics),
    graph,
    answer: answerOf(trainable, graph, sets),
    declared,
    taught,
    augment: recipe.augment.map(augmentation).filter((one) => one !== undefined),
    mixup: mixupAlpha(recipe.augment),
    clock,
    facts: factsOf(trainable, engine, clock, sets),
  };
  return [{ ...prepared, identity: identify(trainable, prepared, engine, sources) }, []];
};

/** Costs nothing: the loss needs it anyway. Of mixed pictures no label is right. */
const answerOf = ({ recipe, objective }: Trainable, graph: StepGraph, { data }: Sets): Node | undefined => {
  const output = classOutput(objective.student);
  if (!output || output.type.dims[1]?.size !== data.classes.length || mixupAlpha(recipe.augment) !== undefined)
    return undefined;
  return graph.trained(output);
};

export interface Sets {
  readonly data: DataSet;
  readonly validation: DataSet | undefined;
  readonly test: DataSet | undefined;
}

/** What a recipe trains, validates and tests on; every problem of any of them. */
export const openSets = async (
  { recipe }: Pick<Trainable, "recipe">,
  shelf: DataShelf,
): Promise<readonly [Sets | undefined, readonly Diagnostic[]]> => {
  const { validation: held } = recipe;
  const [all, dataProblems] = await shelf.open(recipe.data);
  const [test, testProblems] = await shelf.open(recipe.test);
  const [apart, apartProblems] = typeof held === "object" ? await shelf.open(held) : [undefined, []];
  const problems = [...dataProblems, ...apartProblems, ...testProblems];
  const distinct = problems.filter(
    ({ message }, i) => problems.findIndex((one) => one.message === message) === i, // one cause, told once
  );
  if (!all) return [undefined, distinct];
  // A share of one picture leaves none.
  if (typeof held !== "number" || all.count < 2) return [{ data: all, validation: apart, test }, distinct];
  const [data, validation] = shelf.split(all, held, recipe.seed);
  return [{ data, validation, test }, distinct];
};

const clockOf = ({ recipe }: Trainable, data: DataSet): Clock => {
  const perEpoch = stepsPerEpoch(data.count, recipe.batch * recipe.accumulate);
  return { stepsPerEpoch: perEpoch, totalSteps: durationInSteps(recipe.length, perEpoch) };
};

const factsOf = (
  { recipe, objective: { student } }: Trainable,
  engine: Engine,
  clock: Clock,
  { data, validation, test }: Sets,
): RunFacts => ({
  name: recipe.name,
  network: student.name,
  counts: countNetwork(student, primitiveTable),
  engine: engine.describe(),
  data: data.facts.part,
  pictures: { train: data.count, validation: validation?.count ?? 0, test: test?.count ?? 0 },
  epochs: Math.ceil(clock.totalSteps / clock.stepsPerEpoch),
  ...clock,
});

/** Fields that change the result besides graph, data and seed; what a run tests or shows doesn't. */
const FOLLOWING = [
  "augment",
  "optimizer",
  "schedule",
  "length",
  "batch",
  "parts",
  "accumulate",
  "clip_norm",
  "ema",
  "early_stop",
];

const identify = (
  { recipe }: Trainable,
  { graph, data, validation, metrics }: Omit<Prepared, "identity">,
  engine: Engine,
  sources: Sources,
): string =>
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
    // Which epoch's weights stand for the run.
    ...(validation && { validation: { sha256: validation.facts.sha256, by: decidingMetric(metrics) } }),
    ...sources,
  });

const joined = (network: readonly Variable[], others: readonly Variable[]): readonly Variable[] => {
  const byPath = new Map(network.map((variable) => [variable.path, variable]));
  for (const variable of others) if (!byPath.has(variable.path)) byPath.set(variable.path, variable);
  return [...byPath.values()];
};
