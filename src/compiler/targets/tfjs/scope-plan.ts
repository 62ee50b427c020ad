import type { Node } from "../../4-graph/graph.ts";
import { codesOf, outputsOf, type Item, type LoopItem } from "./body.ts";
import { valuesIn, visit } from "./code.ts";

/** A list of items to be written as statements, with what is read after them. */
export interface Scope {
  readonly items: readonly Item[];
  /** Read after these items; each must get a name, or, if it is the only reader, stand in the return. */
  readonly wanted: readonly Node[];
  /** Where wanted nodes renew a carried value: its name. */
  readonly targets: ReadonlyMap<Node, string>;
  /** Names that may be given anew once nobody reads them: parameters and carried values. */
  readonly mutable: ReadonlyMap<string, readonly Node[]>;
  readonly inlineResult: boolean;
  /** A statement after so many items. */
  readonly between?: { readonly after: number; readonly text: () => string };
}

export interface Plan {
  /** Items that read a node. */
  readonly readers: ReadonlyMap<Node, readonly (Item | "after")[]>;
  readonly maker: ReadonlyMap<Node, Item>;
  readonly statements: ReadonlySet<Item>;
  /** The place of the statement in which an item is written. */
  readonly place: ReadonlyMap<Item, number>;
}

const isHeavy = (item: Item): boolean => {
  if (item.kind !== "node") return true;
  let heavy = false;
  visit(item.code, (part) => void (part.kind === "call" && part.heavy && (heavy = true)));
  return heavy;
};

/** What an item reads directly, a loop's first values apart from what its turns read. */
export const readsOf = (item: Item): { readonly once: readonly Node[]; readonly inside: readonly Node[] } =>
  item.kind === "loop"
    ? { once: item.carried.flatMap(({ first }) => valuesIn(first)), inside: outerReads(item) }
    : { once: codesOf(item).flatMap(valuesIn), inside: [] };

/** What the turns read that is made outside of the loop. */
export const outerReads = (loop: LoopItem): readonly Node[] => {
  const own = new Set([...loop.items.flatMap(outputsOf), ...loop.carried.map(({ value }) => value)]);
  const reads = loop.items.flatMap((item) => [...readsOf(item).once, ...readsOf(item).inside]);
  return reads.filter((node) => !own.has(node));
};

/** Decides which items are statements of their own and which are written where they are read. */
export const planOf = (scope: Scope, forced: ReadonlySet<Item>): Plan => {
  const { items } = scope;
  const { readers, insideLoop } = readersOf(scope);
  const maker = new Map(items.flatMap((item) => outputsOf(item).map((node) => [node, item] as const)));
  const statements = new Set<Item>();
  const heavyInside = new Map<Item, boolean>();
  const innerHeavy = (item: Item): boolean =>
    readsOf(item).once.some((node) => {
      const from = maker.get(node);
      return from !== undefined && !statements.has(from) && (heavyInside.get(from) ?? false);
    });
  const standsAlone = (item: Item): boolean => {
    const outputs = outputsOf(item);
    if (forced.has(item) || item.kind === "loop" || outputs.length !== 1) return true;
    const [node] = outputs as [Node];
    const by = readers.get(node) ?? [];
    if (by.length !== 1 || insideLoop.has(node) || scope.targets.has(node)) return true;
    const [reader] = by as [Item | "after"];
    if (reader === "after") return !scope.inlineResult;
    if (item.binding !== undefined && item.binding !== reader.binding) return true;
    if (reader.kind === "loop" || !isHeavy(reader)) return false;
    // A block in a block is short; more than that is not.
    return reader.kind === "call" && item.kind === "call" ? innerHeavy(item) : (heavyInside.get(item) ?? false);
  };
  for (const item of items) {
    heavyInside.set(item, innerHeavy(item) || isHeavy(item));
    if (standsAlone(item)) statements.add(item);
  }
  return { readers, maker, statements, place: placesOf(items, statements, readers) };
};

type Readers = ReadonlyMap<Node, readonly (Item | "after")[]>;

const readersOf = ({ items, wanted }: Scope): { readonly readers: Readers; readonly insideLoop: ReadonlySet<Node> } => {
  const readers = new Map<Node, (Item | "after")[]>();
  const insideLoop = new Set<Node>();
  const read = (node: Node, by: Item | "after"): void => void readers.set(node, [...(readers.get(node) ?? []), by]);
  for (const item of items) {
    const { once, inside } = readsOf(item);
    for (const node of [...once, ...inside]) read(node, item);
    for (const node of inside) insideLoop.add(node);
  }
  for (const node of wanted) read(node, "after");
  return { readers, insideLoop };
};

const placesOf = (
  items: readonly Item[],
  statements: ReadonlySet<Item>,
  readers: Readers,
): ReadonlyMap<Item, number> => {
  const place = new Map<Item, number>();
  items.toReversed().forEach((item, i) => {
    if (statements.has(item)) return void place.set(item, items.length - 1 - i);
    const [reader] = readers.get(outputsOf(item)[0]!)!;
    place.set(item, reader === "after" ? Infinity : place.get(reader!)!);
  });
  return place;
};
