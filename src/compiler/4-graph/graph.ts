import type { Span } from "../../base/source.ts";

/**
 * The elaborated graph: tensors with named axes and known sizes, made by primitives. It speaks no framework's dialect: pads are
 * explicit, there is no layout. Nodes are immutable and refer to their operands; the list of a graph is in topological order.
 */

/** A number, or the size of the batch, which only a run knows. One batch size holds for a whole graph, renamed or not. */
export type Size = number | "batch";

export interface Dim {
  readonly axis: string;
  readonly size: Size;
}

/**
 * Numbers along named axes. The order of `dims` is the order in memory (first varies slowest) and means nothing to a spec but
 * where axes are merged and in exported outputs.
 */
export interface TensorType {
  readonly dims: readonly Dim[];
  /** `mask` holds 0 and 1, `index` whole numbers from 0 that point into the axis `of`. All are floats at run time. */
  readonly kind: "float" | "mask" | "index";
  readonly of?: string;
  /** Of an index: the size of the axis it points into, where known. */
  readonly range?: Size;
}

/** JSON values; numbers are JavaScript's. Axis names are strings. */
export type Attribute =
  number | string | boolean | null | readonly Attribute[] | { readonly [name: string]: Attribute };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  /** Unique in its graph and growing: operands have smaller ids. */
  readonly id: number;
  /** The primitive's name. */
  readonly op: string;
  readonly operands: readonly Node[];
  readonly attributes: Attributes;
  readonly type: TensorType;
  readonly origin: Origin;
  /** Of op `variable` only. */
  readonly variable?: Variable;
  /** Of op `constant` only, row-major by `type.dims`; one number stands for all where the type has no axes. */
  readonly values?: Float64Array;
}

/** Where a node comes from. */
export interface Origin {
  /** The path of rule 11 so far: `part2/Stack1/unit3/residual/body1/conv1`. */
  readonly path: string;
  readonly span: Span;
  readonly placement: Placement;
}

export type Initializer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly deviation: number }
  /** Between -limit and limit. */
  | { readonly kind: "uniform"; readonly limit: number };

/** One tensor that training changes: a weight, or (not trainable) a running statistic. */
export interface Variable {
  /** `part2/Stack1/unit3/residual/body1/conv1/kernel` */
  readonly path: string;
  readonly dims: readonly Dim[];
  readonly trainable: boolean;
  readonly initializer: Initializer;
}

/**
 * One placement of a block, model, loss, fn or operation that owns something, as a tree: what the counters print and what the
 * builder module is written from.
 */
export interface Placement {
  readonly id: number;
  readonly parent?: Placement;
  readonly sort: "block" | "model" | "loss" | "fn" | "operation";
  /** As declared: `Stack`, `conv`. */
  readonly name: string;
  /** The declaration's identity; placements of one declaration share it. Operations: their name. */
  readonly declaration: object | string;
  /** As a user would write the kind: `Stack(6, PairUnit(2, 2))`, `conv 3×3`. */
  readonly title: string;
  /** What this placement adds to its parent's path: `["group2", "Group1"]`; joined with `/`. */
  readonly segments: readonly string[];
  readonly path: string;
  /** The step or call that placed it. */
  readonly span: Span;
  /** Numbers, flags and the like of both lists with defaults filled in, for titles and generated code. */
  readonly settings: ReadonlyMap<string, unknown>;
  readonly inputs: readonly Node[];
  /** Which turn of which `repeat`, `fold`, `scan` or `for`, innermost last. */
  readonly turns: readonly Turn[];
  readonly children: readonly Placement[];
  /** What it gave back: its tensors in order. */
  readonly results: readonly Node[];
}

export interface Turn {
  readonly loop: "repeat" | "fold" | "scan" | "for";
  /** One loop as run once: all its turns share the object. */
  readonly run: object;
  readonly index: number;
  readonly count: number;
}

/** A tensor, or lists and records of such. */
export type Structure =
  | { readonly kind: "tensor"; readonly node: Node }
  | { readonly kind: "list"; readonly items: readonly Structure[] }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Structure> };

/** A model with all its sizes known. */
export interface Network {
  /** As named in the file (`Net_2_2`) or as written (`Net(40, 2)`). */
  readonly name: string;
  /** By parameter name; each is a node of op `input`. */
  readonly inputs: ReadonlyMap<string, Node>;
  readonly outputs: ReadonlyMap<string, Structure>;
  /** `output … for training`. */
  readonly trainingOutputs: ReadonlyMap<string, Structure>;
  readonly taps: readonly { readonly name: string; readonly node: Node }[];
  readonly placement: Placement;
  /**
   * Whatever outputs and taps need, in topological order; with `training`, training outputs too. The variables among them are the
   * network's, in the order of placing.
   */
  nodes(which?: { training?: boolean; taps?: boolean }): readonly Node[];
  variables(which?: { training?: boolean }): readonly Variable[];
}

/** A loss with its networks in one graph: what a training step computes before anything is differentiated. */
export interface Objective {
  readonly student: Network;
  readonly teacher?: Network;
  /** What the data yields, by name: `image`, `label`; nodes of op `input`. */
  readonly inputs: ReadonlyMap<string, Node>;
  /** No axes. */
  readonly loss: Node;
  /** Each without axes: terms that keep some are averaged over them for the log. */
  readonly terms: ReadonlyMap<string, Node>;
  /** Variables of the loss itself (`loss/…`), trained with the student. */
  readonly lossVariables: readonly Variable[];
  /** What the recipe shows of its networks. */
  readonly shows: readonly Show[];
}

/** Tensors to be looked at, under what the recipe writes for them: `mean(student.taps, over: channel)`. */
export interface Show {
  readonly title: string;
  /** Each has the axes batch, height and width. */
  readonly nodes: readonly Node[];
}
