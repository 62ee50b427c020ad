import { parseExpression } from "../compiler/1-syntax/parse.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Source } from "../base/source.ts";

/** The value that stands between two offsets, read by itself, for what is around it may be half-typed. Its spans are the text's. */
export const readValue = ({ path, text }: Source, start: number, end: number): ast.Expression | undefined => {
  const before = text.slice(0, start).replace(/[^\n]/g, " ");
  const { expression } = parseExpression({ path, text: before + text.slice(start, end) });
  return expression.kind === "Missing" ? undefined : expression;
};
