import type { Node, Placement, Turn } from "../../4-graph/graph.ts";
import type { Code, NumberCode } from "./code.ts";

/** What one placement of a block computes, from its inputs to its outputs. */
export interface Body {
  readonly placement: Placement;
  /** Its weights lie under this path. */
  readonly root: string;
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly items: readonly Item[];
  readonly ownsWeights: boolean;
}

export type Item = NodeItem | CallItem | LoopItem;

/** One operation's result. */
export interface NodeItem {
  readonly kind: "node";
  readonly node: Node;
  readonly code: Code;
  /** The name that the spec binds the result or what is made from it to. */
  readonly binding?: string;
  readonly turns: readonly Turn[];
  /** Where the spec says it: equal for the turns of a loop. */
  readonly place: string;
}

/** A block placed in another. */
export interface CallItem {
  readonly kind: "call";
  readonly body: Body;
  readonly arguments: readonly Code[];
  /** Undefined where it owns none. */
  readonly weights?: Code;
  readonly outputs: readonly Node[];
  readonly binding?: string;
  readonly turns: readonly Turn[];
  readonly place: string;
  /** Numbers handed over; known once the callee is. */
  readonly numbers?: readonly Code[];
  /** The callee's identity, once known. */
  readonly callee?: object;
}

/** Alike turns: the first one's items stand for all. */
export interface LoopItem {
  readonly kind: "loop";
  readonly count: number;
  /** Where its counter begins: at the first number of the first weight that it counts; at 0 where there is none, or lists too. */
  readonly start: number;
  /** The last number of the counter; where it begins at 0, how many turns there are. */
  readonly end: NumberCode;
  readonly items: readonly Item[];
  readonly carried: readonly Carried[];
  /** Results of all turns that are read after the loop. */
  readonly collected: readonly { readonly of: Node; readonly all: readonly Node[] }[];
  readonly binding?: string;
  readonly turns: readonly Turn[];
  readonly place: string;
}

/** What a turn hands to the next. */
export interface Carried {
  /** Stands in the items for what the turn before gave; in the first turn for `first`. */
  readonly value: Node;
  readonly first: Code;
  /** Of the first turn, what it hands on. */
  readonly next: Node;
  /** What the last turn gave. */
  readonly last: Node;
}

export const outputsOf = (item: Item): readonly Node[] =>
  item.kind === "node"
    ? [item.node]
    : item.kind === "call"
      ? item.outputs
      : [...item.carried.map(({ last }) => last), ...item.collected.flatMap(({ all }) => all)];

/** The code an item is made of, inner items' included. */
export const codesOf = (item: Item): readonly Code[] =>
  item.kind === "node"
    ? [item.code]
    : item.kind === "call"
      ? [...item.arguments, ...(item.weights ? [item.weights] : []), ...(item.numbers ?? [])]
      : [...item.carried.map(({ first }) => first), ...item.items.flatMap(codesOf)];
