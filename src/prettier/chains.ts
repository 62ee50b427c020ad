import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { asWritten, onOneLine, type Context, type Print } from "./context.ts";
import { gap } from "./gaps.ts";
import { bracesOf, ifDoc } from "./braces.ts";
import { beginsLine, breaksBetween, skipTrivia } from "./source-text.ts";
import type { IfStep, Node, Printable, Steps } from "./tree.ts";

const { align, fill, group, hardline, line } = builders;

/** A name that is short enough for further lines to stand under the arrow behind it. */
const LONGEST_HEAD = 16;

const isBraced = (step: Node): boolean => step.kind !== "PlaceStep";

/** Whether the author began a line between two steps. */
const authorBreaks = (before: Node, after: Node, ctx: Context): boolean =>
  !onOneLine(ctx) && breaksBetween(ctx.text, before.end, after.start);

/** A head or a step: as a document, the comments behind it, and what stands before it, `undefined` for a line's end. */
interface Piece {
  readonly doc: Doc;
  readonly behind: Doc;
  readonly before?: Doc | undefined;
}

/**
 * The author's line ends stay, others come only where a line is full; a step of several lines begins a line. Lines' ends, and the
 * comments before them, stand outside of the fills: within one Prettier would measure what follows otherwise.
 */
const filled = (pieces: readonly Piece[], column: number): Doc => {
  const docs: Doc[] = [];
  let parts: Doc[] = [];
  pieces.forEach(({ doc, behind }, i) => {
    const next = pieces[i + 1];
    if (next?.before !== undefined) parts.push([doc, behind], next.before);
    else {
      docs.push(fill([...parts, doc]), behind, next === undefined ? "" : align(column, hardline));
      parts = [];
    }
  });
  return docs;
};

/** What stands before a step's arrow. */
const separator = (before: Node, after: Node, several: boolean, column: number, ctx: Context): Doc | undefined =>
  authorBreaks(before, after, ctx) || (several && !onOneLine(ctx)) ? undefined : align(column, line);

const severalLines = (step: Node, doc: Doc, ctx: Context): boolean => isBraced(step) && ctx.flat(doc).includes("\n");

/** Whether a comment behind the node ends its line or stands on one of its own. */
const endsItsLine = (node: Node, ctx: Context): boolean =>
  (node.comments ?? []).some(
    ({ trailing, form, start }) => trailing === true && (form !== "block" || beginsLine(ctx.text, start)),
  );

/**
 * The document of a head or step without the comments that end its line, and these. What Prettier gives for a node with
 * comments is [above, node, behind].
 */
const apart = (node: Node, doc: Doc, ctx: Context): readonly [Doc, Doc] =>
  Array.isArray(doc) && endsItsLine(node, ctx) ? [group(doc.slice(0, -1)), doc.at(-1) ?? ""] : [group(doc), ""];

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
  const [headDoc, behindHead] = apart(head, ctx.child("head"), ctx);
  const opening = [hangs ? "" : mark({ kind: "open" }), align(column, headDoc)];
  const docs = ctx.childrenOf("steps");
  const further = steps.map((step, i): Piece => {
    const before = steps[i - 1] ?? head;
    const printed = docs[i] ?? "";
    const [doc, behind] = apart(step, printed, ctx);
    const atHead = i === 0 && hangs;
    return {
      doc: align(atHead && isBraced(step) ? offset : column, [
        arrow(before, ctx),
        atHead ? mark({ kind: "open" }) : "",
        doc,
      ]),
      behind: align(column, behind),
      before: atHead ? " " : separator(before, step, severalLines(step, printed, ctx), column, ctx),
    };
  });
  return [filled([{ doc: opening, behind: align(column, behindHead) }, ...further], column), mark({ kind: "close" })];
};

/** Steps in braces: `{ step -> step }`. */
export const stepsInBraces: Print<Steps> = (node, ctx) => {
  const steps = node.steps as readonly Node[];
  const pieces = ctx.childrenOf("steps").map((printed, i): Piece => {
    const [before, step] = [steps[i - 1], steps[i] as Node];
    const [doc, behind] = apart(step, printed, ctx);
    if (before === undefined) return { doc, behind: align(2, behind) };
    const several = severalLines(step, printed, ctx);
    return { doc: align(2, ["-> ", doc]), behind: align(2, behind), before: separator(before, step, several, 2, ctx) };
  });
  return [ctx.marks.mark({ kind: "open" }), filled(pieces, 2), ctx.marks.mark({ kind: "close" })];
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
