import { diagnose } from "../../base/diagnostic.ts";
import { parseNum } from "../../base/number.ts";
import { join, span, type Span } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { isToken, type SyntaxNode } from "../../../grammar/parser.ts";
import type { Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";
import type * as ast from "./ast.ts";
import { deepestTree, endOf, nameOf, spanOf, startOf, type BuildContext } from "./build-context.ts";
import { buildStep } from "./build-step.ts";
import { buildText } from "./build-text.ts";
import { foldOperators } from "./fold-operators.ts";

const node = (child: SyntaxNode | Token | undefined): SyntaxNode => child as SyntaxNode;
const token = (child: SyntaxNode | Token | undefined): Token => child as Token;
export const isType = (child: SyntaxNode | Token | undefined, type: Token["tokenType"]): boolean =>
  child !== undefined && isToken(child) && child.tokenType === type;

/** Builds `make()` with `more` levels counted; too deep a tree is reported and missing. */
export const deeper = <Result>(ctx: BuildContext, more: number, at: Span, make: () => Result): Result | ast.Missing => {
  ctx.depth += more;
  try {
    if (ctx.depth <= deepestTree) return make();
    ctx.report(diagnose(kinds.tooDeep, at, { what: "this expression nests", most: deepestTree }));
    return { kind: "Missing", span: at };
  } finally {
    ctx.depth -= more;
  }
};

/** Rule `chain`. */
export const buildChain = (ctx: BuildContext, { children }: SyntaxNode): ast.Expression => {
  const head = buildValue(ctx, node(children[0]));
  if (children.length === 1) return head;
  const steps: ast.Step[] = [];
  for (let index = 2; index < children.length; index += 2) steps.push(buildStep(ctx, node(children[index])));
  return { kind: "Chain", span: join(head.span, steps.at(-1)!.span), head, steps };
};

const buildValue = (ctx: BuildContext, value: SyntaxNode): ast.Expression => {
  switch (value.rule) {
    case "record":
      return buildRecord(ctx, value);
    case "ifValue":
      return buildIf(ctx, value);
    case "forValue":
      return buildFor(ctx, value);
    case "table":
      return buildTable(ctx, value);
    default:
      return buildExpression(ctx, value);
  }
};

/** Rules `expression` and `sum`. */
export const buildExpression = (ctx: BuildContext, expression: SyntaxNode): ast.Expression => {
  const { children } = expression;
  if (children.length === 1) return buildPostfix(ctx, node(children[0]));
  const operators = children.reduce((count, child) => (isToken(child) ? count + 1 : count), 0);
  return deeper(ctx, operators, spanOf(ctx, expression), () => foldOperators(ctx, children, buildPostfix));
};

/** Rule `postfix`: a primary and what is attached to it. */
export const buildPostfix = (ctx: BuildContext, postfix: SyntaxNode): ast.Expression => {
  const { children } = postfix;
  const first = children[0]!;
  if (isToken(first) && children.length === 1) return buildToken(ctx, first);
  let used = 1;
  let primary: ast.Expression;
  if (!isToken(first)) primary = buildList(ctx, first);
  else if (first.tokenType === t.LeftParen) {
    used = 3;
    const inner = deeper(ctx, 1, spanOf(ctx, postfix), () => buildChain(ctx, node(children[1])));
    primary = { kind: "Parenthesized", span: span(ctx.source, first.startOffset, endOf(children[2]!)), inner };
  } else if (first.tokenType === t.NumberToken && isToken(children[1] ?? first) && children.length > 1) {
    used = 2;
    primary = buildDuration(ctx, first, token(children[1]));
  } else primary = buildToken(ctx, first);
  return buildSuffixes(ctx, primary, children, used);
};

/** `target` with the suffixes that stand among `children` from `from` on. */
export const buildSuffixes = (
  ctx: BuildContext,
  target: ast.Expression,
  children: SyntaxNode["children"],
  from: number,
): ast.Expression => {
  const count = children.length - from;
  if (count <= 0) return target;
  return deeper(ctx, count, span(ctx.source, target.span.start, endOf(children.at(-1)!)), () => {
    let result = target;
    for (let index = from; index < children.length; index++) result = buildSuffix(ctx, result, node(children[index]));
    return result;
  });
};

const buildSuffix = (ctx: BuildContext, object: ast.Expression, suffix: SyntaxNode): ast.Expression => {
  const first = suffix.children[0]!;
  const whole = span(ctx.source, object.span.start, endOf(suffix));
  if (!isToken(first)) return { kind: "Call", span: whole, callee: object, arguments: buildArguments(ctx, first) };
  if (first.tokenType === t.Dot)
    return { kind: "Member", span: whole, object, name: nameOf(ctx, token(suffix.children[1])) };
  const slices = suffix.children
    .filter((child): child is SyntaxNode => !isToken(child))
    .map((slice) => buildSlice(ctx, slice));
  return { kind: "Index", span: whole, object, slices };
};

/** Rule `slice`. */
const buildSlice = (ctx: BuildContext, slice: SyntaxNode): ast.Slice => {
  const { children } = slice;
  const named = isType(children[1], t.Colon);
  const axis = named ? { axis: nameOf(ctx, token(children[0])) } : {};
  const rest = named ? children.slice(2) : children;
  const base = { kind: "Slice" as const, span: spanOf(ctx, slice), ...axis };
  const first = rest[0]!;
  if (!isToken(first) && rest.length === 1) return { ...base, at: buildExpression(ctx, first) };
  const from = isToken(first) ? {} : { from: buildExpression(ctx, first) };
  const ends = node(rest.at(-1)).children;
  const stepAt = ends.findIndex((child) => isType(child, t.word("by")));
  const to = ends[0] && !isToken(ends[0]) ? { to: buildExpression(ctx, ends[0]) } : {};
  const by = stepAt >= 0 ? { by: buildExpression(ctx, node(ends[stepAt + 1])) } : {};
  return { ...base, ...from, ...to, ...by };
};

/** Rule `arguments`. */
export const buildArguments = (ctx: BuildContext, list: SyntaxNode): ast.ArgumentList => ({
  kind: "ArgumentList",
  span: spanOf(ctx, list),
  arguments: buildArgumentItems(ctx, list.children),
});

export const buildArgumentItems = (ctx: BuildContext, children: SyntaxNode["children"]): ast.Argument[] => {
  const items: ast.Argument[] = [];
  for (const child of children) if (!isToken(child) && child.rule === "argument") items.push(buildArgument(ctx, child));
  return items;
};

const buildArgument = (ctx: BuildContext, argument: SyntaxNode): ast.Argument => {
  const { children } = argument;
  const at = spanOf(ctx, argument);
  const value = deeper(ctx, 1, at, () => buildChain(ctx, node(children.at(-1))));
  if (children.length === 1) return { kind: "Argument", span: at, value };
  return { kind: "Argument", span: at, name: nameOf(ctx, token(children[0])), value };
};

const buildList = (ctx: BuildContext, list: SyntaxNode): ast.ListLiteral => ({
  kind: "List",
  span: spanOf(ctx, list),
  items: buildArgumentItems(ctx, list.children),
});

const buildToken = (ctx: BuildContext, first: Token): ast.Expression => {
  const at = span(ctx.source, first.startOffset, first.endOffset + 1);
  switch (first.tokenType) {
    case t.NumberToken:
      return { kind: "Number", span: at, value: parseNum(first.image), text: first.image };
    case t.StringToken:
      return buildText(ctx, first);
    case t.word("true"):
      return { kind: "Bool", span: at, value: true };
    case t.word("false"):
      return { kind: "Bool", span: at, value: false };
    case t.word("none"):
      return { kind: "None", span: at };
    default:
      return { kind: "Reference", span: at, name: nameOf(ctx, first) };
  }
};

const buildDuration = (ctx: BuildContext, number: Token, unit: Token): ast.NumberLiteral => ({
  kind: "Number",
  span: span(ctx.source, number.startOffset, unit.endOffset + 1),
  value: parseNum(number.image),
  text: number.image,
  unit: unit.image.startsWith("epoch") ? "epochs" : "steps",
});

const buildRecord = (ctx: BuildContext, record: SyntaxNode): ast.RecordLiteral => ({
  kind: "Record",
  span: spanOf(ctx, record),
  fields: record.children
    .filter((child): child is SyntaxNode => !isToken(child))
    .map((field) => buildField(ctx, field)),
});

const buildField = (ctx: BuildContext, field: SyntaxNode): ast.RecordField => {
  const at = spanOf(ctx, field);
  const base = { kind: "RecordField" as const, span: at, name: nameOf(ctx, token(field.children[0])) };
  ctx.docAbove(at.start);
  const value = field.children[2];
  return value ? { ...base, value: deeper(ctx, 1, at, () => buildChain(ctx, node(value))) } : base;
};

/** Rule `ifValue`: conditions and branches, then perhaps the last branch. */
const buildIf = (ctx: BuildContext, value: SyntaxNode): ast.Expression => {
  const parts = value.children.filter((child): child is SyntaxNode => !isToken(child));
  const end = endOf(value);
  const at = spanOf(ctx, value);
  return deeper(ctx, parts.length, at, () => {
    let otherwise: ast.Expression | undefined = parts.length % 2 ? buildBraced(ctx, parts.at(-1)!) : undefined;
    if (!otherwise) ctx.report(diagnose(kinds.missingElse, span(ctx.source, at.start, at.start + 2), undefined));
    let result: ast.If | undefined;
    for (let index = parts.length - (parts.length % 2) - 2; index >= 0; index -= 2) {
      const start = ifStart(value, index);
      const condition = buildExpression(ctx, parts[index]!);
      const then = buildBraced(ctx, parts[index + 1]!);
      result = { kind: "If", span: span(ctx.source, start, end), condition, then, ...(otherwise ? { otherwise } : {}) };
      otherwise = result;
    }
    return result!;
  });
};

/** Where the `if` stands that belongs to the condition which is the `part`-th child node of a rule `ifValue` or `ifStep`. */
export const ifStart = (value: SyntaxNode, part: number): number => {
  let count = 0;
  let start = startOf(value);
  for (const child of value.children) {
    if (!isToken(child)) count += 1;
    else if (child.tokenType === t.word("if") && count === part) start = child.startOffset;
  }
  return start;
};

const buildBraced = (ctx: BuildContext, braced: SyntaxNode): ast.Expression =>
  deeper(ctx, 1, spanOf(ctx, braced), () => buildChain(ctx, node(braced.children[1])));

const buildFor = (ctx: BuildContext, value: SyntaxNode): ast.For => ({
  kind: "For",
  span: spanOf(ctx, value),
  pattern: buildPattern(ctx, node(value.children[1])),
  list: buildExpression(ctx, node(value.children[3])),
  body: buildBraced(ctx, node(value.children[4])),
});

export const buildPattern = (ctx: BuildContext, pattern: SyntaxNode): ast.Pattern => {
  const tokens = pattern.children as Token[];
  const parenthesized = tokens.length > 1;
  const names = tokens.filter(({ tokenType }) => ![t.LeftParen, t.Comma, t.RightParen].includes(tokenType));
  return { kind: "Pattern", span: spanOf(ctx, pattern), names: names.map((name) => nameOf(ctx, name)), parenthesized };
};

/** Rule `table`: rows get as many cells as there are columns. */
const buildTable = (ctx: BuildContext, table: SyntaxNode): ast.Table => {
  const columns: ast.Name[] = [];
  const rows: ast.Expression[][] = [];
  for (const child of table.children.slice(2, -1)) {
    if (!isToken(child)) rows.push(buildRow(ctx, child, columns.length));
    else if (child.tokenType !== t.Bar && child.tokenType !== t.Newline) columns.push(nameOf(ctx, child));
  }
  return { kind: "Table", span: spanOf(ctx, table), columns, rows };
};

const buildRow = (ctx: BuildContext, row: SyntaxNode, columns: number): ast.Expression[] => {
  const at = spanOf(ctx, row);
  const cells = row.children
    .filter((child): child is SyntaxNode => !isToken(child))
    .map((cell) => deeper(ctx, 1, at, () => buildExpression(ctx, cell)));
  if (cells.length !== columns) ctx.report(diagnose(kinds.rowLength, at, { cells: cells.length, columns }));
  while (cells.length < columns) cells.push({ kind: "Missing", span: span(ctx.source, at.end, at.end) });
  return cells.slice(0, columns);
};
