import type { Node } from "../../4-graph/graph.ts";
import { codesOf, outputsOf, type Body, type Item, type NodeItem } from "./body.ts";
import { replaceValues, value, valuesIn, visit, type Code } from "./code.ts";
import { signatureOf } from "./signature.ts";

/** A part that some placements of a block have and others don't: a projecting shortcut. */
export interface OptionalPart {
  /** The items with the part made conditional: `w.shortcut ? conv(y, w.shortcut.conv1) : x`. */
  readonly items: readonly Item[];
  /** The part's first and last place in the items that have it. */
  readonly from: number;
  readonly to: number;
}

/** A body with its items rolled. */
export interface Rolled {
  readonly body: Body;
  readonly items: readonly Item[];
}

const LONGEST = 3;

/**
 * Tells whether `whole` without a few operations on weights, something else read in their place, has the structure of another
 * body: its `signature`.
 */
export const findOptionalPart = (
  whole: Rolled,
  signature: string,
  functions: readonly object[],
): OptionalPart | undefined => {
  const { body, items } = whole;
  for (let from = 0; from < items.length; from++)
    for (let to = from; to < Math.min(items.length, from + LONGEST); to++) {
      const part = partOf(items, from, to, body);
      if (!part) continue;
      const earlier = [...body.inputs, ...items.slice(0, from).flatMap(outputsOf)];
      for (const instead of earlier.toReversed()) {
        const rest = items.flatMap((item, i) =>
          i < from || i > to ? [readingInstead(item, part.result, instead)] : [],
        );
        const outputs = body.outputs.map((node) => (node === part.result ? instead : node));
        if (signatureOf({ ...body, outputs }, rest, functions) !== signature) continue;
        const last = items[to] as NodeItem;
        const conditional: NodeItem = {
          ...last,
          code: { kind: "conditional", path: part.path, then: part.code, otherwise: value(instead) },
        };
        return { items: [...items.slice(0, from), conditional, ...items.slice(to + 1)], from, to };
      }
    }
  return undefined;
};

interface Part {
  readonly code: Code;
  readonly result: Node;
  /** Only this part's weights lie under it. */
  readonly path: string;
}

/** Items from..to as one expression, if they are a chain of operations on weights that nobody else reads into. */
const partOf = (items: readonly Item[], from: number, to: number, body: Body): Part | undefined => {
  const chain = items.slice(from, to + 1);
  if (!chain.every((item): item is NodeItem => item.kind === "node")) return undefined;
  const outside = [...items.slice(0, from), ...items.slice(to + 1)];
  const reads = new Map<Node, number>();
  for (const node of items.flatMap(codesOf).flatMap(valuesIn)) reads.set(node, (reads.get(node) ?? 0) + 1);
  let code = chain[0]!.code;
  for (const [i, item] of chain.entries()) {
    if (i === 0) continue;
    const before = chain[i - 1]!.node;
    if (reads.get(before) !== 1 || body.outputs.includes(before) || !valuesIn(item.code).includes(before))
      return undefined;
    const inner = code;
    code = replaceValues(item.code, (node) => (node === before ? inner : undefined));
  }
  const path = ownPath(weightsIn([code]), weightsIn(outside.flatMap(codesOf)), body.root);
  return path === undefined ? undefined : { code, result: chain.at(-1)!.node, path };
};

const weightsIn = (codes: readonly Code[]): readonly string[] => {
  const paths: string[] = [];
  for (const code of codes) visit(code, (part) => void (part.kind === "weight" && paths.push(part.path)));
  return paths;
};

/** The shortest path under which all of `own` and none of `others` lie. */
const ownPath = (own: readonly string[], others: readonly string[], root: string): string | undefined => {
  const [first] = own;
  if (first === undefined) return undefined;
  const depth = root === "" ? 0 : root.split("/").length;
  const segments = first.split("/");
  for (let length = depth + 1; length <= segments.length; length++) {
    const path = segments.slice(0, length).join("/");
    const under = (other: string): boolean => other === path || other.startsWith(`${path}/`);
    if (own.every(under) && !others.some(under)) return path;
  }
  return undefined;
};

const readingInstead = (item: Item, node: Node, instead: Node): Item => {
  const swap = (code: Code): Code => replaceValues(code, (one) => (one === node ? value(instead) : undefined));
  if (item.kind === "node") return { ...item, code: swap(item.code) };
  if (item.kind === "call") return { ...item, arguments: item.arguments.map(swap) };
  return {
    ...item,
    carried: item.carried.map((one) => ({ ...one, first: swap(one.first) })),
    items: item.items.map((inner) => readingInstead(inner, node, instead)),
  };
};
