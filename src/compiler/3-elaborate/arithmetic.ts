import * as num from "../../base/number.ts";
import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { Node } from "../4-graph/graph.ts";
import { notAMask } from "../diagnostics/axes.ts";
import { divisionByZero, noNumber, sizesDiffer, wrongValue } from "../diagnostics/values.ts";
import { builderOf, report, type Env } from "./environment.ts";
import { checkedNode } from "./checked-node.ts";
import { evaluate } from "./expression.ts";
import { projectionFixes } from "./projection.ts";
import { findLocal } from "./scope.ts";
import { describe, showType, showValue } from "../ops/kit/show.ts";
import { failed, type Value } from "./value.ts";
import { held } from "./weight.ts";

const PRIMITIVES: Readonly<Record<ast.BinaryOperator, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "mod",
  "^": "pow",
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  and: "and",
  or: "or",
};
const SIGNS = new Map(Object.entries(PRIMITIVES).map(([sign, name]) => [name, sign]));

export const evaluateBinary = (expression: ast.Binary, env: Env): Value => {
  const { operator } = expression;
  if (operator === "and" || operator === "or") return evaluateLogic(expression, env);
  if (operator === "==" || operator === "!=") {
    const symbols = evaluateSymbols(expression, env);
    if (symbols) return symbols;
  }
  const left = evaluate(expression.left, env);
  const right = evaluate(expression.right, env);
  return combine(PRIMITIVES[operator], left, right, expression.span, env, expression) ?? failed;
};

/** `form == paper`: the side that is a parameter of a choice type decides how the other is read. */
const evaluateSymbols = (expression: ast.Binary, env: Env): Value | undefined => {
  const symbolOf = (side: ast.Expression) => {
    const local = side.kind === "Reference" ? findLocal(env.scope, side.name.text) : undefined;
    return local?.kind === "symbol" ? local : undefined;
  };
  const [left, right] = [symbolOf(expression.left), symbolOf(expression.right)];
  const known = left ?? right;
  if (!known) return undefined;
  const other = left ? expression.right : expression.left;
  const value = left && right ? right : evaluate(other, env, { kind: "choice", of: known.of ?? [] });
  if (value.kind !== "symbol") return failed;
  return { kind: "bool", value: (value.name === known.name) === (expression.operator === "==") };
};

/** `and`, `or` on conditions stop early; on masks they are elementwise. */
const evaluateLogic = (expression: ast.Binary, env: Env): Value => {
  const left = evaluate(expression.left, env);
  if (left.kind === "bool" && left.value === (expression.operator === "or")) return left;
  const right = evaluate(expression.right, env);
  return combine(PRIMITIVES[expression.operator], left, right, expression.span, env, expression) ?? failed;
};

/** False after a report. Of a sum that isn't written here, the place of the whole is told. */
const areMasks = (
  callee: string,
  nodes: readonly Node[],
  written: readonly (ast.Expression | undefined)[],
  at: Span,
  env: Env,
): boolean => {
  const wrong = nodes.findIndex(({ type }) => type.kind !== "mask");
  const node = nodes[wrong];
  if (!node) return true;
  report(env, notAMask, written[wrong]?.span ?? at, { callee, got: describe({ kind: "tensor", node }) });
  return false;
};

export const evaluateUnary = (expression: ast.Unary, env: Env): Value => {
  const operand = evaluate(expression.operand, env);
  if (operand.kind === "failed") return failed;
  if (expression.operator === "not") {
    if (operand.kind === "bool") return { kind: "bool", value: !operand.value };
    if (operand.kind === "tensor")
      return areMasks("not", [operand.node], [expression.operand], expression.span, env)
        ? { kind: "tensor", node: builderOf(env, expression.span).node("not", [operand.node]) }
        : failed;
    report(env, wrongValue, expression.operand.span, {
      where: "what `not` turns round",
      expected: "true, false or a mask",
      got: describe(operand),
    });
    return failed;
  }
  if (operand.kind === "number") return { kind: "number", value: num.negate(operand.value) };
  if (operand.kind === "tensor")
    return { kind: "tensor", node: builderOf(env, expression.span).node("neg", [operand.node]) };
  report(env, wrongValue, expression.operand.span, {
    where: "what `-` negates",
    expected: "a number or tensor",
    got: describe(operand),
  });
  return failed;
};

/** Two values by rule 5; undefined after a report. `op` is the primitive's name, `written` the sum itself where it is one. */
export const combine = (
  op: string,
  left: Value,
  right: Value,
  at: Span,
  env: Env,
  written?: ast.Binary,
): Value | undefined => {
  if (left.kind === "failed" || right.kind === "failed") return undefined;
  if (left.kind === "number" && right.kind === "number") return combineNumbers(op, left.value, right.value, at, env);
  if (left.kind === "bool" && right.kind === "bool") return combineBools(op, left.value, right.value, at, env);
  if (op === "eq" || op === "ne") {
    const same = samePlain(left, right);
    if (same !== undefined) return { kind: "bool", value: same === (op === "eq") };
  }
  // `n * 1 epochs`: a computed duration.
  const [duration, factor] = left.kind === "duration" ? [left, right] : [right, left];
  if (op === "mul" && duration.kind === "duration" && factor.kind === "number")
    return { ...duration, amount: num.multiply(duration.amount, factor.value) };
  if (op === "add" && left.kind === "list" && right.kind === "list")
    return held({ kind: "list", items: left.items.concat(right.items) }, "this list", at, env);
  return combineTensors(op, left, right, at, env, written);
};

const asOperand = (value: num.Num): string => {
  const text = num.showNum(value);
  return /^[\d.,]+$|^inf$/.test(text) ? text : `(${text})`;
};

const combineNumbers = (op: string, left: num.Num, right: num.Num, at: Span, env: Env): Value | undefined => {
  const order = num.compare(left, right);
  const bool = (value: boolean): Value => ({ kind: "bool", value });
  const number = (value: num.Num | undefined): Value | undefined => {
    const written = (): string => `${asOperand(left)} ${SIGNS.get(op)} ${asOperand(right)}`;
    if (!value) return report(env, divisionByZero, at, { text: written() });
    const lost = num.lostIn(value, [left, right]);
    return lost ? report(env, noNumber, at, { text: written(), lost }) : { kind: "number", value };
  };
  switch (op) {
    case "add":
      return number(num.add(left, right));
    case "sub":
      return number(num.subtract(left, right));
    case "mul":
      return number(num.multiply(left, right));
    case "div":
      return number(num.divide(left, right));
    case "mod":
      return number(num.remainder(left, right));
    case "pow":
      return number(num.power(left, right));
    case "max":
      return number(order >= 0 ? left : right);
    case "min":
      return number(order <= 0 ? left : right);
    case "eq":
      return bool(order === 0);
    case "ne":
      return bool(order !== 0);
    case "lt":
      return bool(order < 0);
    case "le":
      return bool(order <= 0);
    case "gt":
      return bool(order > 0);
    case "ge":
      return bool(order >= 0);
    default:
      return wrongOperands(op, { kind: "number", value: left }, at, env);
  }
};

const combineBools = (op: string, left: boolean, right: boolean, at: Span, env: Env): Value | undefined => {
  if (op === "and") return { kind: "bool", value: left && right };
  if (op === "or") return { kind: "bool", value: left || right };
  if (op === "eq") return { kind: "bool", value: left === right };
  if (op === "ne") return { kind: "bool", value: left !== right };
  return wrongOperands(op, { kind: "bool", value: left }, at, env);
};

/** Equality of what is neither number nor tensor; undefined where there is none. */
const samePlain = (left: Value, right: Value): boolean | undefined => {
  if (left.kind === "tensor" || right.kind === "tensor") return undefined;
  if (left.kind === "list" && right.kind === "list")
    return (
      left.items.length === right.items.length &&
      left.items.every((item, at) => {
        const other = right.items[at];
        if (!other) return false;
        if (item.kind === "number" && other.kind === "number") return num.compare(item.value, other.value) === 0;
        return samePlain(item, other) ?? false;
      })
    );
  if (left.kind !== right.kind) return left.kind === "none" || right.kind === "none" ? false : undefined;
  if (left.kind === "placeable") return left === right || showValue(left) === showValue(right);
  return ["string", "symbol", "axis", "none", "bool"].includes(left.kind)
    ? showValue(left) === showValue(right)
    : undefined;
};

const wrongOperands = (op: string, value: Value, at: Span, env: Env): undefined =>
  report(env, wrongValue, at, {
    where: `each side of \`${SIGNS.get(op) ?? op}\``,
    expected: op === "and" || op === "or" ? "true, false or a mask" : "a number or tensor",
    got: describe(value),
  });

const combineTensors = (
  op: string,
  left: Value,
  right: Value,
  at: Span,
  env: Env,
  written: ast.Binary | undefined,
): Value | undefined => {
  const build = builderOf(env, at);
  const isLogic = op === "and" || op === "or";
  const nodes = [left, right].map((side) => {
    if (side.kind === "tensor") return side.node;
    if (side.kind === "number" && !isLogic) return build.constant(num.toFloat(side.value));
    if (side.kind === "bool" && isLogic) return build.constant(side.value ? 1 : 0, [], "mask");
    return undefined;
  });
  const [a, b] = nodes;
  if (!a || !b) return wrongOperands(op, a ? right : left, at, env);
  if (isLogic && !areMasks(op, [a, b], [written?.left, written?.right], at, env)) return undefined;
  if (op === "mod") return wrongOperands(op, left.kind === "tensor" ? left : right, at, env);
  for (const dim of a.type.dims) {
    const other = b.type.dims.find((candidate) => candidate.axis === dim.axis);
    if (!other || other.size === dim.size) continue;
    const facts = {
      operator: SIGNS.get(op) ?? op,
      left: showType(a.type),
      right: showType(b.type),
      axis: dim.axis,
      sizes: [String(dim.size), String(other.size)],
    } as const;
    return report(env, sizesDiffer, at, facts, {
      fixes: written ? projectionFixes(written, { left: a, right: b }, env) : [],
    });
  }
  const node = checkedNode(op, [a, b], {}, at, env);
  return node && { kind: "tensor", node };
};
