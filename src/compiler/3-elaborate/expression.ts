import { toWhole, whole } from "../../base/number.ts";
import type * as ast from "../1-syntax/ast.ts";
import { tooManyItems } from "../diagnostics/limits.ts";
import { divisionByZero, notAChoice, patternMismatch, tensorDecides, wrongValue } from "../diagnostics/values.ts";
import { evaluateIndex, evaluateMember } from "./access.ts";
import { evaluateBinary, evaluateUnary } from "./arithmetic.ts";
import { evaluateCall } from "./call.ts";
import { evaluateChain } from "./chain.ts";
import { inBinding, inElement, report, spend, withScope, type Env } from "./environment.ts";
import { evaluateReference } from "./reference.ts";
import { findLocal, innerScope } from "./scope.ts";
import { describe, showValue } from "../ops/kit/show.ts";
import { failed, type Value } from "./value.ts";
import { held, joined, MOST_ITEMS } from "./weight.ts";

/** How a bare name is read where an expression stands (rule 3). */
export type Want =
  | { readonly kind: "any" }
  | { readonly kind: "axis" }
  /** `[group: groups, member]`: labels and bare names are axes. */
  | { readonly kind: "sizes" }
  | { readonly kind: "choice"; readonly of: readonly string[] };

export const ANY: Want = { kind: "any" };
/** Numbers of a range that are made in the time of one step. */
const NUMBERS_A_STEP = 16;

/** What the expression means; `failed` after anything that was reported. */
export const evaluate = (expression: ast.Expression, env: Env, want: Want = ANY): Value => {
  if (!spend(env, expression.span)) return failed;
  switch (expression.kind) {
    case "Number":
      return expression.unit
        ? { kind: "duration", amount: expression.value, unit: expression.unit }
        : { kind: "number", value: expression.value };
    case "String":
      return evaluateString(expression, env);
    case "Bool":
      return { kind: "bool", value: expression.value };
    case "None":
      return { kind: "none" };
    case "Reference":
      return want.kind === "any" ? evaluateReference(expression, env) : evaluateWord(expression, env, want);
    case "Parenthesized":
      return evaluate(expression.inner, env, want);
    case "List":
      return held(evaluateList(expression, env, want), "this list", expression.span, env);
    case "Record":
      return held(evaluateRecord(expression, env), "this record", expression.span, env);
    case "Table":
      return held(evaluateTable(expression, env), "this table", expression.span, env);
    case "If":
      return evaluateIf(expression, env, want);
    case "For":
      return held(evaluateFor(expression, env), "what this `for` makes", expression.span, env);
    case "Range":
      return evaluateRange(expression, env);
    case "Binary":
      return evaluateBinary(expression, env);
    case "Unary":
      return evaluateUnary(expression, env);
    case "Call":
      return evaluateCall(expression, env);
    case "Chain":
      return evaluateChain(expression, env);
    case "Member":
      return evaluateMember(expression, env);
    case "Index":
      return evaluateIndex(expression, env);
    case "Missing":
      return failed;
  }
};

/** A bare name where an axis or choice is expected: itself, unless a parameter of such a type bears it. */
const evaluateWord = (expression: ast.Reference, env: Env, want: Exclude<Want, { kind: "any" }>): Value => {
  const name = expression.name.text;
  const local = findLocal(env.scope, name);
  if (want.kind === "choice") {
    if (local?.kind === "symbol") return local;
    if (want.of.includes(name)) return { kind: "symbol", name, of: want.of };
    if (local?.kind === "failed") return failed;
    report(env, notAChoice, expression.span, { name, choices: want.of, where: "this" });
    return failed;
  }
  if (local?.kind === "axis" || (local?.kind === "list" && local.items.every((item) => item.kind === "axis")))
    return local;
  return { kind: "axis", name };
};

/** Text with its braces filled in; undefined after a report. */
export const evaluateText = (literal: ast.StringLiteral, env: Env): string | undefined => {
  const texts: string[] = [];
  for (const part of literal.parts) {
    const value = typeof part === "string" ? part : evaluate(part, env);
    if (typeof value !== "string" && value.kind === "failed") return undefined;
    texts.push(typeof value === "string" ? value : showValue(value));
  }
  return joined(texts, literal.span, env);
};

const evaluateString = (literal: ast.StringLiteral, env: Env): Value => {
  const value = evaluateText(literal, env);
  return value === undefined ? failed : { kind: "string", value };
};

const evaluateList = (list: ast.ListLiteral, env: Env, want: Want): Value => {
  const inner: Want = want.kind === "sizes" ? ANY : want;
  const items: Value[] = [];
  const labels: (string | undefined)[] = [];
  list.items.forEach((item, at) => {
    if (want.kind === "sizes" && !item.name && item.value.kind === "Reference") {
      const axis = evaluateWord(item.value, env, { kind: "axis" });
      items.push(axis);
      labels.push(undefined);
      return;
    }
    // `into: [group: groups]`: the label is an axis, which a parameter may bear.
    const label = item.name && axisNamed(item.name, env);
    items.push(evaluate(item.value, inElementOf(list, env, at), inner));
    labels.push(label);
  });
  if (items.some((item) => item.kind === "failed")) return failed;
  return { kind: "list", items, ...(labels.some((label) => label !== undefined) && { labels }) };
};

/** Items that place something get an index in their path; plain numbers need none. */
const inElementOf = (list: ast.ListLiteral, env: Env, at: number): Env =>
  list.items[at]?.value.kind === "Chain" || list.items[at]?.value.kind === "Call" ? inElement(env, at) : env;

/** The axis a name means in brackets and as a label: its own, or that of a parameter of type axis. */
export const axisNamed = (name: ast.Name, env: Env): string => {
  const local = findLocal(env.scope, name.text);
  return local?.kind === "axis" ? local.name : name.text;
};

const evaluateRecord = (record: ast.RecordLiteral, env: Env): Value => {
  const fields = new Map<string, Value>();
  for (const field of record.fields) {
    const value: ast.Expression = field.value ?? { kind: "Reference", span: field.span, name: field.name };
    fields.set(field.name.text, evaluate(value, inBinding(env, field.name.text)));
  }
  return [...fields.values()].some((value) => value.kind === "failed") ? failed : { kind: "record", fields };
};

const evaluateTable = (table: ast.Table, env: Env): Value => {
  const items = table.rows.map((row): Value => {
    const fields = new Map<string, Value>();
    table.columns.forEach((column, at) => {
      const cell = row[at];
      fields.set(column.text, cell ? evaluate(cell, env) : failed);
    });
    return [...fields.values()].some((value) => value.kind === "failed") ? failed : { kind: "record", fields };
  });
  return items.some((item) => item.kind === "failed") ? failed : { kind: "list", items };
};

/** A condition's truth, or undefined after a report. */
export const evaluateCondition = (condition: ast.Expression, env: Env, where: string): boolean | undefined => {
  const value = evaluate(condition, env);
  if (value.kind === "bool") return value.value;
  if (value.kind === "failed") return undefined;
  if (value.kind === "tensor") return report(env, tensorDecides, condition.span, { where });
  return report(env, wrongValue, condition.span, { where, expected: "true or false", got: describe(value) });
};

const evaluateIf = (expression: ast.If, env: Env, want: Want): Value => {
  const truth = evaluateCondition(expression.condition, env, "an `if`");
  if (truth === undefined) {
    if (env.graph.isUnplaced)
      for (const branch of [expression.then, expression.otherwise]) if (branch) evaluate(branch, env, want);
    return failed;
  }
  if (truth) return evaluate(expression.then, env, want);
  return expression.otherwise ? evaluate(expression.otherwise, env, want) : failed;
};

/** The items of a list, or undefined after a report. */
export const evaluateItems = (list: ast.Expression, env: Env): readonly Value[] | undefined => {
  const value = evaluate(list, env);
  if (value.kind === "list") return value.items;
  if (value.kind === "failed") return undefined;
  if (value.kind === "tensor") return report(env, tensorDecides, list.span, { where: "a loop" });
  return report(env, wrongValue, list.span, {
    where: "what a loop walks through",
    expected: "a list",
    got: describe(value),
  });
};

/** Binds an item to a loop's names in a scope of its own; undefined after a report. */
export const bindPattern = (pattern: ast.Pattern, item: Value, env: Env): Env | undefined => {
  const scope = innerScope(env.scope);
  if (!pattern.parenthesized) {
    const name = pattern.names[0];
    if (name) scope.values.set(name.text, item);
    return withScope(env, scope);
  }
  if (item.kind === "failed") return undefined;
  if (item.kind !== "list" || item.items.length !== pattern.names.length)
    return report(env, patternMismatch, pattern.span, { names: pattern.names.length, got: describe(item) });
  pattern.names.forEach((name, at) => scope.values.set(name.text, item.items[at] ?? failed));
  return withScope(env, scope);
};

/** A loop's variables, of which nothing is known. */
export const bindUnknown = (pattern: ast.Pattern, env: Env): Env => {
  const scope = innerScope(env.scope);
  for (const name of pattern.names) scope.values.set(name.text, failed);
  return withScope(env, scope);
};

const evaluateFor = (expression: ast.For, env: Env): Value => {
  const list = evaluateItems(expression.list, env);
  if (!list) {
    if (env.graph.isUnplaced) evaluate(expression.body, bindUnknown(expression.pattern, env));
    return failed;
  }
  const run = {};
  const items: Value[] = [];
  for (const [index, item] of list.entries()) {
    const turned: Env = {
      ...inElement(env, index),
      turns: [...env.turns, { loop: "for", run, index, count: list.length }],
    };
    const bound = bindPattern(expression.pattern, item, turned);
    const value = bound ? evaluate(expression.body, bound) : failed;
    if (value.kind === "failed") return failed;
    items.push(value);
  }
  return { kind: "list", items };
};

const evaluateRange = (range: ast.Range, env: Env): Value => {
  const from = evaluateBound(range.from, env);
  const to = evaluateBound(range.to, env);
  const by = range.by ? evaluateBound(range.by, env) : 1n;
  if (from === undefined || to === undefined || by === undefined) return failed;
  if (by === 0n) {
    report(env, divisionByZero, range.span, { text: "a range `by 0`" });
    return failed;
  }
  const span = by > 0n ? to - from : from - to;
  const stride = by > 0n ? by : -by;
  const count = span <= 0n ? 0n : (span + stride - 1n) / stride;
  if (count > BigInt(MOST_ITEMS)) {
    report(env, tooManyItems, range.span, { count: count.toString(), limit: MOST_ITEMS, what: "this range" });
    return failed;
  }
  if (!spend(env, range.span, Number(count) / NUMBERS_A_STEP)) return failed;
  const items = Array.from({ length: Number(count) }, (_, at): Value => ({
    kind: "number",
    value: whole(from + BigInt(at) * by),
  }));
  return { kind: "list", items };
};

/** A whole number of a range or slice. */
export const evaluateBound = (expression: ast.Expression, env: Env): bigint | undefined => {
  const value = evaluate(expression, env);
  if (value.kind === "failed") return undefined;
  if (value.kind === "number") {
    const bound = toWhole(value.value);
    if (bound !== undefined) return bound;
  }
  if (value.kind === "tensor") return report(env, tensorDecides, expression.span, { where: "a bound" });
  return report(env, wrongValue, expression.span, {
    where: "a bound",
    expected: "a whole number",
    got: describe(value),
  });
};
