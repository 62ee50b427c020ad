import { graphBuilder, type GraphBuilder } from "../4-graph/builder.ts";
import type { Node, Objective, Variable } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";
import { trainingStep, type TrainingStep } from "./training-step.ts";
import { primitiveTable } from "../ops/registry.generated.ts";
import { weightFactors, type WeightRow } from "./weight-factors.ts";

/** A training step as a graph, before anything is on an engine. */
export interface StepGraph extends TrainingStep {
  /** Loss, terms, gradients and new statistics, in this order. */
  readonly wanted: readonly Node[];
  /** Everything that they need, operands first. */
  readonly order: readonly Node[];
}

/** Forward, backward and statistics of an objective; weights whose rate is 0 are frozen. */
export const stepGraph = (objective: Objective, { parts }: { readonly parts: readonly WeightRow[] }): StepGraph => {
  const isTrained = (variable: Variable): boolean => weightFactors(parts, variable.path).rate !== 0;
  const step = trainingStep(objective, builderAbove(objective), primitiveTable, isTrained);
  const wanted = [
    step.loss,
    ...step.terms.values(),
    ...step.gradients.values(),
    ...step.updates.map(({ value }) => value),
  ];
  return { ...step, wanted, order: reachable(wanted) };
};

const builderAbove = ({ loss, terms, student, teacher }: Objective): GraphBuilder => {
  const networks = [student, ...(teacher ? [teacher] : [])];
  const nodes = [loss, ...terms.values(), ...networks.flatMap((network) => network.nodes({ training: true }))];
  const next = nodes.reduce((most, node) => Math.max(most, node.id), 0) + 1;
  return graphBuilder(primitiveTable, loss.origin, { next });
};
