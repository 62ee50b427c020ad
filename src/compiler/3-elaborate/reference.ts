import type * as ast from "../1-syntax/ast.ts";
import { findInPrelude } from "../2-bind/library.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Declared } from "../2-bind/module.ts";
import { applyKind, partOf } from "./call.ts";
import { newPath, type Env } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { fieldOf } from "./field-of.ts";
import { recipeValue } from "./recipe-value.ts";
import { fileScope, findDeclared, findLocal } from "./scope.ts";
import { tensorsOf } from "./structure.ts";
import { failed, type Placeable, type Value } from "./value.ts";

/** What a bare name stands for. An unknown one has been reported by the binder. */
export const evaluateReference = (expression: ast.Reference, env: Env): Value => {
  const name = expression.name.text;
  const local = findLocal(env.scope, name);
  if (local) return local;
  const declared = findDeclared(env.scope, name);
  if (declared) return declaredValue(declared, expression, env);
  return libraryValue(name, expression, env) ?? failed;
};

const libraryValue = (name: string, expression: ast.Reference, env: Env): Value | undefined => {
  const { library } = env.session;
  const prelude = findInPrelude(library, name);
  if (prelude) return declaredValue(prelude, expression, env);
  const surface = library.surfaces.get(name);
  if (surface) return { kind: "placeable", target: { sort: "operation", surface }, title: name };
  const part = library.parts.get(name);
  if (part) return partOf(part, undefined, expression.span, env);
  if (name === "inf") return { kind: "number", value: { exact: false, value: Infinity } };
  return undefined;
};

/** A declared name as a value: list one is taken by its defaults, an alias is what it stands for. */
const declaredValue = (declared: Declared, expression: ast.Reference, env: Env): Value => {
  const { node } = declared;
  if (env.session.broken.has(node)) return failed;
  if (node.kind === "Recipe") return recipeValue(node, declared.module, undefined, expression.span, env);
  if (node.kind === "Binding" || node.kind === "Unpack") return bindingValue(declared, env);
  const placeable = placeableOf(node, declared, env);
  if (kindOfLists(node).kind) return applyKind(placeable, undefined, expression.span, env);
  return isAlias(node) ? aliasValue(placeable, node, expression, env) : placeable;
};

/** What a name without parameters stands for, found once: names that stand for others twice each would take for ever. */
const aliasValue = (placeable: Placeable, node: ast.Declaration, { span }: ast.Reference, env: Env): Value => {
  const { bindings } = env.session;
  const known = bindings.get(node);
  if (known) return known;
  const value = applyKind(placeable, undefined, span, env);
  bindings.set(node, value);
  return value;
};

export const placeableOf = (node: ast.Declaration, declared: Declared, _env: Env): Placeable => ({
  kind: "placeable",
  target: { sort: "declared", declaration: node, scope: fileScope(declared.module) },
  title: node.name.text,
});

/** `block Simple = Residual(…)`: no list two, so the body is a kind rather than what is placed. */
export const isAlias = (declaration: ast.Declaration): boolean =>
  declaration.keyword !== "fn" && !kindOfLists(declaration).placing && declaration.body.kind !== "Body";

/** A file-level binding, evaluated once (once a graph where it holds tensors); one that needs itself has been reported by the binder. */
const bindingValue = (declared: Declared, env: Env): Value => {
  const { node } = declared;
  if (node.kind !== "Binding" && node.kind !== "Unpack") return failed;
  const own = env.graph.bindings;
  const known = own.has(node) ? own : env.session.bindings;
  if (known.has(node)) {
    const value = known.get(node) ?? failed;
    return partOfBinding(value, declared, env);
  }
  known.set(node, undefined);
  const value = evaluate(node.value, { ...env, scope: fileScope(declared.module), path: newPath([]), turns: [] });
  if (tensorsOf(value).length) {
    known.delete(node);
    own.set(node, value);
  } else known.set(node, value);
  return partOfBinding(value, declared, env);
};

/** Of `{ a, b } = record` the field that the name is. */
const partOfBinding = (value: Value, { node, name }: Declared, env: Env): Value => {
  const written = node.kind === "Unpack" ? node.names.find(({ text }) => text === name) : undefined;
  return written ? fieldOf(value, written, env) : value;
};
