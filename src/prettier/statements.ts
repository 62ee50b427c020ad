import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { assigned } from "./assignments.ts";
import { commentsAlone, joinsBefore, startWithComments } from "./brackets.ts";
import type { Context, Print } from "./context.ts";
import { nameText } from "./expressions.ts";
import { isBlock, statement } from "./gaps.ts";
import { emptyLineBefore, endsLineAfter } from "./source-text.ts";
import type { File, Node, Printable } from "./tree.ts";

const { group, hardline, indent, line } = builders;

/** Statements or declarations, a line each; one empty line stays where the author put any. */
const lines = (property: string, items: readonly Node[], ctx: Context): Doc[] =>
  ctx
    .childrenOf(property, (_item, i) => ({ joins: joinsBefore(items, i, ctx) }))
    .map((doc, i) => {
      const item = items[i];
      if (i === 0 || item === undefined) return doc;
      return [hardline, emptyLineBefore(ctx.text, startWithComments(item)) ? hardline : "", doc];
    });

/** All that a file holds, without the last line's end. */
export const fileDoc = (node: File, ctx: Context): Doc => {
  if (node.items.length > 0) return lines("items", node.items, ctx);
  const comments = ctx.dangling();
  return comments.map(({ doc, start }, i) =>
    i === 0 ? doc : [hardline, emptyLineBefore(ctx.text, start) ? hardline : "", doc],
  );
};

/** `{ statements }`; a single one may stand on the braces' line. */
export const body: Print<Printable<ast.Body>> = (node, ctx) => {
  const statements = node.statements as readonly Node[];
  if (statements.length === 0) return commentsAlone("{", "}", ctx);
  const shouldBreak = statements.length > 1 || endsLineAfter(ctx.text, node.start);
  return group(["{", ctx.behind("open"), indent([line, lines("statements", statements, ctx)]), line, "}"], {
    shouldBreak,
  });
};

export const returnDoc: Print<Printable<ast.Return>> = (node, ctx) =>
  statement(node, false, ["return ", ctx.child("value", { owner: node.start, offset: "return ".length })], ctx);

/** `require condition, "message"` */
export const requireDoc: Print<Printable<ast.Require>> = (node, ctx) => {
  const message = node.message === undefined ? "" : [",", indent([line, ctx.child("message")])];
  return statement(node, false, [node.keyword, " ", group([ctx.child("condition"), message])], ctx);
};

/** `expect value within tolerance of reference` */
export const expectDoc: Print<Printable<ast.Expect>> = (node, ctx) => {
  const within = node.within === undefined ? "" : [" within ", ctx.child("within")];
  const of = node.of === undefined ? "" : [" of ", ctx.child("of")];
  return statement(node, false, ["expect ", ctx.child("value", { owner: node.start }), within, of], ctx);
};

/** `name = value`, also within `term` and `share`, whose columns it then shares. */
export const binding: Print<Printable<ast.Binding>> = (node, ctx) => {
  const path = node.path.map((name) => nameText(name, ctx)).join(".");
  const owner = ctx.told.owner ?? node.start;
  const offset = (ctx.told.offset ?? 0) + ctx.widthOf(path);
  const value = node.value as Node;
  const after = node.path.at(-1)?.end ?? node.start;
  const doc = [path, assigned({ owner, after, offset, property: "value", value, breaksFirst: false }, ctx)];
  return ctx.told.owner === undefined ? statement(node, isBlock(value), doc, ctx) : doc;
};

/** `{ a, b } = record` */
export const unpack: Print<Printable<ast.Unpack>> = (node, ctx) => {
  const names = `{ ${node.names.map((name) => nameText(name, ctx)).join(", ")} }`;
  const value = node.value as Node;
  const close = ctx.text.indexOf("}", node.names.at(-1)?.end ?? node.start);
  const rest = assigned(
    { owner: node.start, after: close + 1, offset: ctx.widthOf(names), property: "value", value, breaksFirst: false },
    ctx,
  );
  return statement(node, isBlock(value), [names, rest], ctx);
};

/** `a = value`, or `a` */
export const recordField: Print<Printable<ast.RecordField>> = (node, ctx) => {
  const name = nameText(node.name, ctx);
  if (node.value === undefined) return statement(node, false, name, ctx);
  const value = node.value as Node;
  const rest = assigned(
    {
      owner: node.start,
      after: node.name.end,
      offset: ctx.widthOf(name),
      property: "value",
      value,
      breaksFirst: false,
    },
    ctx,
  );
  return statement(node, isBlock(value), [name, rest], ctx);
};

const names = (keyword: string, end: string, ctx: Context): Doc => {
  const docs = ctx.childrenOf("names");
  return group([keyword, " ", indent(docs.flatMap((doc, i) => (i === 0 ? [doc] : [",", line, doc]))), end]);
};

export const output: Print<Printable<ast.Output>> = (node, ctx) =>
  names("output", node.forTraining ? " for training" : "", ctx);
export const tap: Print<Printable<ast.Tap>> = (_node, ctx) => names("tap", "", ctx);

const bound =
  (keyword: "term" | "share"): Print<Printable<ast.Term | ast.Share>> =>
  (node, ctx) => {
    const value = node.binding.value as Node;
    const doc = [keyword, " ", ctx.child("binding", { owner: node.start, offset: keyword.length + 1 })];
    return statement(node, isBlock(value), doc, ctx);
  };

export const term = bound("term");
export const share = bound("share");
