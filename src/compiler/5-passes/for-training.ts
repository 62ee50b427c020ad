import type { GraphBuilder } from "../4-graph/builder.ts";
import type { Node, Size, Variable } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";

/** One new value of something that a step changes without a gradient. */
export interface Update {
  readonly variable: Variable;
  readonly value: Node;
}

export interface TrainingGraph {
  /** Each node below the targets to what stands for it while training; unchanged ones to themselves. */
  readonly nodes: ReadonlyMap<Node, Node>;
  /** Running statistics, one a variable: a norm that was placed twice is in it once, updated twice over. */
  readonly updates: readonly Update[];
}

export interface TrainingOptions {
  /** Whether training changes a weight. A norm whose scale it doesn't change keeps its statistics. */
  isTrained(variable: Variable): boolean;
  /** Nodes that infer whatever happens: a teacher's. Default: none. */
  infers?(node: Node): boolean;
}

/**
 * The same graph as it is while training: norms take the statistics of their batch and update the running ones, dropout draws
 * masks. Needs new nodes only above what changes. `build` must give ids above those of the targets.
 */
export const forTraining = (targets: readonly Node[], build: GraphBuilder, options: TrainingOptions): TrainingGraph => {
  const nodes = new Map<Node, Node>();
  const running = new Map<Variable, Node>();
  for (const node of reachable(targets)) {
    const operands = node.operands.map((operand) => nodes.get(operand)!);
    nodes.set(node, inTraining(node, operands, build.at(node.origin), options, running));
  }
  return { nodes, updates: [...running].map(([variable, value]) => ({ variable, value })) };
};

const inTraining = (
  node: Node,
  operands: readonly Node[],
  build: GraphBuilder,
  options: TrainingOptions,
  running: Map<Variable, Node>,
): Node => {
  if (!options.infers?.(node)) {
    if (node.op === "dropout") return dropOut(node, operands[0]!, build);
    if (node.op === "batch_norm" && learns(node, options)) return normalize(node, operands, build, running);
  }
  return operands.every((operand, i) => operand === node.operands[i])
    ? node
    : build.node(node.op, operands, node.attributes);
};

/** x times 1 / (1 - rate) where a number drawn for it reaches the rate, else 0. */
const dropOut = (node: Node, x: Node, build: GraphBuilder): Node => {
  const rate = node.attributes.rate as number;
  if (rate === 0) return x;
  const drawn = build.node("uniform", [], { dims: x.type.dims.map(({ axis, size }) => ({ axis, size })) });
  const kept = build.node("ge", [drawn, build.constant(rate)]);
  return build.node("mul", [x, build.node("mul", [kept, build.constant(1 / (1 - rate))])]);
};

const learns = (norm: Node, options: TrainingOptions): boolean => {
  const scale = norm.operands[1]!.variable;
  return scale === undefined || options.isTrained(scale);
};

const normalize = (norm: Node, operands: readonly Node[], build: GraphBuilder, running: Map<Variable, Node>): Node => {
  const [x, scale, shift, mean, variance] = operands as [Node, Node, Node, Node, Node];
  const moments = build.node("batch_moments", [x]);
  const counted = countedOver(x);
  for (const [statistic, old] of [
    ["mean", mean],
    ["variance", variance],
  ] as const) {
    if (!old.variable) continue;
    const keep = (norm.attributes.keep as number | undefined) ?? 0.9;
    const before = running.get(old.variable) ?? old;
    running.set(old.variable, build.node("running_statistic", [before, moments], { keep, statistic, ...counted }));
  }
  return build.node("batch_norm_train", [x, scale, shift, moments], { epsilon: norm.attributes.epsilon! });
};

/** How many numbers a channel's moments are taken over: positions of one picture, times the batch if it is among the axes. */
const countedOver = (x: Node): { readonly positions: number; readonly batched: boolean } => {
  const sizes = x.type.dims.filter((dim) => dim.axis !== "channel").map((dim): Size => dim.size);
  return {
    positions: sizes.reduce<number>((product, size) => (size === "batch" ? product : product * size), 1),
    batched: sizes.includes("batch"),
  };
};
