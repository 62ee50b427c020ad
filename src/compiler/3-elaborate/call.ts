import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { findInPrelude } from "../2-bind/library.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import { notPlaceable, wrongValue } from "../diagnostics/values.ts";
import type { PartSurface } from "../ops/surface.ts";
import { report, withScope, type Env } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { matchArguments, type Request } from "./match.ts";
import { declaredParameters, surfaceParameters } from "./parameter.ts";
import { place } from "./place.ts";
import { recipeValue } from "./recipe-value.ts";
import { isAlias, placeableOf } from "./reference.ts";
import { fileScope, findDeclared, findLocal } from "./scope.ts";
import { describe } from "../ops/kit/show.ts";
import { failed, type Placeable, type Value } from "./value.ts";
import { held } from "./weight.ts";

/** `Grouped(2)`, `Centred(x)`, `Grouped(2)(x, 64)`, `Plain(unit)`, `sgd(lr: 0.1)`. */
export const evaluateCall = (call: ast.Call, env: Env): Value => {
  const first = asKind(call, env);
  if (first) return first;
  const callee = evaluate(call.callee, env);
  return placeWith(callee, { call, name: placedName(call.callee) }, env) ?? failed;
};

const placeWith = (callee: Value, what: { call: ast.Call; name: string }, env: Env): Value | undefined => {
  if (callee.kind === "failed") return undefined;
  if (callee.kind !== "placeable") return report(env, notPlaceable, what.call.callee.span, { got: describe(callee) });
  const request = requestOf(what.name, what.call.span, what.call.arguments, what.call.callee, env);
  return place(callee, request, env);
};

/** The callee is checked by the binder where it is a name of a declaration or of the library, with or without list one. */
export const requestOf = (
  callee: string,
  at: Span,
  list: ast.ArgumentList | undefined,
  target: ast.Expression,
  env: Env,
): Request => {
  const root = target.kind === "Call" ? target.callee : target;
  const local =
    root.kind !== "Reference" || findLocal(env.scope, root.name.text) !== undefined || isAliasName(root, env);
  return { callee, at, list, dynamic: local };
};

const isAliasName = (root: ast.Reference, env: Env): boolean => {
  const declared = declaredAs(root, env)?.node;
  return declared?.kind === "Binding" || (declared?.kind === "Declaration" && isAlias(declared));
};

/** The name a step or call places by: the last word before its argument lists. */
export const placedName = (target: ast.Expression): string => {
  switch (target.kind) {
    case "Reference":
      return target.name.text;
    case "Member":
      return target.name.text;
    case "Call":
      return placedName(target.callee);
    case "Index":
      return placedName(target.object);
    case "Parenthesized":
      return placedName(target.inner);
    default:
      return "block";
  }
};

const declaredAs = (expression: ast.Expression, env: Env) =>
  expression.kind === "Reference"
    ? (findDeclared(env.scope, expression.name.text) ??
      (findLocal(env.scope, expression.name.text)
        ? undefined
        : findInPrelude(env.session.library, expression.name.text)))
    : undefined;

/** A call whose list is list one: of a declared name that has one, of a recipe, of a part. Undefined where it isn't. */
export const asKind = (call: ast.Call, env: Env): Value | undefined => {
  if (call.callee.kind !== "Reference") return undefined;
  const name = call.callee.name.text;
  const declared = declaredAs(call.callee, env);
  if (declared && env.session.broken.has(declared.node)) return failed;
  if (declared?.node.kind === "Recipe")
    return recipeValue(declared.node, declared.module, call.arguments, call.span, env);
  if (declared?.node.kind === "Declaration") {
    if (!kindOfLists(declared.node).kind) return undefined;
    return applyKind(placeableOf(declared.node, declared, env), call.arguments, call.span, env);
  }
  if (declared || findLocal(env.scope, name)) return undefined;
  const part = env.session.library.parts.get(name);
  return part && partOf(part, call.arguments, call.span, env);
};

/** A kind with list one filled in; of an alias, what it stands for. */
export const applyKind = (placeable: Placeable, list: ast.ArgumentList | undefined, at: Span, env: Env): Value => {
  const { target } = placeable;
  if (target.sort !== "declared") return placeable;
  const { declaration } = target;
  const parameters = declaredParameters(kindOfLists(declaration).kind);
  const scope = fileScope(target.scope.module);
  const request: Request = { callee: placeable.title, at, list, dynamic: list === undefined };
  const matched = matchArguments(parameters, request, env, { calleeScope: scope });
  if (!matched) return failed;
  const kind: Placeable = { ...placeable, kindArguments: matched.values };
  if (held(kind, `what \`${placeable.title}\` is made of`, at, env).kind === "failed") return failed;
  const given = matched.title();
  const title = given ? `${placeable.title}(${given})` : placeable.title;
  if (!isAlias(declaration)) return { ...kind, title };
  if (declaration.body.kind === "Body") return failed;
  const value = evaluate(declaration.body, withScope(env, scope));
  // A named kind keeps the name it was declared with, not what it stands for.
  if (value.kind === "placeable") return { ...value, title };
  if (value.kind === "failed") return failed;
  const where = `what \`${declaration.keyword} ${declaration.name.text}\` stands for`;
  const expected = declaration.keyword === "block" ? "a block, fn or operation" : `a ${declaration.keyword}`;
  report(env, wrongValue, declaration.body.span, { where, expected, got: describe(value) });
  return failed;
};

/** `flip`, `sgd(lr: 0.1)`. */
export const partOf = (surface: PartSurface, list: ast.ArgumentList | undefined, at: Span, env: Env): Value => {
  const request: Request = { callee: surface.name, at, list, dynamic: list === undefined };
  const matched = matchArguments(surfaceParameters(surface), request, env);
  if (!matched) return failed;
  return { kind: "part", role: surface.role, name: surface.name, arguments: matched.values, span: at };
};
