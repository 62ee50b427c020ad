import type { Node, Placement } from "../../4-graph/graph.ts";
import type { Body, CallItem, Item, NodeItem } from "./body.ts";
import { valuesIn } from "./code.ts";
import type { Written } from "./written.ts";

/** The nearest placement of a block, model, loss or fn: operations are written where they stand. */
const homeOf = (node: Node): Placement => {
  let placement = node.origin.placement;
  while (placement.sort === "operation" && placement.parent) placement = placement.parent;
  return placement;
};

/** A placement and those around it, innermost first, up to `root`. */
const chainOf = (placement: Placement, root: Placement): readonly Placement[] => {
  const chain: Placement[] = [];
  for (let at: Placement | undefined = placement; at; at = at.parent) {
    if (at.sort !== "operation" || at === root) chain.push(at);
    if (at === root) return chain;
  }
  // Made outside, by a default or an argument that is computed elsewhere: it counts as the root's own.
  return [root];
};

const under = (path: string, root: string): boolean => root === "" || path === root || path.startsWith(`${root}/`);

/** The deepest path that all have in common, by segments. */
const commonPath = (paths: readonly string[]): string => {
  const split = paths.map((path) => path.split("/").slice(0, -1));
  const first = split[0] ?? [];
  const length = first.findIndex((segment, i) => split.some((one) => one[i] !== segment));
  return first.slice(0, length < 0 ? first.length : length).join("/");
};

interface Draft {
  readonly placement: Placement;
  readonly own: NodeItem[];
  readonly children: Placement[];
  readonly inputs: Set<Node>;
  readonly outputs: Set<Node>;
  readonly weights: string[];
}

/** What the spec binds an operation's result to. */
const bindingOf = (node: Node, home: Placement): string | undefined => {
  const { placement, path } = node.origin;
  if (placement !== home) return boundName(placement.path, home, 1);
  const bound = boundName(path, home, 0);
  return bound !== undefined && new RegExp(`^${node.op}\\d+$`).test(bound) ? undefined : bound;
};

/** The first name that a path adds to a placement's, if at least `ordinals` more follow; an element of a list has none. */
const boundName = (path: string, { path: home }: Placement, ordinals: number): string | undefined => {
  const inside = home === "" || path.startsWith(`${home}/`);
  const segments = inside ? path.slice(home === "" ? 0 : home.length + 1).split("/") : [];
  const first = segments[0] ?? "";
  // `stages[2]` is called `stages2`.
  return segments.length <= ordinals || first === "" ? undefined : first.replaceAll(/[[\]]/g, "");
};

const placeOf = (node: Node): string => {
  const { source, start, end } = node.origin.span;
  return `${source.path}:${start}-${end}`;
};

const nodeItem = (node: Node, written: Written, home: Placement, root: Placement): NodeItem => {
  const binding = bindingOf(node, home);
  const { placement } = node.origin;
  return {
    kind: "node",
    node,
    code: written.codes.get(node)!,
    ...(binding === undefined ? {} : { binding }),
    turns: placement.sort === "operation" && placement !== root ? placement.turns : [],
    place: placeOf(node),
  };
};

/** Sorts all written nodes into the placements they belong to and finds what flows in and out of each. */
const draft = (written: Written, root: Placement, wanted: readonly Node[]): ReadonlyMap<Placement, Draft> => {
  const drafts = new Map<Placement, Draft>();
  const open = (chain: readonly Placement[]): void =>
    chain.forEach((placement, i) => {
      if (drafts.has(placement)) return;
      drafts.set(placement, { placement, own: [], children: [], inputs: new Set(), outputs: new Set(), weights: [] });
      const parent = chain[i + 1];
      if (parent) {
        open(chain.slice(i + 1));
        drafts.get(parent)!.children.push(placement);
      }
    });
  const chains = new Map<Node, readonly Placement[]>();
  for (const node of written.codes.keys()) {
    const chain = chainOf(homeOf(node), root);
    chains.set(node, chain);
    open(chain);
    drafts.get(chain[0]!)!.own.push(nodeItem(node, written, chain[0]!, root));
    for (const path of written.weights.get(node) ?? [])
      for (const placement of chain) drafts.get(placement)!.weights.push(path);
  }
  for (const [node, code] of written.codes)
    for (const operand of valuesIn(code)) {
      const [to, from] = [chains.get(node)!, chains.get(operand) ?? []];
      for (const placement of to) if (!from.includes(placement)) drafts.get(placement)!.inputs.add(operand);
      for (const placement of from) if (!to.includes(placement)) drafts.get(placement)!.outputs.add(operand);
    }
  for (const node of wanted) for (const placement of chains.get(node) ?? []) drafts.get(placement)!.outputs.add(node);
  return drafts;
};

/** `first` in its order as far as they are among `all`, then the others as they were made. */
const inOrder = (all: ReadonlySet<Node>, first: readonly Node[]): readonly Node[] => {
  const listed = [...new Set(first)].filter((node) => all.has(node));
  return [...listed, ...[...all].filter((node) => !listed.includes(node)).sort((a, b) => a.id - b.id)];
};

const finish = (drafts: ReadonlyMap<Placement, Draft>, placement: Placement, written: Written): Body => {
  const { own, children, inputs, outputs, weights } = drafts.get(placement)!;
  const calls = children.map((child): readonly [number, CallItem] => {
    const body = finish(drafts, child, written);
    return [firstOf(body), callItem(body, child)];
  });
  const nodes = own.map((item): readonly [number, Item] => [item.node.id, item]);
  const resolve = (list: readonly Node[]): readonly Node[] => list.map((node) => written.resolve(node));
  return {
    placement,
    root: weights.every((path) => under(path, placement.path)) ? placement.path : commonPath(weights),
    inputs: inOrder(inputs, resolve(placement.inputs)),
    outputs: inOrder(outputs, resolve(placement.results)),
    items: [...nodes, ...calls].sort(([a], [b]) => a - b).map(([, item]) => item),
    ownsWeights: weights.length > 0,
  };
};

const firstOf = (body: Body): number =>
  Math.min(
    ...body.items
      .slice(0, 1)
      .map((item) => (item.kind === "node" ? item.node.id : item.kind === "call" ? firstOf(item.body) : 0)),
  );

const callItem = (body: Body, { path, parent, turns, span, sort }: Placement): CallItem => {
  // A block adds its own ordinal to what it is bound to, a fn does not.
  const binding = parent && boundName(path, parent, sort === "fn" ? 0 : 1);
  return {
    kind: "call",
    body,
    arguments: body.inputs.map((node) => ({ kind: "value", node })),
    ...(body.ownsWeights ? { weights: { kind: "weight", path: body.root } as const } : {}),
    outputs: body.outputs,
    ...(binding === undefined ? {} : { binding }),
    turns,
    place: `${span.source.path}:${span.start}-${span.end}`,
  };
};

/** The root's body with those of all blocks placed in it. `wanted` are the nodes that must come out. */
export const bodiesOf = (written: Written, root: Placement, wanted: readonly Node[]): Body => {
  const drafts = draft(written, root, wanted);
  if (!drafts.has(root)) return { placement: root, root: "", inputs: [], outputs: [], items: [], ownsWeights: false };
  return finish(drafts, root, written);
};
