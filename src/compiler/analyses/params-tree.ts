import { alignColumns } from "../../base/columns.ts";
import type { Network, Node, Placement } from "../4-graph/graph.ts";
import type { PrimitiveTable } from "../ops/primitive.ts";
import { addCounts, countNode, NOTHING, type Count } from "./count.ts";
import { COUNTING_RULE, FLOPS_RULE } from "./params-table.ts";
import { grouped, shortened } from "./show-count.ts";

/** One segment of the paths: a binding, or a placement, with all below it. */
export interface Branch {
  readonly segment: string;
  readonly path: string;
  /** What was placed under exactly this path. */
  placement?: Placement;
  readonly below: Map<string, Branch>;
  count: Count;
  /** Nodes made under exactly this path, in order, weights apart. */
  readonly nodes: Node[];
  /** The last tensor made under this path or below it. */
  last?: Node;
}

const newBranch = (segment: string, path: string): Branch => ({
  segment,
  path,
  below: new Map(),
  count: NOTHING,
  nodes: [],
});

/** The tree of bindings and placements as the user named them, counted. */
export const branchesOf = (
  network: Network,
  primitives: PrimitiveTable,
  options: { readonly training?: boolean } = {},
): Branch => {
  const root = newBranch(network.name, "");
  for (const node of network.nodes({ training: options.training ?? false, taps: false })) {
    const count = countNode(node, primitives);
    const segments = node.origin.path === "" ? [] : node.origin.path.split("/");
    let at = root;
    note(at, node, count);
    for (const [index, segment] of segments.entries()) {
      const known = at.below.get(segment) ?? newBranch(segment, segments.slice(0, index + 1).join("/"));
      at.below.set(segment, known);
      at = known;
      note(at, node, count);
    }
    for (let placement: Placement | undefined = node.origin.placement; placement; placement = placement.parent)
      name(root, placement);
    if (!node.variable && node.op !== "constant") at.nodes.push(node);
  }
  return root;
};

const note = (branch: Branch, node: Node, count: Count): void => {
  branch.count = addCounts(branch.count, count);
  if (!node.variable && node.op !== "constant" && node.op !== "input") branch.last = node;
};

/** Tells a branch what was placed there. */
const name = (root: Branch, placement: Placement): void => {
  if (placement.sort === "fn" || placement.path === "") return;
  let at: Branch | undefined = root;
  for (const segment of placement.path.split("/")) at = at?.below.get(segment);
  if (at && !at.placement) at.placement = placement;
};

/** The branch under a path, or undefined. */
export const findBranch = (root: Branch, path: string): Branch | undefined => {
  let at: Branch | undefined = root;
  for (const segment of path.split("/")) at = at?.below.get(segment);
  return at;
};

interface Row {
  readonly label: string;
  readonly title: string;
  readonly out: string;
  readonly count: Count;
  readonly alike?: number;
}

/** The table of `kesc params FILE EXPR`: levels of the tree down to `depth`, equal neighbours together. */
export const renderTree = (
  root: Branch,
  options: { readonly depth?: number; readonly flops?: boolean } = {},
): string => {
  const rows: Row[] = [];
  addRows(root, "", options.depth ?? 2, rows);
  const work = options.flops ? "operations" : "multiply-adds";
  const works = (count: Count) => shortened(options.flops ? 2n * count.multiplyAdds : count.multiplyAdds);
  const head = [root.segment, "", "out", "parameters", "state", work];
  const body = rows.map((row) => [
    row.label,
    row.title,
    row.out,
    grouped(row.count.parameters),
    grouped(row.count.state),
    works(row.count),
  ]);
  const total = ["", "", "", grouped(root.count.parameters), grouped(root.count.state), works(root.count)];
  const lines = alignColumns([head, ...body, total], ["left", "left", "left", "right", "right", "right"]);
  return [...lines, COUNTING_RULE, ...(options.flops ? [FLOPS_RULE] : [])].join("\n") + "\n";
};

const addRows = (branch: Branch, indent: string, depth: number, rows: Row[]): void => {
  if (depth <= 0) return;
  const groups = alike([...branch.below.values()].map(inlined));
  groups.forEach((group, at) => {
    const [first] = group;
    const last = group.at(-1);
    if (!first || !last) return;
    const end = at === groups.length - 1;
    const label = group.length > 1 ? `${first.segment} … ${last.segment}` : first.segment;
    const title = group.length > 1 ? `${titleOf(first)}   ${group.length} alike, each` : titleOf(first);
    rows.push({ label: `${indent}${end ? "└" : "├"} ${label}`, title, out: outOf(first), count: first.count });
    addRows(first, `${indent}${end ? "  " : "│ "}`, depth - 1, rows);
  });
};

/** A binding that holds one placement and nothing else stands for it. */
export const inlined = (branch: Branch): Branch => {
  const [only, ...others] = branch.below.values();
  if (branch.placement || !only || others.length || branch.nodes.length) return branch;
  const inner = inlined(only);
  return { ...inner, segment: branch.segment };
};

const alike = (branches: readonly Branch[]): Branch[][] => {
  const groups: Branch[][] = [];
  for (const branch of branches) {
    const group = groups.at(-1);
    if (group?.[0] && signature(group[0]) === signature(branch)) group.push(branch);
    else groups.push([branch]);
  }
  return groups;
};

const signature = (branch: Branch): string =>
  [titleOf(branch), outOf(branch), branch.count.parameters, branch.count.state, branch.count.multiplyAdds].join("|");

/** What was placed; of a binding over several, the operations in order. */
export const titleOf = (branch: Branch): string => {
  if (branch.placement) return branch.placement.title;
  const made = [...branch.nodes, ...[...branch.below.values()].flatMap((each) => (each.last ? [each.last] : []))];
  const names = [...branch.below.values()].map((each) => ({
    id: each.last?.id ?? 0,
    name: each.placement?.title ?? each.segment,
  }));
  const own = branch.nodes.map((node) => ({ id: node.id, name: node.op }));
  const all = [...names, ...own].sort((a, b) => a.id - b.id).map((each) => each.name);
  return made.length > 6 ? `${all.slice(0, 5).join(", ")}, …` : all.join(", ");
};

const outOf = (branch: Branch): string => {
  const dims = (branch.placement?.results.at(-1) ?? branch.last)?.type.dims.filter((dim) => dim.axis !== "batch") ?? [];
  return dims.length ? dims.map((dim) => dim.size).join("×") : "1";
};
