import type { Doc } from "prettier";
import type { Marks } from "./marks.ts";
import type { AttachedComment, Kind, Node } from "./tree.ts";

/** What the one who prints a node tells it. */
export interface Told {
  /** The statement whose columns the node's gaps belong to. */
  readonly owner?: number | undefined;
  /** Columns of text between the line's indentation and the node. */
  readonly offset?: number | undefined;
  /** The statement before, where both may share columns. */
  readonly joins?: number | undefined;
  /** A list that must stand a line an item. */
  readonly broken?: boolean | undefined;
  /** The column that an argument of a statement's call belongs to: `concat 1`. */
  readonly column?: string | undefined;
  /** Of a table's row: its cells as text where they fit on a line, and the columns' widths. */
  readonly cells?: readonly string[] | undefined;
  readonly widths?: readonly number[] | undefined;
}

/** What a printer sees of the node it prints. */
export interface Context {
  readonly text: string;
  readonly width: number;
  readonly marks: Marks;
  readonly told: Told;
  readonly ancestors: readonly Node[];
  /** A child by property. */
  readonly child: (name: string, told?: Told) => Doc;
  readonly childrenOf: (name: string, told?: Told | ((node: Node, index: number) => Told)) => Doc[];
  /** Children of children: a table's cells. */
  readonly nested: (outer: string, inner: string) => Doc[][];
  /** Comments of the node itself that neither lead nor trail it, with that marker. */
  readonly dangling: (
    marker?: AttachedComment["marker"],
  ) => readonly { readonly doc: Doc; readonly block: boolean; readonly start: number }[];
  /** The comment behind an opening bracket or a `=`, to stand at the line's end. */
  readonly behind: (marker: "open" | "equals") => Doc;
  /** A comment at the end of the line, whatever follows on it. */
  readonly atLineEnd: (doc: Doc) => Doc;
  /** As it would be printed on a line without end, marks included. */
  readonly flat: (doc: Doc) => string;
  /** Columns of the last line of what `flat` gives. */
  readonly widthOf: (doc: Doc) => number;
}

export type Print<N extends Node> = (node: N, ctx: Context) => Doc;
export type Printers = { readonly [K in Kind]: (node: never, ctx: Context) => Doc };

/** As the author wrote it. */
export const asWritten = (node: { readonly start: number; readonly end: number }, ctx: Context): string =>
  ctx.text.slice(node.start, node.end);

/** Within a table everything stands on its row. */
export const onOneLine = (ctx: Context): boolean => ctx.ancestors.some(({ kind }) => kind === "TableRow");

const OPEN = new Set(["Binary", "Unary", "Range", "Member", "Call"]);

/** Whether a line's end here would end a table's row: within a cell, in no brackets of its own. */
export const endsRow = (ctx: Context): boolean =>
  ctx.ancestors.find(({ kind }) => !OPEN.has(kind))?.kind === "TableRow";
