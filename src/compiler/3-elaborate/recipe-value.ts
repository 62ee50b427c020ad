import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { nearest } from "../../base/nearest.ts";
import { recipeFields } from "../2-bind/resolve-recipe.ts";
import type { Module } from "../2-bind/module.ts";
import { noParentField } from "../diagnostics/recipe-values.ts";
import { wrongValue } from "../diagnostics/values.ts";
import { convertSurface } from "./convert-surface.ts";
import { report, withScope, type Env } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { matchArguments } from "./match.ts";
import { declaredParameters, surfaceParameter } from "./parameter.ts";
import { fileScope } from "./scope.ts";
import { describe } from "../ops/kit/show.ts";
import { failed, type Part, type RunValue, type Value } from "./value.ts";

type Fields = Map<string, { readonly value: Value; readonly span: Span }>;

/** Recipes within recipes; a cycle of them has been reported by the binder. */
const MOST_PARENTS = 50;

/** A recipe with its arguments, all fields evaluated: `Plain(PairUnit(2, 2))`. */
export const recipeValue = (
  recipe: ast.Recipe,
  module: Module,
  list: ast.ArgumentList | undefined,
  at: Span,
  env: Env,
): Value => {
  if (env.depth > MOST_PARENTS) return failed;
  const scope = fileScope(module);
  const parameters = declaredParameters(recipe.list);
  const request = { callee: recipe.name.text, at, list, dynamic: list === undefined };
  const matched = matchArguments(parameters, request, env, { calleeScope: scope });
  if (!matched) return failed;
  const given = matched.title();
  const title = given ? `${recipe.name.text}(${given})` : recipe.name.text;
  const inner: Env = { ...withScope(env, scope), depth: env.depth + 1 };
  if (recipe.value) {
    const value = evaluate(recipe.value, inner);
    if (value.kind === "run") return { ...value, name: title };
    if (value.kind === "failed") return failed;
    const where = `what \`train ${recipe.name.text}\` stands for`;
    report(inner, wrongValue, recipe.value.span, { where, expected: "a recipe", got: describe(value) });
    return failed;
  }
  const fields = parentFields(recipe, module, inner);
  if (!fields) return failed;
  for (const binding of recipe.fields ?? []) setField(binding, fields, inner);
  return { kind: "run", name: title, recipe, fields } satisfies RunValue;
};

const parentFields = (recipe: ast.Recipe, module: Module, env: Env): Fields | undefined => {
  if (!recipe.parent) return new Map();
  const declared = module.names.get(recipe.parent.name.text);
  if (declared?.node.kind !== "Recipe" || env.session.broken.has(declared.node)) return undefined;
  const parent = recipeValue(declared.node, declared.module, recipe.parent.arguments, recipe.parent.name.span, env);
  return parent.kind === "run" ? new Map(parent.fields) : undefined;
};

const setField = (binding: ast.Binding, fields: Fields, env: Env): void => {
  const [name, ...rest] = binding.path.map(({ text }) => text);
  if (name === undefined) return;
  const value = rest.length === 0 ? fieldValue(name, binding.value, env) : changedField(binding, 1, fields, env);
  if (value?.kind === "none") fields.delete(name);
  else if (value) fields.set(name, { value, span: binding.value.span });
};

const fieldValue = (name: string, expression: ast.Expression, env: Env): Value =>
  name === "show" && expression.kind !== "None"
    ? { kind: "show", expression, scope: env.scope }
    : evaluate(expression, env);

/**
 * What a field's value becomes by `optimizer.lr = 1e-4` or `teacher.optimizer.lr = 1e-4`: `depth` names of the path have been followed, the
 * last of them into `fields`. Undefined after a report.
 */
const changedField = (binding: ast.Binding, depth: number, fields: Fields, env: Env): Value | undefined => {
  const path = binding.path.map(({ text }) => text);
  const [name, inner, more] = path.slice(depth - 1);
  const old = fields.get(name ?? "")?.value;
  if (old?.kind === "failed" || inner === undefined) return old;
  const refuse = (why: string) => report(env, noParentField, binding.span, { path: path.join("."), why });
  if (!old) return refuse(`there is no \`${name}\``);
  if (old.kind === "run") return changedRun(binding, depth, old, env, refuse);
  if (old.kind !== "part") return refuse(`\`${name}\` is ${describe(old)}, which has no arguments to replace`);
  // Of a recipe's own fields the text alone told it.
  if (more !== undefined) return depth === 1 ? undefined : refuse(`\`${name}.${inner}\` has no fields of its own`);
  return changedPart(binding, inner, old, env, refuse);
};

type Refuse = (why: string) => undefined;

const changedRun = (
  binding: ast.Binding,
  depth: number,
  old: RunValue,
  env: Env,
  refuse: Refuse,
): Value | undefined => {
  const [name, ...rest] = binding.path.map(({ text }) => text).slice(depth);
  if (name === undefined) return old;
  if (!recipeFields.includes(name)) {
    const near = nearest(name, recipeFields);
    return refuse(`a recipe has no field \`${name}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`);
  }
  const fields: Fields = new Map(old.fields);
  const value =
    rest.length === 0 ? fieldValue(name, binding.value, env) : changedField(binding, depth + 1, fields, env);
  if (!value) return undefined;
  if (value.kind === "none") fields.delete(name);
  else fields.set(name, { value, span: binding.value.span });
  return { ...old, fields };
};

const changedPart = (
  binding: ast.Binding,
  argument: string,
  old: Part,
  env: Env,
  refuse: Refuse,
): Value | undefined => {
  const surface = env.session.library.parts.get(old.name);
  const parameter = surface?.parameters.find((each) => each.name === argument);
  if (!surface || !parameter)
    return refuse(`\`${old.name}\` takes ${surface?.parameters.map((each) => each.name).join(", ") ?? "nothing"}`);
  const { want } = surfaceParameter(parameter);
  const given = evaluate(binding.value, env, want);
  const value = convertSurface(parameter.type, given, `\`${argument}\``, binding.value.span, env);
  return value ? { ...old, arguments: new Map(old.arguments).set(argument, value) } : failed;
};
