import { diagnose } from "../../base/diagnostic.ts";
import { join, span, type Span } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { isToken, type SyntaxNode } from "../../../grammar/parser.ts";
import type { Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";
import type * as ast from "./ast.ts";
import type { BuildContext } from "./build-context.ts";

/** Loosest first. `not` stands between `and` and the comparisons, a leading `-` between `*` and `^`. */
const notLevel = 3;
const compareLevel = 4;
const rangeLevel = 5;
const minusLevel = 8;
const powerLevel = 9;
// prettier-ignore
const levels: ReadonlyMap<Token["tokenType"], number> = new Map([
  [t.word("or"), 1], [t.word("and"), 2],
  [t.Equal, compareLevel], [t.NotEqual, compareLevel], [t.Less, compareLevel],
  [t.LessEqual, compareLevel], [t.Greater, compareLevel], [t.GreaterEqual, compareLevel],
  [t.Range, rangeLevel], [t.Plus, 6], [t.Minus, 6], [t.Times, 7], [t.Over, 7], [t.Remainder, 7], [t.Power, powerLevel],
]);

/**
 * Folds the operands and operators of rule `expression` or `sum` by precedence. Left to right but for `^`; comparisons and ranges
 * don't chain. Recurses as deep as the tree gets on its right side, which the caller has bounded.
 */
export const foldOperators = (
  ctx: BuildContext,
  children: readonly (SyntaxNode | Token)[],
  operandOf: (ctx: BuildContext, postfix: SyntaxNode) => ast.Expression,
): ast.Expression => {
  let at = 0;
  const spanAt = (token: Token): Span => span(ctx.source, token.startOffset, token.endOffset + 1);

  const prefix = (least: number): ast.Expression => {
    const child = children[at++]!;
    if (!isToken(child)) return operandOf(ctx, child);
    const isNot = child.tokenType !== t.Minus;
    if (isNot && least > notLevel) ctx.report(diagnose(kinds.notAsOperand, spanAt(child), undefined));
    const operand = fold(isNot ? notLevel : minusLevel);
    return { kind: "Unary", span: join(spanAt(child), operand.span), operator: isNot ? "not" : "-", operand };
  };
  const range = (from: ast.Expression): ast.Expression => {
    const to = fold(rangeLevel + 1);
    const next = children[at] as Token | undefined;
    if (next?.tokenType !== t.word("by")) return { kind: "Range", span: join(from.span, to.span), from, to };
    at += 1;
    const by = fold(rangeLevel + 1);
    return { kind: "Range", span: join(from.span, by.span), from, to, by };
  };
  const fold = (least: number): ast.Expression => {
    let left = prefix(least);
    let closed = 0;
    for (;;) {
      const operator = children[at] as Token | undefined;
      if (operator === undefined) return left;
      const level = levels.get(operator.tokenType);
      if (level === undefined) {
        // A `by` without `..`: said once, then read as if a range stood to its left.
        if (least > rangeLevel) return left;
        ctx.report(diagnose(kinds.byWithoutRange, spanAt(operator), undefined));
        at += 1;
        fold(rangeLevel + 1);
        continue;
      }
      if (level < least) return left;
      if (level === closed) ctx.report(chained(level, spanAt(operator)));
      at += 1;
      if (level === rangeLevel) left = range(left);
      else {
        const right = fold(level === powerLevel ? minusLevel : level + 1);
        const name = operator.image as ast.BinaryOperator;
        left = {
          kind: "Binary",
          span: join(left.span, right.span),
          operator: name,
          operatorSpan: spanAt(operator),
          left,
          right,
        };
      }
      closed = level === compareLevel || level === rangeLevel ? level : 0;
    }
  };
  return fold(1);
};

const chained = (level: number, at: Span) =>
  level === compareLevel
    ? diagnose(kinds.chainedComparison, at, undefined)
    : diagnose(kinds.chainedRange, at, undefined);
