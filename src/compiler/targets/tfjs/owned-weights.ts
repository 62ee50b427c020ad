import type { Node } from "../../4-graph/graph.ts";

export const ownerOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
export const pathOf = (node: Node | undefined): string | undefined =>
  node?.op === "variable" ? node.variable!.path : undefined;

/** Whether a contraction is a dense layer: with a variable `[over…, as]`. */
export const isDense = (node: Node): boolean => {
  const kernel = node.operands[1]!;
  const over = node.attributes.over as readonly string[];
  const dims = kernel.type.dims.map(({ axis }) => axis);
  return (
    nameOf(pathOf(kernel) ?? "") === "kernel" &&
    dims.length === over.length + 1 &&
    over.every((axis) => dims.indexOf(axis) < over.length && dims.includes(axis))
  );
};

/**
 * Sums with the bias that belongs to a kernel, by the product: one call does both, and the sum itself is nothing. Between them
 * there may stand what only brings the axes into another order.
 */
export const findBiases = (nodes: readonly Node[]): ReadonlyMap<Node, Node> => {
  const readers = new Map<Node, number>();
  for (const node of nodes) for (const operand of node.operands) readers.set(operand, (readers.get(operand) ?? 0) + 1);
  const alone = (node: Node): boolean => readers.get(node) === 1;
  const sums = new Map<Node, Node>();
  for (const node of nodes) {
    const [first, bias] = node.operands;
    if (node.op !== "add" || !first || !alone(first)) continue;
    const product = first.op === "transpose" && alone(first.operands[0]!) ? first.operands[0]! : first;
    if (product.op !== "conv" && !(product.op === "dot" && isDense(product))) continue;
    const [kernelPath, biasPath] = [pathOf(product.operands[1]), pathOf(bias)];
    const belongs =
      kernelPath !== undefined && nameOf(kernelPath) === "kernel" && biasPath === join(ownerOf(kernelPath), "bias");
    const axis = product.operands[1]!.type.dims.at(-1)!.axis;
    // A convolution whose channels don't stand last is turned round it; its bias would be added inside.
    const lined = bias!.type.dims.length === 1 && bias!.type.dims[0]!.axis === axis;
    if (belongs && lined && node.type.dims.length === first.type.dims.length) sums.set(product, node);
  }
  return sums;
};

export const join = (owner: string, name: string): string => (owner === "" ? name : `${owner}/${name}`);
