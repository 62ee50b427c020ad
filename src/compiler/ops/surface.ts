import type { DiagnosticKind, Extra } from "../../base/diagnostic.ts";
import type { Num } from "../../base/number.ts";
import type { Attributes, Dim, Initializer, Node, TensorType } from "../4-graph/graph.ts";
import type { Part, PartRole, Value } from "../3-elaborate/value.ts";

/**
 * An operation as a spec writes it: `conv(3, 16, stride: 2)`. Its parameters give argument checks, completion, hover and the
 * reference page; `place` turns checked arguments into nodes of one or more primitives.
 */
export interface Surface {
  readonly name: string;
  /** One sentence, then a formula where there is one. */
  readonly doc: string;
  readonly parameters: readonly SurfaceParameter[];
  /** Extra arguments named by axes, as in `pad(x, channel: [0, 16])`, `rename(x, token: key)`. */
  readonly axisArguments?: { readonly value: "pair" | "axis"; readonly doc: string };
  /** What it gives, for who reads a text without working it out. Default: a tensor, or a number where all its operands are. */
  readonly gives?:
    { readonly kind: "number" | "list" | "init" } | { readonly kind: "record"; readonly fields: readonly string[] };
  /** Makes weights: it is a placement with a path (`conv1`). */
  readonly ownsWeights?: true;
  /** What stands in the counters' tree: `conv 3×3`. Default: the name. */
  title?(args: Arguments): string;
  /** Undefined after a `report`. */
  place(args: Arguments, ctx: PlaceContext): Value | undefined;
}

export interface SurfaceParameter {
  readonly name: string;
  readonly doc: string;
  readonly type: ParameterType;
  /** As it is printed: `1`, `false`, `floor(dilation * (k - 1) / 2)`. Present: may be left out; then `args` has nothing under the name. */
  readonly default?: string;
}

/** What the matcher checks before `place` sees an argument, and how a bare name is read there (rule 3). */
export type ParameterType =
  /** A tensor with at least these axes; an index into `index`, or (`true`) into anything. Numbers and nested lists of numbers are refused. */
  | { readonly kind: "tensor"; readonly axes?: readonly string[]; readonly index?: string | true }
  /** A tensor or a number: elementwise operations work at both times. */
  | { readonly kind: "operand" }
  /** A list of tensors or numbers. */
  | { readonly kind: "operands" }
  | { readonly kind: "int"; readonly least?: number }
  | { readonly kind: "float" }
  | { readonly kind: "bool" }
  | { readonly kind: "string" }
  | { readonly kind: "axis" }
  /** One axis or a list of them. */
  | { readonly kind: "axes" }
  /** `[group: groups, member]`: names are axes, each with a size or without. */
  | { readonly kind: "sizes" }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "init" }
  /** A whole number for all sides, or `[top, right, bottom, left]`. */
  | { readonly kind: "padding" }
  | { readonly kind: "duration" }
  | { readonly kind: "part"; readonly role: PartRole }
  | { readonly kind: "value" }
  | { readonly kind: "list"; readonly of: ParameterType };

/** Checked arguments by parameter name. A getter of a parameter that was left out gives undefined. */
export interface Arguments {
  has(name: string): boolean;
  value(name: string): Value | undefined;
  tensor(name: string): Node;
  number(name: string): Num | undefined;
  /** A whole number or a float as JavaScript's. */
  float(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  axis(name: string): string | undefined;
  axes(name: string): readonly string[] | undefined;
  choice(name: string): string | undefined;
  init(name: string): Initializer | undefined;
  padding(
    name: string,
  ): { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number } | undefined;
  list(name: string): readonly Value[] | undefined;
  /** In the order written. */
  axisArguments(): readonly { readonly axis: string; readonly value: Value }[];
}

export interface PlaceContext {
  /** As the user wrote it. */
  readonly callee: string;
  node(op: string, operands: readonly Node[], attributes?: Attributes): Node;
  constant(values: number | Float64Array, dims?: readonly Dim[], kind?: "float" | "mask"): Node;
  /** A new weight under the placement's path (or the shared one's), named `kernel`, `bias`, `scale`, …. */
  variable(name: string, dims: readonly Dim[], initializer: Initializer, trainable?: boolean): Node;
  /** `add sub mul div pow max min eq ne lt le gt ge and or` by rule 5, on tensors and numbers alike; sizes that don't fit are reported. */
  binary(op: string, left: Value, right: Value): Value | undefined;
  /** Tensors stay; a number becomes a constant. */
  tensorOf(value: Value): Node | undefined;
  /** At the argument's place, or at the call where there is none. Always gives undefined, for `return ctx.report(…)`. */
  report<Facts>(kind: DiagnosticKind<Facts>, argument: string | undefined, facts: Facts, extra?: Extra): undefined;
}

/** A surface that makes a part of a recipe rather than nodes. */
export interface PartSurface {
  readonly name: string;
  readonly doc: string;
  readonly role: PartRole;
  readonly parameters: readonly SurfaceParameter[];
  /** Of data sets: what one example holds, by name (`image`, `label`), batch included; undefined where only the files tell. */
  yields?(part: Part): ReadonlyMap<string, TensorType> | undefined;
  /** Of augmentations: what they add to what the data yields, for the loss to read. */
  adds?(yields: ReadonlyMap<string, TensorType>): ReadonlyMap<string, TensorType>;
  /** Of metrics: a share of the pictures, so that a paper's figure can stand beside it. */
  readonly isOneNumber?: boolean;
  /** Named only: `train` refuses it with this sentence. */
  readonly notYet?: string;
}

export type { Part };
export type SurfaceTable = ReadonlyMap<string, Surface>;
