import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Module } from "../2-bind/module.ts";
import { checkExpectation } from "./claim.ts";
import type { Session } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { fileEnv } from "./network.ts";
import { elaborateNamed } from "./named-network.ts";
import { elaborateObjective } from "./objective.ts";
import { publishedClaim, publishedResult } from "./published.ts";
import { checkRecipe } from "./recipe.ts";
import { recipeValue } from "./recipe-value.ts";
import { isAlias } from "./reference.ts";

/**
 * Elaborates all of a file that needs no arguments: kinds, networks, recipes with their losses, claims. Everything is reported.
 * Gives the names of what could not be had; where nothing was reported for them, that is a bug of ours.
 */
export const checkFile = (module: Module, session: Session): readonly ast.Name[] =>
  module.file.items.flatMap((item) => checkItem(item, module, session));

const checkItem = (item: ast.Item, module: Module, session: Session): readonly ast.Name[] => {
  const env = () => fileEnv(module, session);
  switch (item.kind) {
    case "Declaration":
      return checkDeclaration(item, module, session) ? [] : [item.name];
    case "Recipe":
      return checkRecipeItem(item, module, session) ? [] : [item.name];
    case "Expect":
      checkExpectation(item, env());
      return [];
    case "Published":
      publishedClaim(item, env());
      publishedResult(item, env());
      return [];
    case "Binding":
    case "Unpack": {
      const name = item.kind === "Binding" ? item.path[0] : item.names[0];
      return name && evaluate({ kind: "Reference", span: name.span, name }, env()).kind === "failed" ? [name] : [];
    }
    case "Import":
      return [];
  }
};

const hasDefaults = (list: ast.ParameterList | undefined): boolean =>
  list?.parameters.every((parameter) => parameter.default !== undefined) ?? true;

const checkDeclaration = (declaration: ast.Declaration, module: Module, session: Session): boolean => {
  if (!hasDefaults(kindOfLists(declaration).kind)) return true;
  if (declaration.keyword === "model") return elaborateNamed(declaration, module, session) !== undefined;
  if (!isAlias(declaration)) return true;
  const { name } = declaration;
  return evaluate({ kind: "Reference", span: name.span, name }, fileEnv(module, session)).kind !== "failed";
};

const checkRecipeItem = (item: ast.Recipe, module: Module, session: Session): boolean => {
  if (!hasDefaults(item.list)) return true;
  const env = fileEnv(module, session);
  const run = recipeValue(item, module, undefined, item.name.span, env);
  const recipe = run.kind === "run" ? checkRecipe(run, env) : undefined;
  const [data] = recipe?.data ?? [];
  if (!recipe || !data) return false;
  // Data sets that only their files tell of are checked before training.
  if (!session.library.parts.get(data.name)?.yields?.(data)) return true;
  return elaborateObjective(recipe, env) !== undefined;
};
