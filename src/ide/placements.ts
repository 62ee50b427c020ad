import { isWithin, type Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { kindOfLists } from "../compiler/2-bind/kind-of-lists.ts";
import type { Module } from "../compiler/2-bind/module.ts";
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
  /** The network or recipe that it is part of, by name. */
  readonly of: string;
  /** Of steps that place nothing with weights of its own; in order. */
  readonly nodes: readonly Node[];
  /** Of everything in it, or in a placement in it; weights that it shares with others count. */
  count(within?: Placement): Count;
}

/** Where a file's declarations are placed: by its own networks and recipes, else by those of a file that imports it. */
export interface Placements {
  /** Looked for when asked. */
  of(item: ast.Declaration): readonly Placed[];
  /** Nodes of the file's text that stand in no placed declaration of it: of fns, and of bindings of the file. */
  readonly loose: readonly Node[];
}

/** Apart where no files were given: who asked so has not seen who else places. */
interface Known {
  readonly alone: Map<Module, Placements>;
  readonly among: Map<Module, Placements>;
}
const known = new WeakMap<Program, Known>();

export const placementsIn = (program: Program, module: Module, files: readonly string[]): Placements => {
  const ofProgram = known.get(program) ?? {
    alone: new Map<Module, Placements>(),
    among: new Map<Module, Placements>(),
  };
  known.set(program, ofProgram);
  const byModule = files.length === 0 ? ofProgram.alone : ofProgram.among;
  const found = byModule.get(module) ?? findPlacements(program, module, files);
  byModule.set(module, found);
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

/** What of a module's declarations the networks of a file place; what only recipes place, they do. */
const inFile = (program: Program, path: string, module: Module): InFile => {
  const { networks = [], recipes = [] } = program.made(path).result ?? {};
  const placed = new Map<object, readonly Placed[]>();
  const loose: Node[] = [];
  const add = (graphs: readonly Graph[]): void => {
    const found = placementsOf(graphs, module);
    for (const [item, all] of found.placed) if (!placed.has(item)) placed.set(item, all);
    loose.push(...found.loose);
  };
  // The same network under two names is elaborated once: the one that is named for it comes last and counts.
  const distinct = new Map(networks.map(({ name, network }) => [network.placement, { name, network }]));
  add(
    [...distinct.values()].map(({ name, network }) => ({
      of: name,
      nodes: network.nodes({ training: true, taps: true }),
    })),
  );
  add(
    recipes.flatMap(({ item, objective }) =>
      objective ? [{ of: item.name.text, nodes: objectiveNodes(objective) }] : [],
    ),
  );
  return { placed, loose };
};

/** A network or a recipe's step. */
interface Graph {
  readonly of: string;
  readonly nodes: readonly Node[];
}

const placementsOf = (graphs: readonly Graph[], module: Module): InFile => {
  const items = new Set<object>(module.file.items);
  const placed = new Map<object, Placed[]>();
  const loose: Node[] = [];
  for (const { of, nodes } of graphs) {
    const own = byPlacement(nodes);
    for (const [placement, made] of own) {
      const { declaration } = placement;
      if (typeof declaration === "string" || !items.has(declaration)) continue;
      const all = placed.get(declaration) ?? [];
      all.push({ placement, of, nodes: made, count: (within = placement) => countIn(within, own) });
      placed.set(declaration, all);
    }
    for (const node of nodes) {
      const { placement, span } = node.origin;
      if (span.source.path === module.source.path && !standsIn(placement, span)) loose.push(node);
    }
  }
  return { placed, loose };
};

/** The nodes that each placement itself makes; who placed another comes before it. */
const byPlacement = (nodes: readonly Node[]): ReadonlyMap<Placement, readonly Node[]> => {
  const found = new Map<Placement, Node[]>();
  const see = (placement: Placement): Node[] => {
    const before = found.get(placement);
    if (before) return before;
    if (placement.parent) see(placement.parent);
    const own: Node[] = [];
    found.set(placement, own);
    return own;
  };
  for (const node of nodes) see(node.origin.placement).push(node);
  return found;
};

const countIn = (placement: Placement, nodes: ReadonlyMap<Placement, readonly Node[]>): Count =>
  placement.children
    .map((child) => countIn(child, nodes))
    .concat((nodes.get(placement) ?? []).map((node) => countNode(node, primitiveTable)))
    .reduce(addCounts, NOTHING);

const standsIn = ({ declaration }: Placement, span: Span): boolean =>
  typeof declaration !== "string" && isWithin(span, (declaration as ast.Declaration).span);
