import type { Diagnostic } from "../../base/diagnostic.ts";
import { span, type Source, type Span } from "../../base/source.ts";
import { isToken, type SyntaxNode } from "../../../grammar/parser.ts";
import type { Token } from "../../../grammar/scan.ts";
import type * as ast from "./ast.ts";

export type Child = SyntaxNode | Token;

export interface BuildContext {
  readonly source: Source;
  report(diagnostic: Diagnostic): void;
  /** The doc comment right above what begins at this offset; asking for it makes it belong there. */
  docAbove(offset: number): string | undefined;
  /** The expression in the braces of a text, from offset to offset; undefined after a report. */
  inText(from: number, to: number): ast.Expression | undefined;
  /** How deep the tree is above what is being built. */
  depth: number;
}

/** So that whoever walks the tree by recursion is safe. */
export const deepestTree = 500;

export const firstToken = (child: Child): Token => {
  let at = child;
  while (!isToken(at)) at = at.children[0]!;
  return at;
};
export const lastToken = (child: Child): Token => {
  let at = child;
  while (!isToken(at)) {
    const last = at.children.at(-1)!;
    // Only `sliceEnd` may be empty; then something stands before it.
    at = !isToken(last) && last.children.length === 0 ? at.children.at(-2)! : last;
  }
  return at;
};
export const startOf = (child: Child): number => firstToken(child).startOffset;
export const endOf = (child: Child): number => lastToken(child).endOffset + 1;
export const spanOf = (ctx: BuildContext, child: Child): Span => span(ctx.source, startOf(child), endOf(child));

/** Composed characters, so that a name is one name however it was typed. */
export const normalName = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : text.normalize("NFC"));

export const nameOf = (ctx: BuildContext, token: Token): ast.Name => ({
  kind: "Name",
  span: span(ctx.source, token.startOffset, token.endOffset + 1),
  text: normalName(token.image),
});
