import type { Node } from "../../compiler/4-graph/graph.ts";
import type { Lowering } from "./lowering.ts";
import { normalizationThenRelu } from "./lowerings/normalization.ts";
import { lowerings } from "./lowerings/table.ts";

/** One call of a lowering in a run: makes `node` of `operands`. */
export interface Step {
  readonly node: Node;
  readonly operands: readonly Node[];
  readonly lower: Lowering;
}

/**
 * Nodes as steps in their order. A norm that only a relu reads is done together with it, in one sweep over memory instead of two.
 *
 * Throws where a node has no lowering.
 */
export const stepsOf = (nodes: readonly Node[], wanted: readonly Node[]): readonly Step[] => {
  const users = new Map<Node, number>();
  for (const node of [...nodes.flatMap(({ operands }) => operands), ...wanted])
    users.set(node, (users.get(node) ?? 0) + 1);
  const isMerged = (node: Node): boolean => normalizationThenRelu.has(node.op) && users.get(node) === 1;
  const merged = new Set(
    nodes
      .filter(({ op }) => op === "relu")
      .map(({ operands }) => operands[0]!)
      .filter(isMerged),
  );
  return nodes
    .filter((node) => !merged.has(node))
    .map((node) => {
      const norm = node.operands[0];
      if (node.op === "relu" && merged.has(norm!)) {
        const lower = normalizationThenRelu.get(norm!.op)!;
        return { node, operands: norm!.operands, lower: (operands, _relu, run) => lower(operands, norm!, run) };
      }
      const lower = lowerings.get(node.op);
      if (!lower) throw new Error(`no lowering for ${node.op}`);
      return { node, operands: node.operands, lower };
    });
};
