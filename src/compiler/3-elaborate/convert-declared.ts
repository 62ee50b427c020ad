import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { notAChoice, wrongValue } from "../diagnostics/values.ts";
import { convertWhole, needAxes } from "./convert-surface.ts";
import { report, type Env } from "./environment.ts";
import { constantTensor } from "./literal-tensor.ts";
import { describe } from "../ops/kit/show.ts";
import type { Value } from "./value.ts";

/** The axes that a type names: `map` needs height, width and channel. */
export const axesOfType = (type: ast.NamedType): readonly string[] => {
  switch (type.name.text) {
    case "map":
      return ["height", "width", "channel"];
    case "vector":
      return ["channel"];
    case "tensor":
      return axisArguments(type);
    default:
      return [];
  }
};

/** `tensor[anchor, coord]`, `word[token]`: bare names or labels in the brackets. */
export const axisArguments = (type: ast.NamedType): readonly string[] =>
  (type.arguments ?? []).flatMap((argument) =>
    argument.name ? [argument.name.text] : argument.value.kind === "Reference" ? [argument.value.name.text] : [],
  );

const EXPECTED = new Map([
  ["float", "a number"],
  ["bool", "true or false"],
  ["string", "a string"],
  ["block", "a block, fn or operation"],
  ["loss", "a loss"],
  ["record", "a record"],
  ["axis", "an axis"],
  ["run", "a run"],
  ["model", "a model"],
  ["boxes", "the boxes of a data set"],
]);

/** Checks a value against a type written in a spec; undefined after a report. */
export const convertDeclared = (type: ast.Type, value: Value, where: string, at: Span, env: Env): Value | undefined => {
  if (value.kind === "failed" || type.kind === "Missing") return undefined;
  if (type.kind === "ListType") return convertItems(type, value, where, at, env);
  if (type.kind === "ChoiceType") return convertChoice(type, value, where, at, env);
  const name = type.name.text;
  const refuse = () =>
    report(env, wrongValue, at, {
      where,
      expected: EXPECTED.get(name) ?? `an index into \`${name}\``,
      got: describe(value),
    });
  switch (name) {
    case "int":
      return convertWhole(value, where, at, env);
    case "float":
      return value.kind === "number" ? value : refuse();
    case "bool":
      return value.kind === "bool" ? value : refuse();
    case "string":
      return value.kind === "string" ? value : refuse();
    case "axis":
      return value.kind === "axis" ? value : refuse();
    case "record":
    case "boxes":
      return value.kind === "record" ? value : refuse();
    case "run":
      return value.kind === "run" ? value : refuse();
    case "block":
      return value.kind === "placeable" ? value : refuse();
    case "model":
      return (value.kind === "record" && value.network) || value.kind === "placeable" ? value : refuse();
    case "loss":
      return value.kind === "placeable" ? value : refuse();
    case "map":
    case "vector":
    case "tensor":
      return convertTensor(type, value, where, at, env);
    default:
      if (value.kind === "number" || value.kind === "list")
        return constantTensor(value, axisArguments(type), where, at, env, name);
      return value.kind === "tensor" && value.node.type.kind === "index" && value.node.type.of === name
        ? needAxes(value, axisArguments(type), where, at, env)
        : refuse();
  }
};

const convertItems = (type: ast.ListType, value: Value, where: string, at: Span, env: Env): Value | undefined => {
  if (value.kind !== "list") return report(env, wrongValue, at, { where, expected: "a list", got: describe(value) });
  const items = value.items.map((item, index) => convertDeclared(type.element, item, `${where}[${index}]`, at, env));
  const kept = items.filter((item) => item !== undefined);
  return kept.length === items.length ? { ...value, items: kept } : undefined;
};

const convertChoice = (type: ast.ChoiceType, value: Value, where: string, at: Span, env: Env): Value | undefined => {
  const choices = type.names.map((name) => name.text);
  if (value.kind !== "symbol")
    return report(env, wrongValue, at, { where, expected: `one of ${choices.join(", ")}`, got: describe(value) });
  if (!choices.includes(value.name)) return report(env, notAChoice, at, { name: value.name, choices, where });
  return { ...value, of: choices };
};

const convertTensor = (type: ast.NamedType, value: Value, where: string, at: Span, env: Env): Value | undefined => {
  const axes = axesOfType(type);
  if (value.kind === "list") return constantTensor(value, axes, where, at, env);
  if (value.kind === "number" && !axes.length) return constantTensor(value, [], where, at, env);
  if (value.kind !== "tensor")
    return report(env, wrongValue, at, { where, expected: "a tensor", got: describe(value) });
  return needAxes(value, axes, where, at, env);
};
