import type { Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { kindOfLists } from "../compiler/2-bind/kind-of-lists.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Made } from "../compiler/3-elaborate/make-file.ts";
import { isDefaulted } from "../compiler/3-elaborate/named-network.ts";
import type { Node, Placement } from "../compiler/4-graph/graph.ts";
import { objectiveNodes } from "../compiler/4-graph/objective-nodes.ts";
import { addCounts, countNode, NOTHING, type Count } from "../compiler/analyses/count.ts";
import { primitiveTable } from "../compiler/ops/registry.generated.ts";
import type { Program } from "../compiler/program.ts";
import { importersOf } from "./importers.ts";

/** One placement of a declaration, with the nodes that its own text makes. */
export interface Placed {
  readonly placement: Placement;
  /** Of steps that place nothing with weights of its own; in order. */
  readonly nodes: readonly Node[];
  /** Of everything in it; weights that it shares with others count. */
  count(): Count;
}

/** Where a file's declarations are placed: by its own networks and recipes, else by those of a file that imports it. */
export interface Placements {
  /** Looked for when asked. */
  of(item: ast.Declaration): readonly Placed[];
  /** Nodes of the file's text that stand in no placed declaration of it: of fns, and of bindings of the file. */
  readonly loose: readonly Node[];
}

const known = new WeakMap<Program, Map<Module, Placements>>();

export const placementsIn = (program: Program, module: Module, files: readonly string[]): Placements => {
  const ofProgram = known.get(program) ?? new Map<Module, Placements>();
  known.set(program, ofProgram);
  const found = ofProgram.get(module) ?? findPlacements(program, module, files);
  ofProgram.set(module, found);
  return found;
};

/** So many files that import one are asked for who places its declarations. */
const MOST_IMPORTERS = 8;

const findPlacements = (program: Program, module: Module, files: readonly string[]): Placements => {
  const own = inFile(program, module.source.path, module);
  let importers: readonly string[] | undefined;
  const there = new Map<string, InFile>();
  const elsewhere = (item: ast.Declaration): readonly Placed[] => {
    importers ??= importersOf(program, files, new Set([module.source.path])).slice(0, MOST_IMPORTERS);
    for (const path of importers) {
      const found = there.get(path) ?? inFile(program, path, module);
      there.set(path, found);
      const placed = found.placed.get(item);
      if (placed) return placed;
    }
    return [];
  };
  return { of: (item) => own.placed.get(item) ?? (standsAlone(item) ? [] : elsewhere(item)), loose: own.loose };
};

/** A model whose sizes are known is made by its own file, or has an error. */
const standsAlone = (item: ast.Declaration): boolean => item.keyword === "model" && isDefaulted(kindOfLists(item).kind);

interface InFile {
  readonly placed: ReadonlyMap<object, readonly Placed[]>;
  readonly loose: readonly Node[];
}

/** What of a module's declarations the networks and recipes of a file place. */
const inFile = (program: Program, path: string, module: Module): InFile => {
  const made = program.made(path).result;
  const items = new Set<object>(module.file.items);
  const nodes = new Map<Placement, Node[]>();
  const loose: Node[] = [];
  const see = (placement: Placement): Node[] => {
    const before = nodes.get(placement);
    if (before) return before;
    const own: Node[] = [];
    // Who placed it comes before it.
    if (placement.parent) see(placement.parent);
    nodes.set(placement, own);
    return own;
  };
  for (const node of made ? nodesOf(made) : []) {
    const { placement, span } = node.origin;
    see(placement).push(node);
    if (span.source.path === module.source.path && !standsIn(placement, span)) loose.push(node);
  }
  const placed = new Map<object, Placed[]>();
  for (const [placement, own] of nodes) {
    const { declaration } = placement;
    if (typeof declaration === "string" || !items.has(declaration)) continue;
    const all = placed.get(declaration) ?? [];
    all.push({ placement, nodes: own, count: () => countIn(placement, nodes) });
    placed.set(declaration, all);
  }
  return { placed, loose };
};

const countIn = (placement: Placement, nodes: ReadonlyMap<Placement, readonly Node[]>): Count =>
  placement.children
    .map((child) => countIn(child, nodes))
    .concat((nodes.get(placement) ?? []).map((node) => countNode(node, primitiveTable)))
    .reduce(addCounts, NOTHING);

const standsIn = ({ declaration }: Placement, { source, start, end }: Span): boolean => {
  if (typeof declaration === "string") return false;
  const { span } = declaration as ast.Declaration;
  return span.source.path === source.path && start >= span.start && end <= span.end;
};

const nodesOf = ({ networks, recipes }: Made): readonly Node[] => [
  ...networks.flatMap(({ network }) => network.nodes({ training: true, taps: true })),
  ...recipes.flatMap(({ objective }) => (objective ? objectiveNodes(objective) : [])),
];
