import type { Node } from "./graph.ts";

/** Everything the targets need, themselves included, in order of making, which is topological. Any graph size: no recursion. */
export const reachable = (targets: readonly Node[]): readonly Node[] => {
  const seen = new Set<Node>(targets);
  const open = [...seen];
  for (let node = open.pop(); node; node = open.pop())
    for (const operand of node.operands)
      if (!seen.has(operand)) {
        seen.add(operand);
        open.push(operand);
      }
  return [...seen].sort((a, b) => a.id - b.id);
};
