import type { Node } from "../4-graph/graph.ts";

/**
 * Everything that the asked nodes need, themselves included, operands before users. Ids grow from operands to users, so sorting by
 * id is a topological order, and the order of making.
 */
export const reachable = (asked: Iterable<Node>): readonly Node[] => {
  const seen = new Set<Node>(asked);
  const pending = [...seen];
  for (let node = pending.pop(); node; node = pending.pop())
    for (const operand of node.operands)
      if (!seen.has(operand)) {
        seen.add(operand);
        pending.push(operand);
      }
  return [...seen].sort((a, b) => a.id - b.id);
};
