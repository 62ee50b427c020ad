import type { GraphBuilder } from "../4-graph/builder.ts";
import type { Node, Objective, Variable } from "../4-graph/graph.ts";
import type { PrimitiveTable } from "../ops/primitive.ts";
import { differentiate } from "./differentiate.ts";
import { forTraining } from "./for-training.ts";
import type { Update } from "./for-training.ts";
import { reachable } from "../4-graph/reachable.ts";

/** What one step computes; an optimizer turns gradients into new weights. */
export interface TrainingStep {
  /** No axes. */
  readonly loss: Node;
  /** No axes, by name. */
  readonly terms: ReadonlyMap<string, Node>;
  /** Of every trained variable that the loss depends on, with exactly its axes; the others' are 0. */
  readonly gradients: ReadonlyMap<Variable, Node>;
  /** New running statistics. */
  readonly updates: readonly Update[];
  /** What stands for a node of the objective while training; undefined where neither the loss nor a term needs it. */
  trained(node: Node): Node | undefined;
}

/**
 * Forward, backward and running statistics of an objective in one graph: the student in training mode, the teacher inferring. A
 * student's statistics are updated only for norms that the loss sees. `isTrained` is asked for trainable variables alone; frozen
 * ones get no gradient, and frozen norms keep their statistics. `build` must give ids above the objective's.
 */
export const trainingStep = (
  objective: Objective,
  build: GraphBuilder,
  primitives: PrimitiveTable,
  isTrained: (variable: Variable) => boolean = () => true,
): TrainingStep => {
  const teacher = objective.teacher;
  const taught = new Set<Node>(teacher?.nodes({ training: true, taps: true }));
  const teachers = new Set<Variable>(teacher?.variables({ training: true }));
  const learns = (variable: Variable): boolean => variable.trainable && !teachers.has(variable) && isTrained(variable);

  const targets = [objective.loss, ...objective.terms.values()];
  const { nodes, updates } = forTraining(targets, build, { isTrained: learns, infers: (node) => taught.has(node) });
  const loss = nodes.get(objective.loss)!;
  const wanted = reachable([loss]).filter((node) => node.variable && learns(node.variable));
  const gradients = differentiate(loss, wanted, build, primitives);
  return {
    loss,
    terms: new Map([...objective.terms].map(([name, node]) => [name, nodes.get(node)!])),
    gradients: new Map([...gradients].map(([node, gradient]) => [node.variable!, gradient])),
    updates,
    trained: (node) => nodes.get(node),
  };
};
