import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { holdsTensor } from "../2-bind/kind-of-lists.ts";
import type { ParameterType, SurfaceParameter } from "../ops/surface.ts";
import { convertDeclared } from "./convert-declared.ts";
import { convertSurface } from "./convert-surface.ts";
import type { Env } from "./environment.ts";
import { ANY, evaluate, type Want } from "./expression.ts";
import type { Value } from "./value.ts";

/** What matching needs to know of a parameter, whether declared in a spec or by an operation. */
export interface Parameter {
  readonly name: string;
  readonly want: Want;
  /** What comes through `->` may land here. */
  readonly takesFlow: boolean;
  readonly optional: boolean;
  /** The default where it is an expression of the spec; sees the parameters before it. */
  readonly fallback?: ast.Expression;
  /** The checked and converted value, or undefined after a report. */
  convert(value: Value, at: Span, env: Env): Value | undefined;
}

const FLOWS: ReadonlySet<ParameterType["kind"]> = new Set(["tensor", "operand", "operands"]);

const wantOfSurface = (type: ParameterType): Want => {
  switch (type.kind) {
    case "axis":
    case "axes":
      return { kind: "axis" };
    case "sizes":
      return { kind: "sizes" };
    case "choice":
      return { kind: "choice", of: type.of };
    case "list":
      return wantOfSurface(type.of);
    default:
      return ANY;
  }
};

/** By identity: an operation is placed hundreds of times, and its parameters are the same each time. */
const known = new WeakMap<object, readonly Parameter[]>();

const remembered = <Of extends object>(of: Of, make: () => readonly Parameter[]): readonly Parameter[] => {
  const parameters = known.get(of) ?? make();
  known.set(of, parameters);
  return parameters;
};

export const surfaceParameters = (surface: {
  readonly parameters: readonly SurfaceParameter[];
}): readonly Parameter[] => remembered(surface, () => surface.parameters.map(surfaceParameter));

export const declaredParameters = (list: ast.ParameterList | undefined): readonly Parameter[] =>
  list ? remembered(list, () => list.parameters.map(declaredParameter)) : [];

export const surfaceParameter = (parameter: SurfaceParameter): Parameter => ({
  name: parameter.name,
  want: wantOfSurface(parameter.type),
  takesFlow: FLOWS.has(parameter.type.kind),
  optional: parameter.default !== undefined,
  convert: (value, at, env) => convertSurface(parameter.type, value, `\`${parameter.name}\``, at, env),
});

const TENSOR_TYPES: ReadonlySet<string> = new Set(["map", "vector", "tensor", "boxes", "model"]);
export const isTensorType = (name: string): boolean => TENSOR_TYPES.has(name);

const wantOfDeclared = (type: ast.Type): Want => {
  if (type.kind === "ListType") return wantOfDeclared(type.element);
  if (type.kind === "ChoiceType") return { kind: "choice", of: type.names.map((name) => name.text) };
  return type.kind === "NamedType" && type.name.text === "axis" ? { kind: "axis" } : ANY;
};

const declaredParameter = (parameter: ast.Parameter): Parameter => ({
  name: parameter.name.text,
  want: wantOfDeclared(parameter.type),
  takesFlow: holdsTensor(parameter.type),
  optional: parameter.default !== undefined,
  ...(parameter.default && { fallback: parameter.default }),
  convert: (value, at, env) => convertDeclared(parameter.type, value, `\`${parameter.name.text}\``, at, env),
});

/** The default's value in the scope of the parameters before it. */
export const evaluateFallback = (parameter: Parameter, env: Env): Value | undefined =>
  parameter.fallback &&
  parameter.convert(evaluate(parameter.fallback, env, parameter.want), parameter.fallback.span, env);
