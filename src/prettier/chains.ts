import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { asWritten, onOneLine, type Context, type Print } from "./context.ts";
import { gap } from "./gaps.ts";
import { bracesOf, ifDoc } from "./braces.ts";
import { breaksBetween, skipTrivia } from "./source-text.ts";
import type { IfStep, Node, Printable, Steps } from "./tree.ts";

const { align, fill, group, hardline, line } = builders;

/** A name that is short enough for further lines to stand under the arrow behind it. */
const LONGEST_HEAD = 16;

const isBraced = (step: Node): boolean => step.kind !== "PlaceStep";

/** Whether the author began a line between two steps. */
const authorBreaks = (before: Node, after: Node, ctx: Context): boolean =>
  !onOneLine(ctx) && breaksBetween(ctx.text, before.end, after.start);

/**
 * Pieces with what stands between them, `undefined` for a line's end: the author's line ends stay, others come only where a line is full. A step of several
 * lines begins a line. (A hard line within a fill would have Prettier measure what follows it otherwise than behind a soft one.)
 */
const filled = (
  first: Doc,
  others: readonly { readonly doc: Doc; readonly before: Doc | undefined }[],
  column: number,
): Doc => {
  const fills: Doc[][] = [[first]];
  const docs: Doc[] = [];
  for (const { doc, before } of others) {
    if (before === undefined) fills.push([doc]);
    else fills.at(-1)?.push(before, doc);
  }
  fills.forEach((parts, i) => docs.push(i === 0 ? "" : align(column, hardline), fill(parts)));
  return docs;
};

/** What stands before a step's arrow. */
const separator = (before: Node, after: Node, several: boolean, column: number, ctx: Context): Doc | undefined =>
  authorBreaks(before, after, ctx) || (several && !onOneLine(ctx)) ? undefined : align(column, line);

const severalLines = (step: Node, doc: Doc, ctx: Context): boolean => isBraced(step) && ctx.flat(doc).includes("\n");

/**
 * A piece of a chain as Prettier printed it, in a group that breaks with the piece alone: a comment at its line's end doesn't
 * make it a piece of several lines. What Prettier gives for a node with comments is [above, node, behind].
 */
const piece = (node: Node, doc: Doc): Doc => {
  const behind = (node.comments ?? []).some(({ trailing }) => trailing) && Array.isArray(doc) ? doc.at(-1) : undefined;
  return behind === undefined || !Array.isArray(doc) ? group(doc) : [group(doc.slice(0, -1)), behind];
};

const arrow = (before: Node, ctx: Context): Doc => [gap("->", skipTrivia(ctx.text, before.end), ctx), "-> "];

/**
 * `head -> step -> step`. Further lines begin with their arrow, under the first one where it follows a short name on the first
 * line and has no braces, else two columns in from the head.
 */
export const chain: Print<Printable<ast.Chain>> = (node, ctx) => {
  const offset = ctx.told.offset ?? 0;
  const head = node.head as Node;
  const steps = node.steps as readonly Node[];
  const first = steps[0];
  const name = head.kind === "Reference" && head.end - head.start <= LONGEST_HEAD ? asWritten(head, ctx) : undefined;
  const hangs = name !== undefined && first !== undefined && !authorBreaks(head, first, ctx);
  const mark = ctx.marks.mark;
  const column = offset + (hangs && !isBraced(first) ? ctx.widthOf(name) + 1 : 2);
  const opening: Doc = [hangs ? "" : mark({ kind: "open" }), align(column, piece(head, ctx.child("head")))];
  const docs = ctx.childrenOf("steps", { offset: 3 });
  const others = steps.map((step, i) => {
    const before = steps[i - 1] ?? head;
    const doc = docs[i] ?? "";
    const signed = [arrow(before, ctx), i === 0 && hangs ? mark({ kind: "open" }) : "", piece(step, doc)];
    if (i === 0 && hangs) return { before: " ", doc: align(isBraced(step) ? offset : column, signed) };
    return { before: separator(before, step, severalLines(step, doc, ctx), column, ctx), doc: align(column, signed) };
  });
  return [filled(opening, others, column), mark({ kind: "close" })];
};

/** Steps in braces: `{ step -> step }`. */
export const stepsInBraces: Print<Steps> = (node, ctx) => {
  const [first = "", ...further] = ctx.childrenOf("steps").map((doc, i) => piece(node.steps[i] as Node, doc));
  const others = further.map((doc, i) => {
    const [before, step] = [node.steps[i] as Node, node.steps[i + 1] as Node];
    return { before: separator(before, step, severalLines(step, doc, ctx), 2, ctx), doc: align(2, ["-> ", doc]) };
  });
  return [ctx.marks.mark({ kind: "open" }), filled(first, others, 2), ctx.marks.mark({ kind: "close" })];
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
