import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Module } from "../2-bind/module.ts";
import { checkExpectation } from "./claim.ts";
import type { Session } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { fileEnv } from "./network.ts";
import { elaborateNamed } from "./named-network.ts";
import { elaborateObjective } from "./objective.ts";
import { publishedClaim } from "./published.ts";
import { checkRecipe } from "./recipe.ts";
import { recipeValue } from "./recipe-value.ts";
import { isAlias } from "./reference.ts";

/** Elaborates all of a file that needs no arguments: kinds, networks, recipes with their losses, claims. Everything is reported. */
export const checkFile = (module: Module, session: Session): void => {
  for (const item of module.file.items) checkItem(item, module, session);
};

const checkItem = (item: ast.Item, module: Module, session: Session): void => {
  const env = () => fileEnv(module, session);
  switch (item.kind) {
    case "Declaration":
      return checkDeclaration(item, module, session);
    case "Recipe":
      return checkRecipeItem(item, module, session);
    case "Expect":
      return checkExpectation(item, env());
    case "Published":
      publishedClaim(item, env());
      return;
    case "Binding":
    case "Unpack": {
      const name = item.kind === "Binding" ? item.path[0] : item.names[0];
      if (name) evaluate({ kind: "Reference", span: name.span, name }, env());
      return;
    }
    case "Import":
      return;
  }
};

const hasDefaults = (list: ast.ParameterList | undefined): boolean =>
  list?.parameters.every((parameter) => parameter.default !== undefined) ?? true;

const checkDeclaration = (declaration: ast.Declaration, module: Module, session: Session): void => {
  if (!hasDefaults(kindOfLists(declaration).kind)) return;
  if (declaration.keyword === "model") elaborateNamed(declaration, module, session);
  else if (isAlias(declaration))
    evaluate({ kind: "Reference", span: declaration.name.span, name: declaration.name }, fileEnv(module, session));
};

const checkRecipeItem = (item: ast.Recipe, module: Module, session: Session): void => {
  if (!hasDefaults(item.list)) return;
  const env = fileEnv(module, session);
  const run = recipeValue(item, module, undefined, item.name.span, env);
  if (run.kind !== "run") return;
  const recipe = checkRecipe(run, env);
  const [data] = recipe?.data ?? [];
  // Data sets that only their files tell of are checked before training.
  if (recipe && data && session.library.parts.get(data.name)?.yields?.(data)) elaborateObjective(recipe, env);
};
