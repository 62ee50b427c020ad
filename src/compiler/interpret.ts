import type { Node } from "./4-graph/graph.ts";
import { reachable } from "./4-graph/reachable.ts";
import { initialValues } from "./initial-values.ts";
import { textAt } from "./ops/kit/attributes.ts";
import { denseOf } from "./ops/kit/dense.ts";
import type { Dense, PrimitiveTable, RunContext } from "./ops/primitive.ts";
import { primitiveTable } from "./ops/registry.generated.ts";
import { uniformNumbers } from "./random.ts";

/** What a run gives. Everything may be left out: then the batch is 1, variables hold their initial values, seed and step are 0. */
export interface Feeds {
  /** Values of nodes: of inputs by name, of any node by itself (its operands are then not needed). */
  readonly feeds?: ReadonlyMap<Node | string, Dense>;
  /** Weights and statistics by path. */
  readonly variables?: ReadonlyMap<string, Dense>;
  readonly batch?: number;
  readonly seed?: number;
  readonly step?: number;
  readonly primitives?: PrimitiveTable;
}

const fedValue = (node: Node, { feeds, variables, batch = 1, seed = 0 }: Feeds): Dense | undefined => {
  const fed = feeds?.get(node);
  if (fed) return fed;
  if (node.op === "input") return feeds?.get(textAt(node.attributes, "name"));
  if (node.op !== "variable" || !node.variable) return undefined;
  return variables?.get(node.variable.path) ?? denseOf(node.type.dims, batch, initialValues(node.variable, seed));
};

/** For each node the last one of the list that uses it: after that its value may go. */
const lastUses = (nodes: readonly Node[]): ReadonlyMap<Node, Node> => {
  const last = new Map<Node, Node>();
  for (const node of nodes) for (const operand of node.operands) last.set(operand, node);
  return last;
};

const checkShape = (node: Node, { shape, values }: Dense, batch: number): void => {
  const wanted = node.type.dims.map(({ size }) => (size === "batch" ? batch : size));
  if (shape.join() !== wanted.join() || values.length !== wanted.reduce((a, b) => a * b, 1))
    throw new Error(`${node.op} gave [${shape.join(", ")}] instead of [${wanted.join(", ")}]`);
};

/** Nodes that must be computed: a fed node's operands are not. */
const needed = (asked: readonly Node[], known: ReadonlyMap<Node | string, Dense> | undefined): readonly Node[] => {
  if (!known?.size) return reachable(asked);
  const seen = new Set<Node>(asked);
  const pending = [...seen];
  for (let node = pending.pop(); node; node = pending.pop())
    for (const operand of known.has(node) ? [] : node.operands)
      if (!seen.has(operand)) pending.push((seen.add(operand), operand));
  return [...seen].sort((a, b) => a.id - b.id);
};

/**
 * The reference: values of the asked nodes in double precision, by each primitive's own plain rule. Everything else is held to it.
 * Random nodes draw `uniformNumbers(seed, step, id of the node, …)`.
 */
export const interpret = (asked: readonly Node[], run: Feeds = {}): ReadonlyMap<Node, Dense> => {
  const { batch = 1, seed = 0, step = 0, primitives = primitiveTable } = run;
  const context: RunContext = { batch, random: (node, count) => uniformNumbers(seed, step, node.id, count) };
  const nodes = needed(asked, run.feeds);
  const last = lastUses(nodes);
  const kept = new Set(asked);
  const values = new Map<Node, Dense>();
  for (const node of nodes) {
    const value =
      fedValue(node, run) ??
      primitives.get(node.op)!.interpret(
        node.operands.map((x) => values.get(x)!),
        node,
        context,
      );
    checkShape(node, value, batch);
    values.set(node, value);
    for (const operand of node.operands) if (last.get(operand) === node && !kept.has(operand)) values.delete(operand);
  }
  return new Map(asked.map((node) => [node, values.get(node)!]));
};
