import { createHash } from "node:crypto";
import type { Node } from "../../compiler/4-graph/graph.ts";

/**
 * SHA-256 of what a graph computes: operations, attributes, types, variables with their starts, constants. Names that a user gave
 * count only where they end up in paths; numbering doesn't count.
 */
export const graphIdentity = (order: readonly Node[]): string => {
  const hash = createHash("sha256");
  const numbers = new Map<Node, number>();
  for (const node of order) {
    const { op, attributes, type, variable, values } = node;
    const operands = node.operands.map((operand) => numbers.get(operand));
    numbers.set(node, numbers.size);
    hash.update(
      JSON.stringify([op, operands, attributes, type, variable?.path, variable?.initializer, variable?.trainable]),
    );
    if (values) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
};
