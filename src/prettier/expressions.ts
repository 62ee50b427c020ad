import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { asWritten, endsRow, type Context, type Print } from "./context.ts";
import { gap } from "./gaps.ts";
import { skipTrivia } from "./source-text.ts";
import type { Node, Printable } from "./tree.ts";

const { group, indent, line, softline } = builders;

export const written: Print<Node> = (node, ctx) => asWritten(node, ctx);

/** `60 epochs`, with one blank; the digits as written. */
export const number: Print<Printable<ast.NumberLiteral>> = (node, ctx) => {
  const unit = /(?:epoch|step)s?$/.exec(asWritten(node, ctx));
  return node.unit === undefined || unit === null ? node.text : `${node.text} ${unit[0]}`;
};

// prettier-ignore
const RANK: Readonly<Record<ast.BinaryOperator, number>> = {
  or: 1, and: 2, "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "^": 7,
};

type Binary = Printable<ast.Binary>;

/** A quotient of two written numbers is one number to the eye: `1/2`. */
const isFraction = (node: Binary): boolean =>
  node.operator === "/" &&
  (node.left as Node).kind === "Number" &&
  (node.right as Node).kind === "Number" &&
  !hasUnit(node.left) &&
  !hasUnit(node.right) &&
  !commented(node);

const hasUnit = (node: unknown): boolean => (node as Printable<ast.NumberLiteral>).unit !== undefined;
const commented = (node: Binary): boolean =>
  [node.left, node.right].some((side) => ((side as Node).comments ?? []).length > 0);

/** Operators of one rank stand on one level; where they take several lines, each begins one. */
export const binary: Print<Binary> = (node, ctx) => {
  if (isFraction(node)) return [ctx.child("left"), "/", ctx.child("right")];
  const parent = ctx.ancestors[0] as Binary | undefined;
  const continues =
    parent?.kind === "Binary" && RANK[parent.operator] === RANK[node.operator] && (parent.left as unknown) === node;
  const sign = RANK[node.operator] === RANK["=="] ? gap("==", skipTrivia(ctx.text, (node.left as Node).end), ctx) : "";
  const parts: Doc[] = [
    ctx.child("left"),
    indent([endsRow(ctx) ? " " : line, sign, node.operator, " ", ctx.child("right")]),
  ];
  return continues && (node.comments ?? []).length === 0 ? parts : group(parts);
};

export const unary: Print<Printable<ast.Unary>> = (node, ctx) => [
  node.operator === "not" ? "not " : "-",
  ctx.child("operand"),
];

export const range: Print<Printable<ast.Range>> = (node, ctx) => [
  ctx.child("from"),
  "..",
  ctx.text[node.to.start] === "." ? " " : "",
  ctx.child("to"),
  node.by === undefined ? "" : [" by ", ctx.child("by")],
];

export const parenthesized: Print<Printable<ast.Parenthesized>> = (_node, ctx) =>
  group(["(", indent([softline, ctx.child("inner")]), softline, ")"]);

export const call: Print<Printable<ast.Call>> = (_node, ctx) => [
  ctx.child("callee"),
  ctx.child("arguments", { owner: ctx.told.owner }),
];

export const member: Print<Printable<ast.Member>> = (node, ctx) => [ctx.child("object"), ".", nameText(node.name, ctx)];

/** A name as written, though the tree has it in NFC. */
export const nameText = (name: { readonly start: number; readonly end: number }, ctx: Context): string =>
  ctx.text.slice(name.start, name.end);
