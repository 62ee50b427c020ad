import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
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
import { failed, type RunValue, type Value } from "./value.ts";

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
  const [field, argument] = binding.path.map((name) => name.text);
  if (field === undefined) return;
  if (argument !== undefined) return replaceArgument(binding, field, argument, fields, env);
  const value = evaluate(binding.value, env);
  if (value.kind === "none") fields.delete(field);
  else fields.set(field, { value, span: binding.value.span });
};

/** `optimizer.lr = 1e-4` */
const replaceArgument = (binding: ast.Binding, field: string, argument: string, fields: Fields, env: Env): void => {
  const old = fields.get(field)?.value;
  if (old?.kind === "failed") return;
  const path = `${field}.${argument}`;
  const refuse = (why: string) => report(env, noParentField, binding.span, { path, why });
  if (!old) return refuse(`there is no \`${field}\``);
  if (old.kind !== "part") return refuse(`\`${field}\` is not written as a call`);
  const surface = env.session.library.parts.get(old.name);
  const parameter = surface?.parameters.find((each) => each.name === argument);
  if (!surface || !parameter)
    return refuse(`\`${old.name}\` takes ${surface?.parameters.map((each) => each.name).join(", ") ?? "nothing"}`);
  const { want } = surfaceParameter(parameter);
  const value = convertSurface(
    parameter.type,
    evaluate(binding.value, env, want),
    `\`${argument}\``,
    binding.value.span,
    env,
  );
  const changed: Value = value ? { ...old, arguments: new Map(old.arguments).set(argument, value) } : failed;
  fields.set(field, { value: changed, span: binding.value.span });
};
