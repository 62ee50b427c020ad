import type { Node, Placement, Turn, Variable } from "../4-graph/graph.ts";
import type { Env, GraphState, OpenPlacement } from "./environment.ts";
import { keyOf, type Identities } from "./key.ts";
import { tensorsOf } from "./structure.ts";
import type { Placeable, Value } from "./value.ts";

/**
 * A block placed again with equal arguments on tensors of equal types becomes what it became the first time: its nodes are copied
 * under the new path instead of elaborated anew. Deep networks are mostly such turns.
 */
export interface ElaboratedPlacement {
  readonly placement: Placement;
  readonly value: Value;
  /** The tensors it was given. */
  readonly inputs: readonly Node[];
  /** What the graph made meanwhile: ids from `begin` to before `end`. */
  readonly begin: number;
  readonly end: number;
  readonly steps: number;
}

/** Equal for placements that elaborate alike; undefined where weights are shared, for those have their place already. */
export const placementKey = (
  placeable: Placeable,
  values: ReadonlyMap<string, Value>,
  identities: Identities,
): string | undefined => {
  if (placeable.shared) return undefined;
  const seen: Node[] = [];
  const given = [...values].map(([name, value]) => `${name}=${argumentKey(value, seen, identities)}`);
  return `${keyOf(placeable, identities)}${given.join()}`;
};

/** Tensors count by type, and by which of them are the same one. */
const argumentKey = (value: Value, seen: Node[], identities: Identities): string => {
  if (value.kind === "list") return `[${value.items.map((item) => argumentKey(item, seen, identities)).join()}]`;
  if (value.kind === "record")
    return `{${[...value.fields].map(([name, field]) => `${name}=${argumentKey(field, seen, identities)}`).join()}}`;
  if (value.kind !== "tensor") return keyOf(value, identities);
  const { type } = value.node;
  const known = seen.indexOf(value.node);
  if (known >= 0) return `t${known}`;
  seen.push(value.node);
  const dims = type.dims.map(({ axis, size }) => `${axis}:${size}`).join();
  return `t(${type.kind} ${type.of ?? ""} ${type.range ?? ""} ${dims})`;
};

/** Whether copies of it mean what elaborating it again would: no network in it, and nothing but tensors and plain values came out. */
export const canRepeat = (placement: Placement, value: Value): boolean => isPlain(value) && isRepeatable(placement);

const isPlain = (value: Value): boolean => {
  switch (value.kind) {
    case "tensor":
    case "number":
    case "bool":
    case "string":
    case "axis":
      return true;
    case "list":
      return value.items.every(isPlain);
    case "record":
      return value.network === undefined && [...value.fields.values()].every(isPlain);
    default:
      return false;
  }
};

const isRepeatable = ({ sort, settings, children }: Placement): boolean =>
  sort !== "model" &&
  sort !== "loss" &&
  [...settings.values()].every((setting) => (setting as Placeable).shared === undefined) &&
  children.every(isRepeatable);

/** Fills `placement`, which was opened for the new turn, with copies of what the first one holds; gives their value. */
export const repeatPlacement = (
  first: ElaboratedPlacement,
  placement: OpenPlacement,
  inputs: readonly Node[],
  env: Env,
): Value => {
  const path = pathMover(first.placement.path, placement.path);
  const placements = copyPlacements(first.placement, placement, path, env.graph);
  const nodes = new Map(first.inputs.map((node, at) => [node, inputs[at] ?? node]));
  const moved = (node: Node): Node => nodes.get(node) ?? node;
  for (const node of env.graph.counter.made.slice(first.begin, first.end)) {
    const inside = placements.get(node.origin.placement);
    const variable = node.variable && path(node.variable.path) !== node.variable.path ? node.variable : undefined;
    if (!inside || (node.variable && !variable)) continue; // belongs to the file, or is shared: there is one of it
    nodes.set(node, copyNode(node, { moved, path, inside, variable }, env.graph));
  }
  for (const [old, copy] of placements) {
    if (old === first.placement) continue;
    (copy.inputs as Node[]).push(...old.inputs.map(moved));
    copy.results.push(...old.results.map(moved));
  }
  const value = movedValue(first.value, moved);
  placement.results = tensorsOf(value);
  return value;
};

type PathMover = (path: string) => string;

const pathMover =
  (from: string, to: string): PathMover =>
  (path) =>
    path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;

/** Those below `first`, in the order in which they were opened, each with its copy below `into`; inputs and results come later. */
const copyPlacements = (
  first: Placement,
  into: OpenPlacement,
  path: PathMover,
  graph: GraphState,
): ReadonlyMap<Placement, OpenPlacement> => {
  const copies = new Map<Placement, OpenPlacement>([[first, into]]);
  const runs = new Map<object, object>();
  const turnOf = (turn: Turn): Turn => {
    const run = runs.get(turn.run) ?? {};
    runs.set(turn.run, run);
    return { ...turn, run };
  };
  const copyChildren = (old: Placement, parent: OpenPlacement): void => {
    for (const child of old.children) {
      const copy: OpenPlacement = {
        ...child,
        id: graph.placements++,
        parent,
        path: path(child.path),
        inputs: [],
        turns: child.turns.length > 0 ? child.turns.map(turnOf) : child.turns,
        children: [],
        results: [],
      };
      parent.children.push(copy);
      copies.set(child, copy);
      copyChildren(child, copy);
    }
  };
  copyChildren(first, into);
  return copies;
};

interface Copying {
  readonly moved: (node: Node) => Node;
  readonly path: PathMover;
  readonly inside: Placement;
  readonly variable: Variable | undefined;
}

const copyNode = (node: Node, { moved, path, inside, variable }: Copying, graph: GraphState): Node => {
  const { counter, variables } = graph;
  const origin = { path: path(node.origin.path), span: node.origin.span, placement: inside };
  const id = counter.next++;
  if (!variable) {
    const copy = { ...node, id, operands: node.operands.map(moved), origin };
    counter.made.push(copy);
    return copy;
  }
  const own = { ...variable, path: path(variable.path) };
  const copy = { ...node, id, attributes: { path: own.path }, origin, variable: own };
  counter.made.push(copy);
  variables.set(own.path, copy);
  return copy;
};

const movedValue = (value: Value, moved: (node: Node) => Node): Value => {
  switch (value.kind) {
    case "tensor":
      return { kind: "tensor", node: moved(value.node) };
    case "list":
      return { ...value, items: value.items.map((item) => movedValue(item, moved)) };
    case "record":
      return { ...value, fields: new Map([...value.fields].map(([name, field]) => [name, movedValue(field, moved)])) };
    default:
      return value;
  }
};
