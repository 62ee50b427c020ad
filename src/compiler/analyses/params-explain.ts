import type { Node } from "../4-graph/graph.ts";
import type { PrimitiveTable } from "../ops/primitive.ts";
import { countNode } from "./count.ts";
import type { Branch } from "./params-tree.ts";
import { grouped } from "./show-count.ts";

/** The formulas behind a branch's counts with their numbers: `3 × 3 × 16 × 32 = 4,608`. `nodes` are the network's. */
export const explainCounts = (branch: Branch, nodes: readonly Node[], primitives: PrimitiveTable): string => {
  const own = nodes.filter(
    (node) => node.origin.path === branch.path || node.origin.path.startsWith(`${branch.path}/`),
  );
  const lines: string[] = [`${branch.path}${branch.placement ? `   ${branch.placement.title}` : ""}`];
  for (const node of own) {
    const line = node.variable ? weightLine(node) : workLine(node, primitives);
    if (line) lines.push(`  ${line}`);
  }
  const { parameters, state, multiplyAdds } = branch.count;
  lines.push(
    `  in all   ${grouped(parameters)} parameters, ${grouped(state)} state, ${grouped(multiplyAdds)} multiply-adds`,
  );
  return lines.join("\n") + "\n";
};

const product = (parts: readonly (readonly [string, number])[]): string =>
  parts.length ? parts.map(([name, size]) => `${size} ${name}`).join(" × ") : "1";

const sizesOf = (node: Node): (readonly [string, number])[] =>
  node.type.dims.flatMap((dim) => (dim.size === "batch" ? [] : [[dim.axis.replaceAll("_", " "), dim.size] as const]));

const weightLine = (node: Node): string => {
  const total = sizesOf(node).reduce((all, [, size]) => all * BigInt(size), 1n);
  const sort = node.variable?.trainable ? "parameters" : "state";
  return `${node.variable?.path ?? ""}   ${product(sizesOf(node))} = ${grouped(total)} ${sort}`;
};

/** Multiply-adds are always outputs times what each of them sums over. */
const workLine = (node: Node, primitives: PrimitiveTable): string | undefined => {
  const { multiplyAdds } = countNode(node, primitives);
  if (multiplyAdds === 0n) return undefined;
  const outputs = sizesOf(node).reduce((all, [, size]) => all * BigInt(size), 1n);
  const each = outputs && multiplyAdds % outputs === 0n ? multiplyAdds / outputs : undefined;
  const formula = each === undefined ? "" : `${product(sizesOf(node))} × ${grouped(each)} summed for each = `;
  return `${node.op}   ${formula}${grouped(multiplyAdds)} multiply-adds`;
};
