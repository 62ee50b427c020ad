import type { GraphBuilder } from "../4-graph/builder.ts";
import type { Node } from "../4-graph/graph.ts";
import { conform } from "../ops/kit/gradient.ts";
import type { PrimitiveTable } from "../ops/primitive.ts";
import { reachable } from "../4-graph/reachable.ts";

/** Those of `nodes` (in topological order) that some wanted node flows into, wanted ones included. */
const between = (nodes: readonly Node[], wanted: ReadonlySet<Node>): ReadonlySet<Node> => {
  const flowing = new Set<Node>();
  for (const node of nodes)
    if (wanted.has(node) || node.operands.some((operand) => flowing.has(operand))) flowing.add(node);
  return flowing;
};

/**
 * Gradients of a loss without axes by reverse accumulation: each primitive's rule, written in other primitives, is applied once for
 * each node that lies between a wanted node and the loss. Every gradient has exactly its node's axes in its order. A wanted node
 * that the loss does not depend on (or only through something without a gradient) is not in the result: its gradient is 0.
 *
 * New nodes come from `build`, at the origin of the node whose gradient they compute.
 */
export const differentiate = (
  loss: Node,
  wanted: readonly Node[],
  build: GraphBuilder,
  primitives: PrimitiveTable,
): ReadonlyMap<Node, Node> => {
  if (loss.type.dims.length) throw new Error("only a loss without axes has gradients");
  const nodes = reachable([loss]);
  const flowing = between(nodes, new Set(wanted));
  const gradients = new Map<Node, Node>();
  if (flowing.has(loss)) gradients.set(loss, build.constant(1));

  for (const node of nodes.toReversed()) {
    const dy = gradients.get(node);
    if (!dy || !node.operands.some((operand) => flowing.has(operand))) continue;
    const here = build.at(node.origin);
    const parts = primitives.get(node.op)?.gradient?.(node, dy, here) ?? [];
    parts.forEach((part, i) => {
      const operand = node.operands[i]!;
      if (!part || !flowing.has(operand)) return;
      const gradient = conform(here, part, operand.type);
      const sofar = gradients.get(operand);
      gradients.set(operand, sofar ? here.node("add", [sofar, gradient]) : gradient);
    });
  }
  return new Map(wanted.flatMap((node) => (gradients.has(node) ? [[node, gradients.get(node)!] as const] : [])));
};
