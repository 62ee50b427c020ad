import { nearestOrStart } from "../../base/nearest.ts";
import type * as ast from "../1-syntax/ast.ts";
import { namedLikeChoice, unknownType } from "../diagnostics/declarations.ts";
import { boundTwice } from "../diagnostics/names.ts";
import type { Binder, Scope } from "./binder.ts";
import { resolveExpression, useAxis } from "./resolve-expression.ts";

/** Types that aren't the axis of an index. */
// prettier-ignore
export const types: readonly string[] = [
  "int", "float", "bool", "string", "block", "model", "loss", "record", "axis", "map", "vector", "tensor", "boxes", "run",
];

/** Binds the parameters in order: a default and a type's sizes may use those before. */
export const resolveParameters = (binder: Binder, outer: Scope, list: ast.ParameterList): void => {
  const scope: Scope = { ...outer, later: new Set(list.parameters.map(({ name }) => name.text)) };
  for (const parameter of list.parameters) {
    const { name, type } = parameter;
    if (type.kind === "ChoiceType" && type.names.some(({ text }) => text === name.text))
      binder.report(namedLikeChoice, name.span, { name: name.text });
    resolveType(binder, scope, type);
    if (parameter.default) resolveExpression(binder, scope, parameter.default, wantOf(type));
    const first = scope.locals.get(name.text);
    if (first && name.text !== "") {
      const related = [{ message: "first here", span: first.name.span }];
      binder.report(boundTwice, name.span, { name: name.text }, { related });
    } else scope.locals.set(name.text, { name, what: "parameter", type, reached: true, used: false });
  }
};

const wantOf = (type: ast.Type): "choice" | "axis" | "any" => {
  if (type.kind === "ListType") return wantOf(type.element);
  if (type.kind === "ChoiceType") return "choice";
  return type.kind === "NamedType" && type.name.text === "axis" ? "axis" : "any";
};

/** Brackets of `map` hold sizes, those of a tensor or an index axes (G12). */
const resolveType = (binder: Binder, scope: Scope, type: ast.Type): void => {
  if (type.kind === "ListType") return resolveType(binder, scope, type.element);
  if (type.kind !== "NamedType") return;
  const { text, span } = type.name;
  if (!types.includes(text) && text !== "" && !binder.axes().has(text)) {
    const near = nearestOrStart(text, [...types, ...binder.axes()]);
    binder.report(unknownType, span, { name: text, ...(near === undefined ? {} : { near }) });
  }
  const holdsSizes = text === "map" || text === "vector";
  for (const { name, value } of type.arguments ?? []) {
    if (name) useAxis(binder, scope, name);
    resolveExpression(binder, scope, value, holdsSizes || name ? "any" : "axis");
  }
};
