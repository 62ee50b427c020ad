import type { Fix } from "../../base/diagnostic.ts";
import { compare, multiply, negate, showNum, subtract, toFloat, whole, type Num } from "../../base/number.ts";
import type * as ast from "../1-syntax/ast.ts";
import { expectationFails, notAClaim } from "../diagnostics/claims.ts";
import { tensorDecides, wrongValue } from "../diagnostics/values.ts";
import { combine } from "./arithmetic.ts";
import { putHere, writtenNumber, writtenNumbers, writtenValue } from "./counted.ts";
import { report, type Env } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { evaluateTensor, nestNumbers } from "./evaluate-tensor.ts";
import { flattenNumbers } from "./literal-tensor.ts";
import { describe, showValue } from "../ops/kit/show.ts";
import type { Value } from "./value.ts";

const textOf = (expression: ast.Expression): string =>
  expression.span.source.text.slice(expression.span.start, expression.span.end);

/** Tests an `expect`; reports where it fails or can't be evaluated. */
export const checkExpectation = (statement: ast.Expect, env: Env): void => {
  const claim = unwrap(statement.value);
  if (claim.kind === "Binary" && claim.operator === "==") return checkEqual(statement, claim, env);
  const value = evaluate(statement.value, env);
  if (value.kind === "failed") return;
  const text = textOf(statement.value);
  if (value.kind === "tensor") {
    const numbers = evaluateTensor(value.node, statement.value.span, env);
    if (numbers && !numbers.values.every((number) => number !== 0))
      report(env, expectationFails, statement.value.span, { text, got: `it is ${nestNumbers(numbers)}` });
    return;
  }
  if (value.kind !== "bool") report(env, notAClaim, statement.value.span, { got: describe(value) });
  else if (!value.value)
    report(
      env,
      expectationFails,
      statement.value.span,
      { text, got: gotOf(claim, env) },
      { fixes: boundFixes(claim, env) },
    );
};

/** `<=` and `>=` hold where both sides are equal. */
const boundFixes = (claim: ast.Expression, env: Env): readonly Fix[] => {
  if (claim.kind !== "Binary" || (claim.operator !== "<=" && claim.operator !== ">=")) return [];
  const [left, right] = [evaluate(claim.left, env), evaluate(claim.right, env)];
  return sideFixes(claim, writtenValue(left), writtenValue(right));
};

/** What came out on one side, in the place of a literal on the other; the right one is what a claim states as a rule. */
const sideFixes = (claim: ast.Binary, left: string | undefined, right: string | undefined): readonly Fix[] => {
  const stated = putHere(claim.right, left);
  return stated.length ? stated : putHere(claim.left, right);
};

const unwrap = (expression: ast.Expression): ast.Expression =>
  expression.kind === "Parenthesized" ? unwrap(expression.inner) : expression;

/** The two sides' values, for a comparison that came out false. */
const gotOf = (claim: ast.Expression, env: Env): string =>
  claim.kind === "Binary" && claim.operator !== "and" && claim.operator !== "or"
    ? `it is ${showValue(evaluate(claim.left, env))} ${claim.operator} ${showValue(evaluate(claim.right, env))}`
    : "it is false";

const checkEqual = (statement: ast.Expect, claim: ast.Binary, env: Env): void => {
  const left = evaluate(claim.left, env);
  const right = evaluate(claim.right, env);
  if (left.kind === "failed" || right.kind === "failed") return;
  const tolerance = toleranceOf(statement, env);
  if (!tolerance) return;
  if (left.kind === "number" && right.kind === "number")
    return compareNumbers(left.value, right.value, tolerance, claim, env);
  if (left.kind === "tensor" || right.kind === "tensor")
    return compareTensors(left, right, toFloat(tolerance), claim, env);
  if (left.kind === "list" && right.kind === "list" && areNear(left, right, tolerance)) return;
  const same = combine("eq", left, right, claim.span, env);
  if (same?.kind === "bool" && !same.value)
    report(
      env,
      expectationFails,
      claim.span,
      { text: textOf(claim), got: `the left side is ${showValue(left)}` },
      { fixes: sideFixes(claim, writtenValue(left), writtenValue(right)) },
    );
};

/** Lists of numbers, however nested, that differ by no more. */
const areNear = (left: Value, right: Value, tolerance: Num): boolean => {
  if (left.kind === "number" && right.kind === "number")
    return compare(absolute(subtract(left.value, right.value)), tolerance) <= 0;
  if (left.kind !== "list" || right.kind !== "list" || left.items.length !== right.items.length) return false;
  return left.items.every((item, at) => areNear(item, right.items[at]!, tolerance));
};

/** `within 1e-6`, or `within 1% of v`; undefined after a report. */
const toleranceOf = (statement: ast.Expect, env: Env): Num | undefined => {
  const numberOf = (expression: ast.Expression): Num | undefined => {
    const value = evaluate(expression, env);
    if (value.kind === "number") return value.value;
    if (value.kind === "failed") return undefined;
    if (value.kind === "tensor") return report(env, tensorDecides, expression.span, { where: "a tolerance" });
    return report(env, wrongValue, expression.span, {
      where: "a tolerance",
      expected: "a number",
      got: describe(value),
    });
  };
  if (!statement.within) return whole(0);
  const within = numberOf(statement.within);
  if (!statement.of || !within) return within;
  const of = numberOf(statement.of);
  return of && multiply(within, absolute(of));
};

const absolute = (number: Num): Num => (compare(number, whole(0)) < 0 ? negate(number) : number);

const grouped = (number: Num): string => {
  const text = showNum(number);
  return /^-?\d+$/.test(text) ? BigInt(text).toLocaleString("en-US") : text;
};

const compareNumbers = (left: Num, right: Num, tolerance: Num, claim: ast.Binary, env: Env): void => {
  const gap = absolute(subtract(left, right));
  if (compare(left, right) === 0 || compare(gap, tolerance) <= 0) return;
  const off = gap.exact || Number.isFinite(gap.value) ? `, off by ${grouped(gap)}` : "";
  const fixes = sideFixes(claim, writtenNumber(left), writtenNumber(right));
  report(env, expectationFails, claim.span, { text: textOf(claim), got: `it is ${grouped(left)}${off}` }, { fixes });
};

const compareTensors = (left: Value, right: Value, tolerance: number, claim: ast.Binary, env: Env): void => {
  const tensor = left.kind === "tensor" ? left : right;
  const other = left.kind === "tensor" ? right : left;
  if (tensor.kind !== "tensor") return;
  const numbers = evaluateTensor(tensor.node, claim.span, env);
  if (!numbers) return;
  const wanted =
    other.kind === "tensor" ? evaluateTensor(other.node, claim.span, env) : flattenNumbers(other, numbers.shape.length);
  const text = textOf(claim);
  const written = writtenNumbers(numbers, tolerance);
  const fixes = left.kind === "tensor" ? sideFixes(claim, written, undefined) : sideFixes(claim, undefined, written);
  if (!wanted || wanted.shape.join() !== numbers.shape.join()) {
    const shape = tensor.node.type.dims.map((dim, at) => `${dim.axis} ${numbers.shape[at]}`).join(", ");
    report(env, expectationFails, claim.span, { text, got: `the shapes differ: the tensor is [${shape}]` }, { fixes });
    return;
  }
  const fits = numbers.values.every((number, at) => {
    const goal = wanted.values[at] ?? NaN;
    return number === goal || Math.abs(number - goal) <= tolerance;
  });
  if (!fits) report(env, expectationFails, claim.span, { text, got: `it is ${nestNumbers(numbers)}` }, { fixes });
};
