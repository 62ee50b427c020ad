import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { onOneLine, type Context, type Print } from "./context.ts";
import { endsLineAfter, skipTrivia } from "./source-text.ts";
import type { IfStep, Node, Printable } from "./tree.ts";

const { group, hardline, indent, line } = builders;

/** One value or chain of steps in the braces that open at `open`; on lines of its own where the author put it there or it is too long. */
export const bracesOf = (open: number, inner: Doc, ctx: Context): Doc =>
  group(["{", indent([line, inner]), line, "}"], { shouldBreak: !onOneLine(ctx) && endsLineAfter(ctx.text, open) });

/** `if c { a } else { b }`, of values or of steps. All its braces break or none does. */
export const ifDoc = (node: Printable<ast.If> | IfStep, ctx: Context): Doc => {
  const open = skipTrivia(ctx.text, (node.condition as Node).end);
  const otherwise = node.otherwise as Node | undefined;
  const parts: Doc[] = ["if ", ctx.child("condition"), " {", indent([line, ctx.child("then")]), line, "}"];
  if (otherwise !== undefined) {
    parts.push(beforeElse(ctx));
    const continues = otherwise.kind === "If" || otherwise.kind === "IfStep";
    const inBraces = !continues || ctx.text[skipElse(node, ctx)] === "{";
    parts.push(
      inBraces ? ["else {", indent([line, ctx.child("otherwise")]), line, "}"] : ["else ", ctx.child("otherwise")],
    );
  }
  const parent = ctx.ancestors[0] as Printable<ast.If> | undefined;
  const within = parent?.kind === node.kind && (parent.otherwise as unknown) === node && !wasInBraces(parent, ctx);
  return within ? parts : group(parts, { shouldBreak: !onOneLine(ctx) && endsLineAfter(ctx.text, open) });
};

/** Offset of what follows the word `else`: `{` or `if`. */
const skipElse = (node: Printable<ast.If> | IfStep, ctx: Context): number => {
  const close = skipTrivia(ctx.text, (node.then as Node).end);
  return skipTrivia(ctx.text, skipTrivia(ctx.text, close + 1) + "else".length);
};

const wasInBraces = (node: Printable<ast.If>, ctx: Context): boolean => ctx.text[skipElse(node, ctx)] === "{";

/** A blank, or the comments that stand between `}` and `else`, a line each. */
const beforeElse = (ctx: Context): Doc => {
  const comments = ctx.dangling("else");
  return comments.length === 0 ? " " : [hardline, ...comments.map(({ doc }) => [doc, hardline])];
};

export const ifValue: Print<Printable<ast.If>> = (node, ctx) => ifDoc(node, ctx);

export const forValue: Print<Printable<ast.For>> = (node, ctx) => [
  "for ",
  ctx.child("pattern"),
  " in ",
  ctx.child("list"),
  " ",
  bracesOf(skipTrivia(ctx.text, (node.list as Node).end), ctx.child("body"), ctx),
];

export const pattern: Print<Printable<ast.Pattern>> = (node, ctx) => {
  const names = node.names.map(({ start, end }) => ctx.text.slice(start, end)).join(", ");
  return node.parenthesized ? `(${names})` : names;
};
