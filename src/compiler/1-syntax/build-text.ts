import { diagnose } from "../../base/diagnostic.ts";
import { span } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import type { Token } from "../../../grammar/scan.ts";
import type * as ast from "./ast.ts";
import type { BuildContext } from "./build-context.ts";

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["n", "\n"],
  ["{", "{"],
]);

/** A text's token: escapes undone, and the expressions in its braces read. */
export const buildText = (ctx: BuildContext, token: Token): ast.StringLiteral => {
  const parts: (string | ast.Expression)[] = [];
  const text = token.image;
  const offset = token.startOffset;
  let plain = "";
  for (let at = 1; at < text.length - 1; at++) {
    const character = text[at]!;
    if (character === "\\") {
      at += 1;
      const meant = escapes.get(text[at]!);
      if (meant === undefined) reportEscape(ctx, offset + at - 1, text[at]!);
      plain += meant ?? text[at]!;
    } else if (character === "{") {
      const close = text.indexOf("}", at);
      const part = readBraces(ctx, offset + at, close < 0 ? offset + text.length - 1 : offset + close);
      if (close < 0)
        ctx.report(diagnose(kinds.unclosed, span(ctx.source, offset + at, offset + at + 1), { open: "{", close: "}" }));
      parts.push(...(plain ? [plain] : []), part);
      plain = "";
      at = close < 0 ? text.length : close;
    } else plain += character;
  }
  if (plain || parts.length === 0) parts.push(plain);
  return { kind: "String", span: span(ctx.source, offset, token.endOffset + 1), text, parts };
};

/** What stands between the brace at `open` and the one at `close`. */
const readBraces = (ctx: BuildContext, open: number, close: number): ast.Expression =>
  ctx.inText(open + 1, close) ?? { kind: "Missing", span: span(ctx.source, open, close) };

const reportEscape = (ctx: BuildContext, start: number, character: string): void =>
  ctx.report(diagnose(kinds.badEscape, span(ctx.source, start, start + 1 + character.length), { character }));
