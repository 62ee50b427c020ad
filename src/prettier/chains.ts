import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { asWritten, onOneLine, type Context, type Print } from "./context.ts";
import { gap } from "./gaps.ts";
import { bracesOf, ifDoc } from "./braces.ts";
import { breaksBetween, skipTrivia } from "./source-text.ts";
import type { IfStep, Node, Printable, Steps } from "./tree.ts";

const { align, fill, hardline, line } = builders;

/** A name that is short enough for further lines to stand under the arrow behind it. */
const LONGEST_HEAD = 16;

const isBraced = (step: Node): boolean => step.kind !== "PlaceStep";

/** Whether the author began a line between two steps. */
const authorBreaks = (before: Node, after: Node, ctx: Context): boolean => !onOneLine(ctx) && breaksBetween(ctx.text, before.end, after.start);

/**
 * What stands before a step's arrow. The author's line breaks stay; others come only where a line is full. A step of several
 * lines begins a line.
 */
const separator = (before: Node, after: Node, several: boolean, ctx: Context): Doc =>
  authorBreaks(before, after, ctx) || (several && !onOneLine(ctx)) ? hardline : line;

const severalLines = (step: Node, doc: Doc, ctx: Context): boolean => isBraced(step) && ctx.flat(doc).includes("\n");

const arrow = (before: Node, ctx: Context): Doc => [gap("->", skipTrivia(ctx.text, before.end), ctx), "-> "];

/**
 * `head -> step -> step`. Further lines begin with their arrow, under the first one where it follows a short name on the first
 * line, else two columns in from the head.
 */
export const chain: Print<Printable<ast.Chain>> = (node, ctx) => {
  const offset = ctx.told.offset ?? 0;
  const head = node.head as Node;
  const steps = node.steps as readonly Node[];
  const first = steps[0];
  const name = head.kind === "Reference" && head.end - head.start <= LONGEST_HEAD ? asWritten(head, ctx) : undefined;
  const hangs = name !== undefined && first !== undefined && !authorBreaks(head, first, ctx);
  const mark = ctx.marks.mark;
  const column = offset + (hangs ? ctx.widthOf(name) + 1 : 2);
  const parts: Doc[] = [[hangs ? "" : mark({ kind: "open" }), align(column, ctx.child("head"))]];
  const docs = ctx.childrenOf("steps", { offset: 3 });
  steps.forEach((step, i) => {
    const before = steps[i - 1] ?? head;
    const doc = docs[i] ?? "";
    const signed = [arrow(before, ctx), i === 0 && hangs ? mark({ kind: "open" }) : "", doc];
    if (i === 0 && hangs) parts.push(" ", align(isBraced(step) ? offset : column, signed));
    else parts.push(align(column, separator(before, step, severalLines(step, doc, ctx), ctx)), align(column, signed));
  });
  return [fill(parts), mark({ kind: "close" })];
};

/** Steps in braces: `{ step -> step }`. */
export const stepsInBraces: Print<Steps> = (node, ctx) => {
  const parts: Doc[] = [];
  const docs = ctx.childrenOf("steps");
  node.steps.forEach((step, i) => {
    const before = node.steps[i - 1] as Node | undefined;
    const doc = docs[i] ?? "";
    if (before === undefined) parts.push([ctx.marks.mark({ kind: "open" }), doc]);
    else parts.push(align(2, separator(before, step as Node, severalLines(step as Node, doc, ctx), ctx)), align(2, ["-> ", doc]));
  });
  return [fill(parts), ctx.marks.mark({ kind: "close" })];
};

export const placeStep: Print<Printable<ast.PlaceStep>> = (_node, ctx) => ctx.child("target");

export const ifStep: Print<IfStep> = (node, ctx) => ifDoc(node, ctx);

export const repeatStep: Print<Printable<ast.RepeatStep>> = (node, ctx) => {
  const close = skipTrivia(ctx.text, (node.count as Node).end);
  return ["repeat(", ctx.child("count"), ") ", bracesOf(skipTrivia(ctx.text, close + 1), ctx.child("steps"), ctx)];
};

export const foldStep: Print<Printable<ast.FoldStep>> = (node, ctx) => [
  node.keyword,
  " ",
  ctx.child("pattern"),
  " in ",
  ctx.child("list"),
  " ",
  bracesOf(skipTrivia(ctx.text, (node.list as Node).end), ctx.child("steps"), ctx),
];
