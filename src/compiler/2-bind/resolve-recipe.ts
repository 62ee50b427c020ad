import { nearestOrStart } from "../../base/nearest.ts";
import type * as ast from "../1-syntax/ast.ts";
import {
  dottedTooDeep,
  dottedWithoutParent,
  fieldTwice,
  notARecipe,
  oneListOnly,
  unknownField,
} from "../diagnostics/declarations.ts";
import { emptyScope, find, innerScope, reportUnknown, use, type Binder, type Found, type Scope } from "./binder.ts";
import { holdsTensor, isHeaderBroken } from "./kind-of-lists.ts";
import { checkArguments, resolveArguments, resolveExpression } from "./resolve-expression.ts";
import { resolveParameters } from "./resolve-parameters.ts";
import { calleeOf } from "./signature.ts";

/** What training knows (rule 12). */
// prettier-ignore
export const recipeFields: readonly string[] = [
  "model", "data", "validation", "test", "metric", "augment", "loss", "teacher", "optimizer", "clip_norm", "schedule", "length", "early_stop",
  "batch", "accumulate", "ema", "seed", "start", "parts", "show",
];

/** Fields that are runs, with fields of their own. */
const RUNS: readonly string[] = ["teacher", "start"];

/** A field's right side sees the file's names and the recipe's parameters, never fields. */
export const resolveRecipe = (binder: Binder, recipe: ast.Recipe): void => {
  const scope: Scope = { ...innerScope(emptyScope), hole: isHeaderBroken(recipe) };
  if (recipe.list) {
    resolveParameters(binder, scope, recipe.list);
    const tensor = recipe.list.parameters.find(({ type }) => type.kind !== "Missing" && holdsTensor(type));
    if (tensor) binder.report(oneListOnly, tensor.span, { keyword: "train" });
  }
  if (recipe.parent) resolveParent(binder, scope, recipe.parent);
  if (recipe.value) resolveExpression(binder, scope, recipe.value);
  if (recipe.fields) resolveFields(binder, scope, recipe, recipe.fields);
};

const resolveParent = (binder: Binder, scope: Scope, parent: NonNullable<ast.Recipe["parent"]>): void => {
  const { name } = parent;
  const found = find(binder, scope, name.text);
  if (!use(binder, scope, name)) reportUnknown(binder, scope, name);
  else if (!mayBeRecipe(found)) return binder.report(notARecipe, name.span, { name: name.text });
  const { kind } = calleeOf(binder, scope, name.text);
  if (kind) checkArguments(binder, scope, { signature: kind, list: parent.arguments, incoming: false, at: name.span });
  else resolveArguments(binder, scope, parent.arguments, undefined);
};

/** Not where it is known to be something else. */
const mayBeRecipe = (found: Found | undefined): boolean => {
  if (found?.sort !== "declared") return found?.sort === "opaque";
  const { node } = found.declared;
  return node.kind === "Recipe" || (node.kind === "Binding" && node.value.kind === "Missing");
};

const resolveFields = (binder: Binder, scope: Scope, recipe: ast.Recipe, fields: readonly ast.Binding[]): void => {
  const seen = new Map<string, ast.Binding>();
  for (const field of fields) {
    const [name, argument, more] = field.path;
    if (!name) continue;
    const path = field.path.map(({ text }) => text).join(".");
    const first = seen.get(path);
    if (first && path !== "") {
      const related = [{ message: "first here", span: first.span }];
      binder.report(fieldTwice, name.span, { name: path }, { related });
    }
    seen.set(path, field);
    if (!recipeFields.includes(name.text) && name.text !== "") {
      const near = nearestOrStart(name.text, recipeFields);
      binder.report(unknownField, name.span, {
        name: name.text,
        known: recipeFields,
        ...(near === undefined ? {} : { near }),
      });
    }
    if (more && !RUNS.includes(name.text)) binder.report(dottedTooDeep, more.span, { path });
    else if (argument && !recipe.parent && !scope.hole) binder.report(dottedWithoutParent, name.span, { path });
    const isShow = field.path.at(-1)?.text === "show";
    // What a dotted field expects is known only with the parent's value.
    resolveExpression(binder, isShow ? withNetworks(scope, name) : scope, field.value, argument ? "maybe" : "any");
  }
};

/** What `show` names is computed when the recipe's networks are there, and sees them. */
const withNetworks = (scope: Scope, at: ast.Name): Scope => {
  const inner = innerScope(scope);
  for (const text of ["student", "teacher"])
    inner.locals.set(text, { name: { ...at, text }, what: "variable", reached: true, used: true });
  return inner;
};
