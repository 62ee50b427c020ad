import type { Network, Node, Structure } from "../compiler/4-graph/graph.ts";
import { NOTHING, type Count } from "../compiler/analyses/count.ts";
import { branchesOf, inlined, titleOf, type Branch } from "../compiler/analyses/params-tree.ts";
import type { PrimitiveTable } from "../compiler/ops/primitive.ts";
import type { Box, DrawingOptions } from "./drawing.ts";

/** A box that is still filled. */
export interface OpenBox extends Box {
  name: string;
  title: string;
  copies: number;
  children: OpenBox[];
  parent?: OpenBox;
  /** The smallest id of a node inside. */
  first: number;
}

/** A tensor that flows from one box into another one. */
export interface Flow {
  readonly from: OpenBox;
  readonly to: OpenBox;
  readonly tensor: Node;
}

export interface Collected {
  readonly root: OpenBox;
  readonly flows: readonly Flow[];
}

/** They change how a tensor is named or laid out and nothing that a reader of a drawing looks for. */
const SILENT: ReadonlySet<string> = new Set(["broadcast", "expand", "identity", "rename"]);

const SIGNS: ReadonlyMap<string, string> = new Map([
  ["add", "+"],
  ["sub", "−"],
  ["mul", "×"],
  ["div", "÷"],
]);

const openBox = (kind: Box["kind"], name: string, title: string, count: Count = NOTHING): OpenBox => ({
  kind,
  name,
  title,
  count,
  copies: 1,
  children: [],
  first: Infinity,
});

/** The boxes of a network down to a depth, and each tensor that flows between them. */
export const collectBoxes = (network: Network, primitives: PrimitiveTable, options: DrawingOptions): Collected => {
  const training = options.training ?? false;
  const branches = branchesOf(network, primitives, { training });
  const root = openBox("network", network.name, "", branches.count);
  const byPath = new Map<string, OpenBox>([["", root]]);
  addBranches(branches, root, options.depth, byPath);
  const nodes = network.nodes({ training, taps: false });
  const owners = ownersOf(nodes, root, byPath);
  const flows = nodes.flatMap((node) => flowsInto(node, owners));
  flows.push(...outputFlows(network, training, root, owners));
  dropIdle(root, new Set(flows.flatMap(({ from, to }) => [from, to])));
  order(root);
  return { root, flows };
};

/** What is placed in a branch becomes boxes in its box; operations, and what lies below the depth, stay closed. */
const addBranches = (branch: Branch, into: OpenBox, depth: number, byPath: Map<string, OpenBox>): void => {
  for (const each of branch.below.values()) {
    const shown = inlined(each);
    const box = openBox("block", nameOf(shown), titleOf(shown), shown.count);
    if (box.title === box.name.replace(/\d+$/, "") || box.title === box.name) box.title = "";
    put(box, into);
    byPath.set(shown.path, box);
    if (depth <= 1 || shown.placement?.sort === "operation") continue;
    addBranches(shown, box, depth - 1, byPath);
    // A binding of several steps is called after them, which now stand in it.
    if (!shown.placement && box.children.length > 0) box.title = "";
  }
};

/** `conv1` was named by nobody: it is the first `conv` there. */
const nameOf = (branch: Branch): string => {
  const { segment, placement } = branch;
  const isCounted =
    placement !== undefined && segment.replace(/\d+$/, "") === placement.name && segment !== placement.name;
  return isCounted && placement.sort === "operation" ? placement.title : segment;
};

const put = (box: OpenBox, into: OpenBox): void => {
  box.parent = into;
  into.children.push(box);
};

/** The box that each node belongs to; nodes that stand in an open block get a box of their own. Constants belong nowhere. */
const ownersOf = (nodes: readonly Node[], root: OpenBox, byPath: ReadonlyMap<string, OpenBox>): Map<Node, OpenBox> => {
  const owners = new Map<Node, OpenBox>();
  const opened = new Set([...byPath.values()].filter(({ children }) => children.length > 0));
  const live = new Set<Node>();
  for (const node of nodes) {
    if (node.op === "input" || node.operands.some((operand) => live.has(operand))) live.add(node);
    const place = boxAt(node.origin.path, byPath) ?? root;
    const box = opened.has(place) || place === root ? ownBox(node, place, live, owners) : place;
    if (!box || node.op === "constant") continue;
    owners.set(node, box);
    for (let at: OpenBox | undefined = box; at; at = at.parent) at.first = Math.min(at.first, node.id);
  }
  return owners;
};

/** The box of the longest part of a path that has one. */
const boxAt = (path: string, byPath: ReadonlyMap<string, OpenBox>): OpenBox | undefined => {
  for (let part = path; part !== ""; part = part.slice(0, Math.max(0, part.lastIndexOf("/")))) {
    const box = byPath.get(part);
    if (box) return box;
  }
  return byPath.get("");
};

const ownBox = (
  node: Node,
  place: OpenBox,
  live: ReadonlySet<Node>,
  owners: ReadonlyMap<Node, OpenBox>,
): OpenBox | undefined => {
  if (!live.has(node)) return undefined;
  const [first] = node.operands;
  if (SILENT.has(node.op) && first) return owners.get(first);
  const kind = node.op === "input" ? "input" : "step";
  const named = node.op === "input" ? inputName(node) : (SIGNS.get(node.op) ?? node.op);
  const box = openBox(kind, named, kind === "input" ? shapeOf(node) : "");
  put(box, place);
  return box;
};

const flowsInto = (node: Node, owners: ReadonlyMap<Node, OpenBox>): readonly Flow[] => {
  const to = owners.get(node);
  if (!to) return [];
  return node.operands.flatMap((tensor) => {
    const from = owners.get(tensor);
    return from && from !== to ? [{ from, to, tensor }] : [];
  });
};

const outputFlows = (
  network: Network,
  training: boolean,
  root: OpenBox,
  owners: ReadonlyMap<Node, OpenBox>,
): readonly Flow[] => {
  const all = [...network.outputs, ...(training ? network.trainingOutputs : [])];
  return all.flatMap(([name, structure]) =>
    [...tensorsOf(structure, name)].flatMap(([title, tensor]) => {
      const from = owners.get(tensor);
      if (!from) return [];
      const to = openBox("output", title, shapeOf(tensor));
      put(to, root);
      return [{ from, to, tensor }];
    }),
  );
};

function* tensorsOf(structure: Structure, name: string): Generator<readonly [string, Node]> {
  if (structure.kind === "tensor") yield [name, structure.node];
  else if (structure.kind === "list")
    for (const [index, item] of structure.items.entries()) yield* tensorsOf(item, `${name}[${index}]`);
  else for (const [field, item] of structure.fields) yield* tensorsOf(item, `${name}.${field}`);
}

/** Boxes that nothing flows through, such as the arithmetic of constants. */
const dropIdle = (box: OpenBox, used: ReadonlySet<OpenBox>): boolean => {
  const before = box.children.length;
  box.children = box.children.filter((child) => dropIdle(child, used));
  return used.has(box) || box.children.length > 0 || (before === 0 && box.kind === "network");
};

const order = (box: OpenBox): void => {
  box.children.sort((a, b) => a.first - b.first);
  box.children.forEach(order);
};

/** `32×32×16`; `1` where a tensor has no axes but the batch. */
export const shapeOf = ({ type }: Node): string => {
  const sizes = type.dims.filter(({ axis }) => axis !== "batch").map(({ size }) => size);
  return sizes.length > 0 ? sizes.join("×") : "1";
};

const inputName = ({ attributes }: Node): string => {
  const { name } = attributes;
  return typeof name === "string" ? name : "input";
};
