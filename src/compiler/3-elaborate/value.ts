import type { Num } from "../../base/number.ts";
import type { Span } from "../../base/source.ts";
import type { Initializer, Network, Node, Placement } from "../4-graph/graph.ts";
import type { Surface } from "../ops/surface.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { Scope } from "./scope.ts";

/** What an expression means when the file is compiled. */
export type Value =
  | { readonly kind: "number"; readonly value: Num }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** A choice's name: `ceil`, `paper`, `train`. */
  | { readonly kind: "symbol"; readonly name: string; readonly of?: readonly string[] }
  | { readonly kind: "axis"; readonly name: string }
  | { readonly kind: "none" }
  | Duration
  | ListValue
  | RecordValue
  | { readonly kind: "tensor"; readonly node: Node }
  | Placeable
  | Part
  | InitValue
  | RunValue
  | ShowValue
  /** Something that went wrong and has been reported; whatever meets it is silent and wrong too. */
  | { readonly kind: "failed" };

export interface Duration {
  readonly kind: "duration";
  readonly amount: Num;
  readonly unit: "epochs" | "steps";
}

export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
  /** Names of items in `[group: groups, member]`, by position. */
  readonly labels?: readonly (string | undefined)[];
}

export interface RecordValue {
  readonly kind: "record";
  readonly fields: ReadonlyMap<string, Value>;
  /** A placed model also knows what it is. */
  readonly network?: Network;
}

export interface InitValue {
  readonly kind: "init";
  readonly initializer: Initializer;
}

/** What recipes are made of: `sgd(lr: 0.1)`, `cifar10(…)`, `flip`, `error`, `drop(…)`. The runtime says what it does. */
export interface Part {
  readonly kind: "part";
  readonly role: PartRole;
  readonly name: string;
  readonly arguments: ReadonlyMap<string, Value>;
  readonly span: Span;
}

export type PartRole = "data" | "optimizer" | "schedule" | "metric" | "augment";

/** A recipe with its arguments: `big`, `Plain(PairUnit(2, 2))`. */
export interface RunValue {
  readonly kind: "run";
  readonly name: string;
  readonly recipe: ast.Recipe;
  readonly fields: ReadonlyMap<string, { readonly value: Value; readonly span: Span }>;
}

/** What a recipe's `show` says, computed only when there are networks to show. */
export interface ShowValue {
  readonly kind: "show";
  readonly expression: ast.Expression;
  /** Of the recipe it stands in. */
  readonly scope: Scope;
}

/** Whatever `->` can place, with the list one it has been given so far. */
export interface Placeable {
  readonly kind: "placeable";
  readonly target:
    | { readonly sort: "operation"; readonly surface: Surface }
    | { readonly sort: "declared"; readonly declaration: ast.Declaration; readonly scope: Scope };
  /** List one, complete, once given; a bare name means its defaults. */
  readonly kindArguments?: ReadonlyMap<string, Value>;
  /** The name it was placed by, where a parameter or alias renames it. */
  readonly title: string;
  /** Set by `share`: all placements use one set of weights. */
  readonly shared?: { readonly path: string };
}

export type { Placement };
export const failed: Value = { kind: "failed" };
