import { whole } from "../../base/number.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { Dim, Node } from "../4-graph/graph.ts";
import { axisMissing, noSuchMember, outOfBounds, unknownSize, wrongValue } from "../diagnostics/values.ts";
import { builderOf, report, type Env } from "./environment.ts";
import { axisNamed, evaluate, evaluateBound } from "./expression.ts";
import { describe, showType } from "../ops/kit/show.ts";
import { failed, type Value } from "./value.ts";

/** `x.channel`, `record.field`, `heads.loc`. */
export const evaluateMember = (expression: ast.Member, env: Env): Value =>
  memberOf(evaluate(expression.object, env), expression, env) ?? failed;

const memberOf = (object: Value, expression: ast.Member, env: Env): Value | undefined => {
  const name = expression.name.text;
  switch (object.kind) {
    case "failed":
      return undefined;
    case "tensor":
      return sizeOf(object.node, name, expression, env);
    case "record": {
      const value = object.fields.get(name);
      if (value) return value;
      const of = object.network ? `the model ${object.network.name}` : "the record";
      return report(env, noSuchMember, expression.name.span, { of, name, known: [...object.fields.keys()] });
    }
    case "list": {
      const items = object.items.map((item) => memberOf(item, expression, env));
      if (items.some((item) => item === undefined)) return undefined;
      return { kind: "list", items: items.filter((item) => item !== undefined) };
    }
    default:
      return report(env, noSuchMember, expression.name.span, { of: describe(object), name, known: [] });
  }
};

/** A number, or for the batch a scalar tensor. */
export const sizeOf = (node: Node, axis: string, at: ast.Expression, env: Env): Value | undefined => {
  const dim = node.type.dims.find((candidate) => candidate.axis === axis);
  if (!dim) {
    const known = node.type.dims.map((candidate) => candidate.axis);
    return report(env, noSuchMember, at.span, { of: `the tensor (${showType(node.type)})`, name: axis, known });
  }
  if (dim.size === "batch") return { kind: "tensor", node: builderOf(env, at.span).node("batch_size", []) };
  return { kind: "number", value: whole(dim.size) };
};

/** `list[i]`, `list[a..b]`, `x[channel: 0]`, `x[height: .. by 2]`. */
export const evaluateIndex = (expression: ast.Index, env: Env): Value => {
  const object = evaluate(expression.object, env);
  if (object.kind === "failed") return failed;
  const named = expression.slices.some((slice) => slice.axis);
  if (object.kind === "tensor" && named) return indexTensor(object.node, expression, env) ?? failed;
  if (object.kind === "list" && !named && expression.slices.length === 1)
    return indexList(object, expression, env) ?? failed;
  const expected = named
    ? "a tensor"
    : object.kind === "tensor"
      ? "indexed with the names of axes, `x[channel: 0]`"
      : "a list";
  report(env, wrongValue, expression.object.span, { where: "what is indexed here", expected, got: describe(object) });
  return failed;
};

const indexList = (list: Value & { kind: "list" }, expression: ast.Index, env: Env): Value | undefined => {
  const slice = expression.slices[0];
  if (!slice) return undefined;
  const length = list.items.length;
  if (slice.at) {
    const index = positionIn(slice.at, length, "the list", env);
    return index === undefined ? undefined : list.items[index];
  }
  const range = rangeIn(slice, length, "the list", env);
  if (!range) return undefined;
  const items: Value[] = [];
  for (let at = range.begin; range.step > 0 ? at < range.end : at > range.end; at += range.step)
    items.push(list.items[at] ?? failed);
  return { kind: "list", items };
};

/** An index from either end as one from the front, or undefined after a report. */
const positionIn = (expression: ast.Expression, length: number, of: string, env: Env): number | undefined => {
  const index = evaluateBound(expression, env);
  if (index === undefined) return undefined;
  const position = index < 0n ? index + BigInt(length) : index;
  if (position < 0n || position >= BigInt(length))
    return report(env, outOfBounds, expression.span, { index: index.toString(), length, of });
  return Number(position);
};

interface Steps {
  readonly begin: number;
  readonly end: number;
  readonly step: number;
}

/** A slice's bounds; `end` may be -1 where the step is negative. Undefined after a report. */
const rangeIn = (slice: ast.Slice, length: number, of: string, env: Env): Steps | undefined => {
  const boundIn = (expression: ast.Expression): bigint | undefined => {
    const bound = evaluateBound(expression, env);
    if (bound === undefined || (bound <= BigInt(length) && bound >= -BigInt(length))) return bound;
    return report(env, outOfBounds, expression.span, { index: bound.toString(), length, of, isBound: true });
  };
  const step = slice.by ? evaluateBound(slice.by, env) : 1n;
  const from = slice.from && boundIn(slice.from);
  const to = slice.to && boundIn(slice.to);
  if (step === undefined || (slice.from && from === undefined) || (slice.to && to === undefined)) return undefined;
  if (step === 0n)
    return report(env, wrongValue, slice.span, { where: "`by`", expected: "a step other than 0", got: "0" });
  const size = BigInt(length);
  const bound = (value: bigint | undefined, open: bigint, least: bigint, most: bigint): number => {
    if (value === undefined) return Number(open);
    const position = value < 0n ? value + size : value;
    return Number(position < least ? least : position > most ? most : position);
  };
  return step > 0n
    ? { begin: bound(from, 0n, 0n, size), end: bound(to, size, 0n, size), step: Number(step) }
    : { begin: bound(from, size - 1n, -1n, size - 1n), end: bound(to, -1n, -1n, size - 1n), step: Number(step) };
};

const indexTensor = (node: Node, expression: ast.Index, env: Env): Value | undefined => {
  const slices: { axis: string; begin: number; end: number; step: number }[] = [];
  const gone: string[] = [];
  for (const slice of expression.slices) {
    const axis = slice.axis && axisNamed(slice.axis, env);
    if (!axis)
      return report(env, wrongValue, slice.span, {
        where: "an index of a tensor",
        expected: "`axis: …`",
        got: "a bare index",
      });
    const dim = node.type.dims.find((candidate) => candidate.axis === axis);
    const steps = dim ? stepsOf(slice, dim, env) : missing(node, axis, slice, env);
    if (!steps) return undefined;
    slices.push({ axis, ...steps });
    if (slice.at) gone.push(axis);
  }
  const build = builderOf(env, expression.span);
  const whole = slices.filter((slice) => !isWhole(slice, node.type.dims));
  let result = whole.length ? build.node("slice", [node], { slices: whole.map((slice) => ({ ...slice })) }) : node;
  for (const axis of gone) result = build.node("squeeze", [result], { axis });
  return { kind: "tensor", node: result };
};

const isWhole = (slice: Steps & { axis: string }, dims: readonly Dim[]): boolean =>
  slice.begin === 0 && slice.step === 1 && dims.some((dim) => dim.axis === slice.axis && dim.size === slice.end);

const missing = (node: Node, axis: string, slice: ast.Slice, env: Env): undefined =>
  report(env, axisMissing, slice.span, {
    where: "this index",
    axes: [axis],
    shape: showType(node.type),
    has: node.type.dims.map((dim) => dim.axis),
    isWritten: true,
  });

const stepsOf = (slice: ast.Slice, dim: Dim, env: Env): Steps | undefined => {
  if (dim.size === "batch") return report(env, unknownSize, slice.span, { axis: dim.axis });
  if (!slice.at) {
    const steps = rangeIn(slice, dim.size, `\`${dim.axis}\``, env);
    const empty = steps && (steps.step > 0 ? steps.begin >= steps.end : steps.begin <= steps.end);
    if (empty)
      return report(env, wrongValue, slice.span, {
        where: "a slice of a tensor",
        expected: "at least one position",
        got: "empty",
      });
    return steps;
  }
  const position = positionIn(slice.at, dim.size, `\`${dim.axis}\``, env);
  return position === undefined ? undefined : { begin: position, end: position + 1, step: 1 };
};
