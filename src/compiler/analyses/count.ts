import type { Network, Node } from "../4-graph/graph.ts";
import type { PrimitiveTable } from "../ops/primitive.ts";

/** Exact counts for one picture. Weights that several placements share count once, their work each time. */
export interface Count {
  /** Trainable scalars: kernels, biases, norm scale and shift. */
  readonly parameters: bigint;
  /** Scalars kept while training that no gradient changes: running statistics. */
  readonly state: bigint;
  /** Of convolutions, dense layers and contractions. */
  readonly multiplyAdds: bigint;
}

export const NOTHING: Count = { parameters: 0n, state: 0n, multiplyAdds: 0n };

export const addCounts = (a: Count, b: Count): Count => ({
  parameters: a.parameters + b.parameters,
  state: a.state + b.state,
  multiplyAdds: a.multiplyAdds + b.multiplyAdds,
});

/** Scalars in a tensor for one picture. */
export const scalarsOf = (dims: Node["type"]["dims"]): bigint =>
  dims.reduce((product, dim) => (dim.size === "batch" ? product : product * BigInt(dim.size)), 1n);

export const countNode = (node: Node, primitives: PrimitiveTable): Count => {
  if (!node.variable) return { ...NOTHING, multiplyAdds: primitives.get(node.op)?.multiplyAdds?.(node) ?? 0n };
  const scalars = scalarsOf(node.type.dims);
  return node.variable.trainable ? { ...NOTHING, parameters: scalars } : { ...NOTHING, state: scalars };
};

/** What outputs need; with `training` what training outputs need, too. Work done for taps alone is not counted. */
export const countNetwork = (
  network: Network,
  primitives: PrimitiveTable,
  options: { training?: boolean } = {},
): Count => {
  let total = NOTHING;
  for (const node of network.nodes({ training: options.training ?? false, taps: false }))
    total = addCounts(total, countNode(node, primitives));
  return total;
};
