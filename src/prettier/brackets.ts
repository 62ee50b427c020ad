import { builders, utils } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { onOneLine, type Context, type Print } from "./context.ts";
import { gap } from "./gaps.ts";
import { emptyLineBefore, endsLineAfter } from "./source-text.ts";
import type { Node, Printable } from "./tree.ts";

const { fill, group, hardline, ifBreak, indent, line, softline } = builders;

/** Comments in brackets that hold nothing else. */
export const commentsAlone = (open: string, close: string, ctx: Context): Doc => {
  const comments = [...ctx.dangling("open"), ...ctx.dangling()];
  if (comments.length === 0) return open + close;
  const flat = comments.every(({ block }) => block);
  const between = flat ? " " : hardline;
  const docs = comments.map(({ doc }, i) => (i === 0 ? doc : [between, doc]));
  return flat ? [open, ...docs, close] : [open, indent([hardline, ...docs]), hardline, close];
};

/** Whether the author wants an item a line. */
const wantsLines = (node: Node, open: number, ctx: Context): boolean =>
  ctx.told.broken === true || (!onOneLine(ctx) && endsLineAfter(ctx.text, open) && node.end > open);

/** Where the first of an item's comments begins, or the item. */
export const startWithComments = (node: Node): number =>
  Math.min(node.start, ...(node.comments ?? []).filter(({ leading }) => leading).map(({ start }) => start));

/** Items between brackets, separated by commas; empty lines between them stay where each has a line of its own. */
export const separated = (items: readonly Node[], docs: readonly Doc[], sign: string, ctx: Context): Doc[] =>
  docs.flatMap((doc, i) => {
    const item = items[i];
    if (i === 0 || item === undefined) return [doc];
    const empty = emptyLineBefore(ctx.text, startWithComments(item));
    return [sign, line, empty ? ifBreak(softline, "") : "", doc];
  });

const isNumber = (node: Node): boolean => {
  if (node.kind === "Number") return true;
  if (node.kind === "Argument") {
    const argument = node as Printable<ast.Argument>;
    return argument.name === undefined && isNumber(argument.value);
  }
  return node.kind === "Unary" && ((node as Printable<ast.Unary>).operand as Node).kind === "Number";
};

/** Whether a comment ends the line between two items: behind the one, or above the other. */
const commentBetween = (before: Node | undefined, after: Node | undefined, { text }: Context): boolean =>
  (before?.comments ?? []).some(({ trailing, form }) => trailing === true && form !== "block") ||
  (after?.comments ?? []).some(({ leading, end }) => leading === true && /^[^\S\n]*\n/.test(text.slice(end)));

/** Brackets that hold items, with a last comma where each has a line of its own. Numbers fill lines. */
const bracketed = (
  node: Node,
  items: readonly Node[],
  docs: readonly Doc[],
  [open, close]: readonly [string, string],
  ctx: Context,
): Doc => {
  if (items.length === 0) return commentsAlone(open, close, ctx);
  const numbers = items.length > 4 && items.every(isNumber);
  const filled = fill(
    docs
      .flatMap((doc, i) => (i === 0 ? [doc] : [commentBetween(items[i - 1], items[i], ctx) ? hardline : line, doc]))
      .map((doc, i) => (i % 2 === 0 && i < 2 * docs.length - 2 ? [doc, ","] : doc)),
  );
  const inner = numbers ? filled : separated(items, docs, ",", ctx);
  return group([open, ctx.behind("open"), indent([softline, inner]), ifBreak(","), softline, close], {
    shouldBreak: wantsLines(node, node.start, ctx),
  });
};

/** `[1, 2]` */
export const list: Print<Printable<ast.ListLiteral>> = (node, ctx) =>
  bracketed(node, node.items, ctx.childrenOf("items"), ["[", "]"], ctx);

/** `(x: map, out: int)` */
export const parameterList: Print<Printable<ast.ParameterList>> = (node, ctx) =>
  bracketed(node, node.parameters, ctx.childrenOf("parameters"), ["(", ")"], ctx);

/** Arguments that may take several lines within a call that stays on its own. */
const HUGGABLE = new Set(["List", "Call", "Table", "Record", "If", "For", "Parenthesized"]);

const breaksHard = (doc: Doc): boolean => utils.willBreak(doc);

/**
 * `(3, 16, stride: 2)`. Where an argument in brackets takes several lines but the author put no line's end after the parenthesis,
 * the arguments stay where they are.
 */
export const argumentList: Print<Printable<ast.ArgumentList>> = (node, ctx) => {
  const items = node.arguments;
  const callee = (ctx.ancestors[0] as Printable<ast.Call> | undefined)?.callee as Node | undefined;
  const title = callee === undefined ? "" : ctx.text.slice(callee.start, callee.end);
  const docs = ctx.childrenOf("arguments", (_item, i) =>
    i === 0 ? {} : { owner: ctx.told.owner, column: `${title} ${i}` },
  );
  const hugged = wantsLines(node, node.start, ctx) ? -1 : huggedArgument(items, docs, ctx);
  if (hugged < 0) return bracketed(node, items, docs, ["(", ")"], ctx);
  const inner = docs.flatMap((doc, i) => [i === 0 ? "" : ", ", i === hugged ? doc : ctx.flat(doc)]);
  return ["(", items.length === 1 ? inner : indent(inner), ")"];
};

/** The one argument that takes several lines while the others are short, or -1. */
const huggedArgument = (items: readonly Printable<ast.Argument>[], docs: readonly Doc[], ctx: Context): number => {
  const several = docs.map(breaksHard);
  const at = several.indexOf(true);
  const item = items[at];
  if (
    item === undefined ||
    several.lastIndexOf(true) !== at ||
    !HUGGABLE.has((item.value as Node).kind) ||
    (item.comments ?? []).length > 0
  )
    return -1;
  const others = docs.reduce((sum, doc, i) => (i === at ? sum : sum + ctx.widthOf(doc) + 2), 0);
  return others <= BESIDE_HUGGED ? at : -1;
};

/** Columns of the other arguments beside one that takes several lines. */
const BESIDE_HUGGED = 40;

/** `value`, or `name: value`. In the call that is a statement's value, arguments after the first can be lined up. */
export const argument: Print<Printable<ast.Argument>> = (node, ctx) => {
  const before = ctx.told.column === undefined ? "" : gap(ctx.told.column, node.start, ctx);
  if (node.name === undefined) return [before, ctx.child("value")];
  const name = ctx.text.slice(node.name.start, node.name.end);
  return [before, name, ": ", ctx.child("value", { offset: ctx.widthOf(name) + 2 })];
};

/** `channel: 0`, `height: .. by 2`; a range's end that begins with a dot keeps off from the two dots. */
export const slice: Print<Printable<ast.Slice>> = (node, ctx) => {
  const axis = node.axis === undefined ? "" : [ctx.text.slice(node.axis.start, node.axis.end), ": "];
  if (node.at !== undefined) return [axis, ctx.child("at")];
  const from = node.from === undefined ? "" : ctx.child("from");
  const to = node.to === undefined ? "" : [ctx.text[node.to.start] === "." ? " " : "", ctx.child("to")];
  const by = node.by === undefined ? "" : [" by ", ctx.child("by")];
  return [axis, from, "..", to, by];
};

/** `x[height: .. by 2, width: .. by 2]`; takes no last comma. */
export const index: Print<Printable<ast.Index>> = (node, ctx) => {
  const items = separated(node.slices, ctx.childrenOf("slices"), ",", ctx);
  return [ctx.child("object"), group(["[", ctx.behind("open"), indent([softline, items]), softline, "]"])];
};

/** `{ a = 1, b }`; a field a line where the author began one after the brace. No comma behind the last one. */
export const record: Print<Printable<ast.RecordLiteral>> = (node, ctx) => {
  const items = node.fields as readonly Node[];
  if (items.length === 0) return commentsAlone("{", "}", ctx);
  const docs = ctx.childrenOf("fields", (_field, i) => ({ joins: joinsBefore(items, i, ctx) }));
  return group(["{", ctx.behind("open"), indent([line, separated(items, docs, ",", ctx)]), line, "}"], {
    shouldBreak: wantsLines(node, node.start, ctx),
  });
};

/** The neighbour above that may share columns with an item. */
export const joinsBefore = (items: readonly Node[], i: number, ctx: Context): number | undefined => {
  const [before, item] = [items[i - 1], items[i]];
  if (before === undefined || item === undefined || before.kind !== item.kind) return undefined;
  return /\n[^\S\n]*\n/.test(ctx.text.slice(before.end, item.start)) ? undefined : before.start;
};
