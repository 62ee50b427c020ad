import type * as ast from "../compiler/1-syntax/ast.ts";
import { makeMarks, type Marks } from "./marks.ts";

/**
 * The tree as the printers want it: the parser's, copied (Prettier writes comments into it), with lists of steps and rows of
 * tables as nodes of their own, so that a comment finds the line it belongs to.
 */
export type Node = {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  comments?: AttachedComment[];
  readonly up?: Node;
};

export type Kind =
  | Exclude<
      | ast.Item
      | ast.Statement
      | ast.Expression
      | ast.Step
      | ast.File
      | ast.ParameterList
      | ast.Parameter
      | ast.Type
      | ast.Body
      | ast.RecordField
      | ast.Pattern
      | ast.ArgumentList
      | ast.Argument
      | ast.Slice
      | ast.Name,
      never
    >["kind"]
  | "Steps"
  | "TableRow";

export interface AttachedComment {
  readonly kind: "Comment";
  readonly start: number;
  readonly end: number;
  readonly form: ast.Comment["form"];
  readonly text: string;
  leading?: boolean;
  trailing?: boolean;
  /** Where in the node a comment stands that neither leads nor trails it. */
  marker?: "else" | "equals" | "before-equals" | "open";
  printed?: boolean;
  enclosingNode?: Node;
  precedingNode?: Node;
  followingNode?: Node;
}

/** An `ast` node's printable form: children printable too, the span as two offsets. */
export type Printable<T> = T extends { readonly kind: infer K }
  ? Node & { readonly kind: K } & { readonly [P in Exclude<keyof T, "kind" | "span" | "comments">]: Printable<T[P]> }
  : T extends readonly (infer E)[]
    ? readonly Printable<E>[]
    : T;

export interface Steps extends Node {
  readonly kind: "Steps";
  readonly steps: readonly Printable<ast.Step>[];
}

export interface TableRow extends Node {
  readonly kind: "TableRow";
  readonly cells: readonly Printable<ast.Expression>[];
}

export interface Table extends Node {
  readonly kind: "Table";
  readonly rows: readonly TableRow[];
}

export interface IfStep extends Node {
  readonly kind: "IfStep";
  readonly condition: Printable<ast.Expression>;
  readonly then: Steps;
  readonly otherwise?: IfStep | Steps;
}

export interface Recipe extends Node {
  readonly kind: "Recipe";
  readonly name: Printable<ast.Name>;
  readonly list?: Printable<ast.ParameterList>;
  readonly value?: Printable<ast.Expression>;
  readonly parent?: Printable<ast.Name>;
  readonly parentArguments?: Printable<ast.ArgumentList>;
  readonly fields?: readonly Printable<ast.Binding>[];
}

export interface File extends Node {
  readonly kind: "File";
  readonly items: readonly Node[];
  readonly marks: Marks;
}

type Loose = Readonly<Record<string, unknown>>;

/** Properties that hold no tree. */
const LEAVES = new Set(["kind", "span", "source", "comments", "value:Number", "operatorSpan", "doc", "parts"]);

const isNode = (value: unknown): value is ast.File =>
  typeof value === "object" && value !== null && "kind" in value && "span" in value;

const spread = (nodes: readonly Node[]): { start: number; end: number } => ({
  start: nodes[0]?.start ?? 0,
  end: nodes.at(-1)?.end ?? 0,
});

const stepsNode = (steps: unknown): Node | undefined => {
  if (steps === undefined) return undefined;
  if (!Array.isArray(steps)) return copy(steps) as Node;
  const copied = (steps as unknown[]).map(copy) as Node[];
  return { kind: "Steps", ...spread(copied), steps: copied } as Node;
};

const rowNode = (cells: readonly unknown[]): Node => {
  const copied = cells.map(copy) as Node[];
  return { kind: "TableRow", ...spread(copied), cells: copied } as Node;
};

/** What replaces properties of the kinds that the printers want otherwise. */
const reshaped: Readonly<Record<string, (node: Loose) => Loose>> = {
  IfStep: (node) => ({
    condition: copy(node.condition),
    then: stepsNode(node.then),
    otherwise: stepsNode(node.otherwise),
  }),
  RepeatStep: (node) => ({ count: copy(node.count), steps: stepsNode(node.steps) }),
  FoldStep: (node) => ({ pattern: copy(node.pattern), list: copy(node.list), steps: stepsNode(node.steps) }),
  Table: (node) => ({
    columns: undefined,
    rows: [node.columns, ...(node.rows as unknown[])].map((cells) => rowNode(cells as unknown[])),
  }),
  Recipe: (node) => {
    const parent = node.parent as ast.Recipe["parent"];
    return { parent: copy(parent?.name), parentArguments: copy(parent?.arguments) };
  },
};

const copy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copy);
  if (!isNode(value)) return value;
  const node = value as unknown as Loose;
  const own: Record<string, unknown> = { kind: value.kind, start: value.span.start, end: value.span.end };
  const changed = reshaped[value.kind]?.(node) ?? {};
  for (const key of Object.keys(node)) {
    if (LEAVES.has(key) || LEAVES.has(`${key}:${value.kind}`)) continue;
    own[key] = key in changed ? changed[key] : copy(node[key]);
  }
  return { ...own, ...changed };
};

/** The printable copy of a parsed file. */
export const printableFile = (file: ast.File): File => {
  const comments = file.comments.map(({ span, form, text }) => ({
    kind: "Comment",
    start: span.start,
    end: span.end,
    form,
    text,
  }));
  const items = file.items.map(copy) as Node[];
  const { text } = file.source;
  const printable = {
    kind: "File",
    start: 0,
    end: text.length,
    items,
    comments,
    marks: makeMarks(text),
  } as unknown as File;
  for (const item of items) linkUp(item, printable);
  return printable;
};

const linkUp = (node: Node, up: Node): void => {
  Object.defineProperty(node, "up", { value: up });
  for (const child of childrenOf(node)) linkUp(child, node);
};

/** In order. */
export const childrenOf = (node: Node): readonly Node[] =>
  childKeys(node)
    .flatMap((key) => (node as unknown as Readonly<Record<string, Node | readonly Node[]>>)[key] ?? [])
    .sort((a, b) => a.start - b.start);

/** Properties with children; for Prettier's attaching of comments. */
export const childKeys = (node: Node): string[] =>
  Object.entries(node)
    .filter(([key, value]) => key !== "comments" && key !== "marks" && typeof value === "object" && value !== null)
    .map(([key]) => key);
