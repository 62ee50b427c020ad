import type { Node } from "../../4-graph/graph.ts";
import { kit, number, text, tf, type CallCode, type Code } from "./code.ts";
import { isRefusal } from "./emission.ts";
import { emissionOf } from "./table.ts";

/** Every node as code. */
export interface Written {
  /** Of all nodes that compute something, in order. */
  readonly codes: ReadonlyMap<Node, Code>;
  /** Full paths of the variables that a node's code reads. */
  readonly weights: ReadonlyMap<Node, readonly string[]>;
  /** The node that computes what `node` only passes on. */
  resolve(node: Node): Node;
  /** The node that stands for a wanted one: where that is an input, a weight or a number, a copy of it is made. */
  resultOf(node: Node): Node;
  /** Kinds of nodes that this target refuses, with the reason and a node of each. */
  readonly refused: ReadonlyMap<string, { readonly why: string; readonly node: Node }>;
}

const ownerOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const pathOf = (node: Node | undefined): string | undefined => (node?.op === "variable" ? node.variable!.path : undefined);

/** Operands that stand in the record of weights, by the names they have there. */
const weightNames: Readonly<Record<string, readonly (string | undefined)[]>> = {
  conv: [undefined, "kernel"],
  dot: [undefined, "kernel"],
  batch_norm: [undefined, "scale", "shift", "mean", "variance"],
};

/** Whether a contraction is a dense layer: with a variable `[over…, as]`. */
const isDense = (node: Node): boolean => {
  const kernel = node.operands[1]!;
  const over = node.attributes.over as readonly string[];
  const dims = kernel.type.dims.map(({ axis }) => axis);
  return nameOf(pathOf(kernel) ?? "") === "kernel" && dims.length === over.length + 1 && over.every((axis) => dims.indexOf(axis) < over.length && dims.includes(axis));
};

/**
 * Sums with the bias that belongs to a kernel, by the product: one call does both, and the sum itself is nothing. Between them
 * there may stand what only brings the axes into another order.
 */
const findBiases = (nodes: readonly Node[]): ReadonlyMap<Node, Node> => {
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
    const belongs = kernelPath !== undefined && nameOf(kernelPath) === "kernel" && biasPath === join(ownerOf(kernelPath), "bias");
    const axis = product.operands[1]!.type.dims.at(-1)!.axis;
    // A convolution whose channels don't stand last is turned round it; its bias would be added inside.
    const lined = bias!.type.dims.length === 1 && bias!.type.dims[0]!.axis === axis;
    if (belongs && lined && node.type.dims.length === first.type.dims.length) sums.set(product, node);
  }
  return sums;
};

const join = (owner: string, name: string): string => (owner === "" ? name : `${owner}/${name}`);

/**
 * `given` nodes come from elsewhere; `constants` are those of the module so far, to which new ones are added.
 */
export const writeNodes = (
  nodes: readonly Node[],
  wanted: readonly Node[],
  { given = new Set(), constants = [] }: { readonly given?: ReadonlySet<Node>; readonly constants?: Node[] } = {},
): Written => {
  const biases = findBiases(nodes.filter((node) => !given.has(node)));
  const products = new Set(biases.values());
  const siblings = new Map<string, Set<string>>();
  for (const node of nodes) {
    const path = pathOf(node);
    if (path === undefined) continue;
    const owner = ownerOf(path);
    siblings.set(owner, (siblings.get(owner) ?? new Set()).add(nameOf(path)));
  }
  const codes = new Map<Node, Code>();
  const passed = new Map<Node, Node>();
  const leaves = new Map<Node, () => Code>();
  const weights = new Map<Node, string[]>();
  const refused = new Map<string, { why: string; node: Node }>();
  const resolve = (node: Node): Node => passed.get(node) ?? node;

  const read = (node: Node): Code => leaves.get(node)?.() ?? { kind: "value", node: resolve(node) };
  const constantCode = (node: Node): (() => Code) => {
    if (node.type.dims.length === 0) return () => number("value", node.values![0]!);
    const at = constants.push(node) - 1;
    return () => kit("stored", number("constant", at));
  };
  /** The record of weights of a convolution and the like: what one placement owns, or put together. */
  const record = (node: Node, biased: boolean): Code => {
    const names = weightNames[node.op];
    if (!names || (node.op === "dot" && !isDense(node))) return text("none");
    const paths = names.map((name, i) => (name === undefined ? undefined : pathOf(node.operands[i])));
    const owner = ownerOf(paths.find((path) => path !== undefined) ?? "");
    const wanted = new Set([...names.flatMap((name) => name ?? []), ...(biased ? ["bias"] : [])]);
    const own = names.every((name, i) => name === undefined || paths[i] === (owner === "" ? name : `${owner}/${name}`));
    const has = siblings.get(owner);
    if (own && has && [...has].every((name) => wanted.has(name))) return { kind: "weight", path: owner };
    const fields = names.flatMap((name, i) => (name === undefined ? [] : [{ name, value: read(node.operands[i]!) }]));
    return { kind: "options", fields };
  };

  for (const node of nodes) {
    const path = pathOf(node);
    if (path !== undefined) leaves.set(node, () => ({ kind: "weight", path }));
    else if (node.op === "constant") leaves.set(node, constantCode(node));
    else if (products.has(node)) passed.set(node, resolve(node.operands[0]!));
    else if (node.op !== "input" && !given.has(node)) {
      const emission = emissionOf(node.op);
      if (isRefusal(emission)) {
        refused.set(node.op, refused.get(node.op) ?? { why: emission.refused, node });
        continue;
      }
      const sum = biases.get(node);
      const bare = emission(node, node.operands.map(read), record(node, sum !== undefined));
      const code = asksFor(bare, sum ? "bias" : "bare");
      if (code.kind === "value") passed.set(node, code.node);
      else if (code.kind === "text" || code.kind === "number" || code.kind === "weight") leaves.set(node, () => ({ ...code }));
      else codes.set(node, code);
      const read_ = [...node.operands, ...(sum ? sum.operands : [])].flatMap((operand) => pathOf(operand) ?? []);
      if (read_.length > 0) weights.set(node, read_);
    }
  }
  const copies = new Map<Node, Node>();
  for (const node of wanted) {
    if (codes.has(resolve(node)) || copies.has(node) || refused.size > 0) continue;
    const copy = { ...node };
    copies.set(node, copy);
    codes.set(copy, copyOf(read(node)));
    const path = pathOf(node);
    if (path !== undefined) weights.set(copy, [path]);
  }
  return { codes, weights, resolve, resultOf: (node) => copies.get(node) ?? resolve(node), refused };
};

/** A result may be disposed of: it is never an input or a weight itself. */
const copyOf = (code: Code): Code =>
  code.kind === "number" || code.kind === "text" ? tf("scalar", code) : code.kind === "call" ? code : tf("clone", code);

const asksFor = (code: Code, feature: string): Code => {
  if (code.kind === "lambda") return { ...code, body: asksFor(code.body, feature) };
  if (code.kind !== "call") return code;
  const made: CallCode = { ...code, arguments: code.arguments.map((argument) => asksFor(argument, feature)) };
  const product = code.from === "kit" && ["conv", "dilatedConv", "dense"].includes(code.callee);
  return product ? { ...made, features: [...(code.features ?? []), feature] } : made;
};
