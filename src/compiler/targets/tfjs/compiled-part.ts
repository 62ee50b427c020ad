import type { Network, Node, Structure, Variable } from "../../4-graph/graph.ts";

/** What of a network is written: its outputs and taps with what they need; with `training` the outputs for training too. */
export interface CompiledPart {
  readonly nodes: readonly Node[];
  readonly variables: readonly Variable[];
  readonly outputs: ReadonlyMap<string, Structure>;
  /** Those of them that only training asks for. */
  readonly forTraining: ReadonlySet<string>;
  /** Whether something else is computed while training. */
  readonly readsTraining: boolean;
}

export const compiledPart = (network: Network, training: boolean): CompiledPart => {
  const nodes = network.nodes({ training, taps: true });
  const extra = training ? network.trainingOutputs : new Map<string, Structure>();
  return {
    nodes,
    variables: nodes.flatMap(({ variable }) => variable ?? []),
    outputs: new Map([...network.outputs, ...extra]),
    forTraining: new Set(extra.keys()),
    readsTraining: extra.size > 0 || nodes.some(({ op }) => op === "batch_norm" || op === "dropout"),
  };
};

export const nodesIn = (structure: Structure): readonly Node[] =>
  structure.kind === "tensor"
    ? [structure.node]
    : structure.kind === "list"
      ? structure.items.flatMap(nodesIn)
      : [...structure.fields.values()].flatMap(nodesIn);
