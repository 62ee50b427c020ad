import { compare, showNum, toWhole, whole, type Num } from "../../base/number.ts";
import type { Span } from "../../base/source.ts";
import type { ParameterType } from "../ops/surface.ts";
import { axisMissing, notAChoice, notWhole, tooLargeWhole, tooSmall, wrongValue } from "../diagnostics/values.ts";
import { report, type Env } from "./environment.ts";
import { constantTensor } from "./literal-tensor.ts";
import { describe, showType } from "../ops/kit/show.ts";
import type { Value } from "./value.ts";

const EXPECTED: Readonly<Record<ParameterType["kind"], string>> = {
  tensor: "a tensor",
  operand: "a tensor or a number",
  operands: "a list of tensors or numbers",
  int: "a whole number",
  float: "a number",
  bool: "true or false",
  string: "a string",
  axis: "an axis",
  axes: "an axis or a list of axes",
  sizes: "a list of axes, `[group: 2, member]`",
  choice: "a choice",
  init: "an initialization such as `normal(0.02)`, or a number",
  padding: "a whole number, or `[top, right, bottom, left]`",
  duration: "a duration such as `60 epochs` or `500 steps`",
  part: "a part of a recipe",
  value: "a value",
  list: "a list",
};

/** Parameter types that one kind of value fits, whatever it holds. */
const PLAIN: ReadonlyMap<ParameterType["kind"], readonly Value["kind"][]> = new Map([
  ["operand", ["tensor", "number", "list", "bool"]],
  ["operands", ["list"]],
  ["float", ["number"]],
  ["bool", ["bool"]],
  ["string", ["string"]],
  ["axis", ["axis"]],
  ["sizes", ["list"]],
  ["init", ["init", "number"]],
  ["duration", ["duration"]],
]);

/** Checks a value against an operation's parameter type; undefined after a report. */
export const convertSurface = (
  type: ParameterType,
  value: Value,
  where: string,
  at: Span,
  env: Env,
): Value | undefined => {
  if (value.kind === "failed") return undefined;
  const refuse = () => report(env, wrongValue, at, { where, expected: EXPECTED[type.kind], got: describe(value) });
  switch (type.kind) {
    case "value":
      return value;
    case "tensor":
      return convertTensor(type, value, where, at, env);
    case "int":
      return convertWhole(value, where, at, env, type.least);
    case "axes":
      return isAxes(value) ? value : refuse();
    case "choice":
      if (value.kind !== "symbol") return refuse();
      return type.of.includes(value.name)
        ? value
        : report(env, notAChoice, at, { name: value.name, choices: type.of, where });
    case "padding":
      return value.kind === "number" || value.kind === "list" ? convertPadding(value, where, at, env) : refuse();
    case "part":
      return value.kind === "part" && value.role === type.role ? value : refuse();
    case "list":
      return value.kind === "list" ? convertItems(type.of, value, where, at, env) : refuse();
    default:
      return PLAIN.get(type.kind)?.includes(value.kind) ? value : refuse();
  }
};

const isAxes = (value: Value): boolean =>
  value.kind === "axis" || (value.kind === "list" && value.items.every((item) => item.kind === "axis"));

const convertItems = (
  type: ParameterType,
  value: Value & { kind: "list" },
  where: string,
  at: Span,
  env: Env,
): Value | undefined => {
  const items = value.items.map((item, index) => convertSurface(type, item, `${where}[${index}]`, at, env));
  const kept = items.filter((item) => item !== undefined);
  return kept.length === items.length ? { ...value, items: kept } : undefined;
};

const convertTensor = (
  type: ParameterType & { kind: "tensor" },
  value: Value,
  where: string,
  at: Span,
  env: Env,
): Value | undefined => {
  if (value.kind === "list" && type.axes) return constantTensor(value, type.axes, where, at, env);
  if (value.kind !== "tensor")
    return report(env, wrongValue, at, { where, expected: EXPECTED.tensor, got: describe(value) });
  if (type.index && value.node.type.kind !== "index")
    return report(env, wrongValue, at, {
      where,
      expected: "an index into an axis, such as a label",
      got: describe(value),
    });
  return needAxes(value, type.axes ?? [], where, at, env);
};

/** The tensor if it has the axes; undefined after a report. */
export const needAxes = (
  value: Value & { kind: "tensor" },
  axes: readonly string[],
  where: string,
  at: Span,
  env: Env,
) => {
  const has = value.node.type.dims.map((dim) => dim.axis);
  const lacking = axes.filter((axis) => !has.includes(axis));
  if (!lacking.length) return value;
  return report(env, axisMissing, at, { where, axes: lacking, shape: showType(value.node.type), has });
};

/** A whole number that is a size, `least` or more. */
export const convertWhole = (value: Value, where: string, at: Span, env: Env, least?: number): Value | undefined => {
  if (value.kind === "failed") return undefined;
  if (value.kind !== "number")
    return report(env, wrongValue, at, { where, expected: EXPECTED.int, got: describe(value) });
  const n = toWhole(value.value);
  const shown = showNum(value.value);
  if (n === undefined) return report(env, notWhole, at, { where, ...divisionAt(at, value.value) });
  if (least !== undefined && compare(value.value, whole(least)) < 0)
    return report(env, tooSmall, at, { where, least, value: shown });
  if (n > BigInt(Number.MAX_SAFE_INTEGER) || n < -BigInt(Number.MAX_SAFE_INTEGER))
    return report(env, tooLargeWhole, at, { where, value: shown });
  return { kind: "number", value: whole(n) };
};

/** What is written there, and what it comes to: a quotient is shown as one. */
const divisionAt = ({ source, start, end }: Span, value: Num): { readonly text: string; readonly value: string } => {
  const text = source.text.slice(start, end);
  const isQuotient = text.includes("/") && value.exact;
  return { text, value: isQuotient ? `${value.over} / ${value.under}` : showNum(value) };
};

const convertPadding = (value: Value, where: string, at: Span, env: Env): Value | undefined => {
  if (value.kind === "number") return convertWhole(value, where, at, env, 0);
  if (value.kind !== "list") return undefined;
  if (value.items.length !== 4)
    return report(env, wrongValue, at, { where, expected: EXPECTED.padding, got: describe(value) });
  const items = value.items.map((item) => convertWhole(item, where, at, env, 0)).filter((item) => item !== undefined);
  return items.length === 4 ? { kind: "list", items } : undefined;
};
