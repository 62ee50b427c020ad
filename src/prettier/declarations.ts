import { builders, utils } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { assigned } from "./assignments.ts";
import { commentsAlone, joinsBefore, separated } from "./brackets.ts";
import { asWritten, type Context, type Print } from "./context.ts";
import { nameText } from "./expressions.ts";
import { gap, isBlock, statement } from "./gaps.ts";
import { breaksBetween, endsLineAfter, skipTrivia } from "./source-text.ts";
import type { Node, Printable, Recipe } from "./tree.ts";

const { align, group, hardline, ifBreak, indent, line, softline } = builders;

/** What stands behind a header on its line: ` {` or ` =`. */
const TAIL = 2;

interface Header {
  readonly doc: Doc;
  /** Columns of its last line. */
  readonly width: number;
}

/**
 * `block F(n: int)(x: map)`: on one line; or the second list under the first; or a parameter a line.
 */
const header = (
  head: string,
  lists: readonly Node[],
  print: (firstBroken: boolean) => readonly Doc[],
  ctx: Context,
): Header => {
  const docs = print(false);
  const [first, second] = docs;
  const start = ctx.widthOf(head);
  if (first === undefined) return { doc: head, width: start };
  const broken = utils.willBreak(first) || start + ctx.widthOf(first) + (second === undefined ? TAIL : 0) > ctx.width;
  if (broken) {
    return { doc: [head, ...print(true)], width: 1 + (second === undefined ? 0 : ctx.widthOf(second)) };
  }
  const width = start + docs.reduce((sum, doc) => sum + ctx.widthOf(doc), 0);
  const apart =
    lists[1] !== undefined && lists[0] !== undefined && breaksBetween(ctx.text, lists[0].end, lists[1].start);
  if (second === undefined || (!apart && width + TAIL <= ctx.width)) return { doc: [head, ...docs], width };
  return { doc: [head, first, align(start, [hardline, ...docs.slice(1)])], width: start + ctx.widthOf(second) };
};

/** `block F(…)(…) = value`, or with statements in braces. */
export const declaration: Print<Printable<ast.Declaration>> = (node, ctx) => {
  const lists = node.lists as readonly Node[];
  const body = node.body as Node;
  const print = (firstBroken: boolean): Doc[] =>
    ctx.childrenOf("lists", (_list, i) => ({ broken: firstBroken && i === 0 }));
  const { doc, width } = header(`${node.keyword} ${nameText(node.name, ctx)}`, lists, print, ctx);
  const after = (lists.at(-1) ?? node.name).end;
  const rest =
    body.kind === "Body"
      ? [" ", ctx.child("body")]
      : assigned({ owner: node.start, after, offset: width, property: "body", value: body, breaksFirst: true }, ctx);
  return statement(node, body.kind === "Body" || isBlock(body), [doc, rest], ctx);
};

/** `name: type = default` */
export const parameter: Print<Printable<ast.Parameter>> = (node, ctx) => {
  const value = node.default as Node | undefined;
  const after = (node.type as Node).end;
  const rest =
    value === undefined
      ? ""
      : assigned({ owner: undefined, after, offset: 0, property: "default", value, breaksFirst: false }, ctx);
  return [nameText(node.name, ctx), ": ", ctx.child("type"), rest];
};

export const listType: Print<Printable<ast.ListType>> = (_node, ctx) => ["[", ctx.child("element"), "]"];

export const namedType: Print<Printable<ast.NamedType>> = (node, ctx) => {
  const name = nameText(node.name, ctx);
  if (node.arguments === undefined) return name;
  const docs = ctx.childrenOf("arguments");
  return [name, group(["[", indent([softline, separated(node.arguments, docs, ",", ctx)]), softline, "]"])];
};

export const choiceType: Print<Printable<ast.ChoiceType>> = (node, ctx) =>
  node.names.map((name) => nameText(name, ctx)).join(" | ");

/** `import { A, B } from "./file"` */
export const importDoc: Print<Printable<ast.Import>> = (node, ctx) => {
  const open = skipTrivia(ctx.text, node.start + "import".length);
  const names = node.names as readonly Node[];
  const inner = separated(names, ctx.childrenOf("names"), ",", ctx);
  const braces =
    names.length === 0
      ? commentsAlone("{", "}", ctx)
      : group(["{", ctx.behind("open"), indent([line, inner]), line, "}"], {
          shouldBreak: endsLineAfter(ctx.text, open),
        });
  return ["import ", braces, " from ", ctx.child("from")];
};

/** `published params(M) = 2238.6K` */
export const published: Print<Printable<ast.Published>> = (node, ctx) => {
  const subject = ctx.child("subject");
  const value = node.value as Node;
  const rest = assigned(
    { owner: node.start, after: (node.subject as Node).end, offset: 0, property: "value", value, breaksFirst: false },
    ctx,
  );
  return statement(node, isBlock(value), ["published ", subject, rest], ctx);
};

/** `train Name(…) = run`, or `train Name(…) extends Parent(…) { fields }` */
export const recipe: Print<Recipe> = (node, ctx) => {
  const list = node.list as Node | undefined;
  const print = (broken: boolean): Doc[] => (list === undefined ? [] : [ctx.child("list", { broken })]);
  const { doc: head, width } = header(
    `train ${nameText(node.name, ctx)}`,
    list === undefined ? [] : [list],
    print,
    ctx,
  );
  const after = (list ?? node.name).end;
  if (node.value !== undefined) {
    const value = node.value as Node;
    const rest = assigned(
      { owner: node.start, after, offset: width, property: "value", value, breaksFirst: true },
      ctx,
    );
    return statement(node, isBlock(value), [head, rest], ctx);
  }
  const parent = node.parent as Node | undefined;
  const extended: Doc =
    parent === undefined
      ? ""
      : [
          " ",
          gap("extends", skipTrivia(ctx.text, after), ctx, node.start),
          "extends ",
          asWritten(parent, ctx),
          node.parentArguments === undefined ? "" : ctx.child("parentArguments"),
        ];
  const open = skipTrivia(ctx.text, ((node.parentArguments as Node | undefined) ?? parent ?? { end: after }).end);
  return statement(node, true, [head, extended, " ", fieldsDoc(node, open, ctx)], ctx);
};

/** `{ model = M, batch = 128 }`, or a field a line without commas. */
const fieldsDoc = (node: Recipe, open: number, ctx: Context): Doc => {
  const fields = (node.fields ?? []) as readonly Node[];
  if (fields.length === 0) return commentsAlone("{", "}", ctx);
  const docs = ctx.childrenOf("fields", (_field, i) => ({ joins: joinsBefore(fields, i, ctx) }));
  const inner = separated(fields, docs, "\u0000", ctx).map((part) => (part === "\u0000" ? ifBreak("", ",") : part));
  return group(["{", ctx.behind("open"), indent([line, ...inner]), line, "}"], {
    shouldBreak: endsLineAfter(ctx.text, open),
  });
};
