import type { Node } from "../../4-graph/graph.ts";
import { kit, number, text, tf, type CallCode, type Code } from "./code.ts";
import { isRefusal } from "./emission.ts";
import { findBiases, isDense, join, nameOf, ownerOf, pathOf } from "./owned-weights.ts";
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

/**
 * `given` nodes come from elsewhere; `constants` are those of the module so far, to which new ones are added.
 */
export const writeNodes = (
  nodes: readonly Node[],
  wanted: readonly Node[],
  { given = new Set(), constants = [] }: { readonly given?: ReadonlySet<Node>; readonly constants?: Node[] } = {},
): Written => {
  const own = nodes.filter((node) => !given.has(node));
  const biases = findBiases(own);
  const sums = new Set(biases.values());
  const state: State = {
    codes: new Map(),
    weights: new Map(),
    refused: new Map(),
    passed: new Map(),
    leaves: new Map(),
    siblings: siblingsOf(nodes),
    constants,
  };
  for (const node of own) {
    const path = pathOf(node);
    if (path !== undefined) state.leaves.set(node, () => ({ kind: "weight", path }));
    else if (node.op === "constant") state.leaves.set(node, constantCode(node, constants));
    else if (sums.has(node)) state.passed.set(node, resolve(state, node.operands[0]!));
    else if (node.op !== "input") writeNode(state, node, biases.get(node));
  }
  const copies = copyWanted(state, wanted);
  return {
    codes: state.codes,
    weights: state.weights,
    refused: state.refused,
    resolve: (node) => resolve(state, node),
    resultOf: (node) => copies.get(node) ?? resolve(state, node),
  };
};

interface State {
  readonly codes: Map<Node, Code>;
  readonly weights: Map<Node, readonly string[]>;
  readonly refused: Map<string, { readonly why: string; readonly node: Node }>;
  /** Nodes that only pass another one on. */
  readonly passed: Map<Node, Node>;
  /** What is written where it is read: weights and numbers, new code each time. */
  readonly leaves: Map<Node, () => Code>;
  /** Names of all weights that a placement owns, by its path. */
  readonly siblings: ReadonlyMap<string, ReadonlySet<string>>;
  readonly constants: Node[];
}

const resolve = ({ passed }: State, node: Node): Node => passed.get(node) ?? node;
const read = (state: State, node: Node): Code =>
  state.leaves.get(node)?.() ?? { kind: "value", node: resolve(state, node) };

const siblingsOf = (nodes: readonly Node[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const siblings = new Map<string, Set<string>>();
  for (const path of nodes.flatMap((node) => pathOf(node) ?? [])) {
    const owner = ownerOf(path);
    siblings.set(owner, (siblings.get(owner) ?? new Set()).add(nameOf(path)));
  }
  return siblings;
};

const constantCode = (node: Node, constants: Node[]): (() => Code) => {
  if (node.type.dims.length === 0) return () => number("value", node.values![0]!);
  const at = constants.push(node) - 1;
  return () => kit("stored", number("constant", at));
};

const writeNode = (state: State, node: Node, sum: Node | undefined): void => {
  const emission = emissionOf(node.op);
  if (isRefusal(emission)) {
    if (!state.refused.has(node.op)) state.refused.set(node.op, { why: emission.refused, node });
    return;
  }
  const operands = node.operands.map((operand) => read(state, operand));
  const code = asksFor(emission(node, operands, weightsRecord(state, node, sum !== undefined)), sum ? "bias" : "bare");
  if (code.kind === "value") state.passed.set(node, code.node);
  else if (code.kind === "text" || code.kind === "number" || code.kind === "weight")
    state.leaves.set(node, () => ({ ...code }));
  else state.codes.set(node, code);
  const paths = [...node.operands, ...(sum?.operands ?? [])].flatMap((operand) => pathOf(operand) ?? []);
  if (paths.length > 0) state.weights.set(node, paths);
};

/** Operands that stand in the record of weights, by the names they have there. */
const weightNames: Readonly<Record<string, readonly (string | undefined)[]>> = {
  conv: [undefined, "kernel"],
  dot: [undefined, "kernel"],
  batch_norm: [undefined, "scale", "shift", "mean", "variance"],
};

/** The record of weights of a convolution and the like: what one placement owns, or put together. */
const weightsRecord = (state: State, node: Node, biased: boolean): Code => {
  const names = weightNames[node.op];
  if (!names || (node.op === "dot" && !isDense(node))) return text("none");
  const paths = names.map((name, i) => (name === undefined ? undefined : pathOf(node.operands[i])));
  const owner = ownerOf(paths.find((path) => path !== undefined) ?? "");
  const wanted = new Set([...names.flatMap((name) => name ?? []), ...(biased ? ["bias"] : [])]);
  const own = names.every((name, i) => name === undefined || paths[i] === join(owner, name));
  const has = state.siblings.get(owner);
  if (own && has && [...has].every((name) => wanted.has(name))) return { kind: "weight", path: owner };
  const fields = names.flatMap((name, i) =>
    name === undefined ? [] : [{ name, value: read(state, node.operands[i]!) }],
  );
  const bias: Code = { kind: "weight", path: join(owner, "bias") };
  return { kind: "options", fields: biased ? [...fields, { name: "bias", value: bias }] : fields };
};

/** Wanted nodes that are an input, a weight or a number become nodes of their own. */
const copyWanted = (state: State, wanted: readonly Node[]): ReadonlyMap<Node, Node> => {
  const copies = new Map<Node, Node>();
  if (state.refused.size > 0) return copies;
  for (const node of wanted) {
    if (state.codes.has(resolve(state, node)) || copies.has(node)) continue;
    const copy = { ...node };
    copies.set(node, copy);
    state.codes.set(copy, copyOf(read(state, node)));
    const path = pathOf(node);
    if (path !== undefined) state.weights.set(copy, [path]);
  }
  return copies;
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
