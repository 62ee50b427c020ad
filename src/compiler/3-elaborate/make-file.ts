import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Module } from "../2-bind/module.ts";
import type { Objective } from "../4-graph/graph.ts";
import { checkUnplaced } from "./check-unplaced.ts";
import { checkExpectation } from "./claim.ts";
import type { Env, Session } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { fileEnv } from "./network.ts";
import { elaborateNamed, isDefaulted, namedModels, type NamedNetwork } from "./named-network.ts";
import { elaborateObjective } from "./objective.ts";
import { publishedClaim, publishedResult, type PublishedClaim } from "./published.ts";
import { checkRecipe, type Recipe } from "./recipe.ts";
import { recipeValue } from "./recipe-value.ts";
import { isAlias } from "./reference.ts";

/** A recipe as it stands in a file; without an objective where only its files tell of its data. */
export interface MadeRecipe {
  readonly item: ast.Recipe;
  readonly recipe: Recipe;
  readonly objective?: Objective;
}

/** All that a file makes without being given arguments. */
export interface Made {
  /** Of all its models whose sizes are known, in order. */
  readonly networks: readonly NamedNetwork[];
  /** Those that count as the file's: see `namedModels`. */
  readonly named: readonly NamedNetwork[];
  readonly recipes: readonly MadeRecipe[];
  /** Figures that it says are published of its networks' counts. */
  readonly claims: readonly PublishedClaim[];
  /** What could not be had; where nothing was reported for it, that is a bug of ours. */
  readonly failed: readonly ast.Name[];
}

/**
 * Elaborates all of a file that needs no arguments: kinds, networks, recipes with their losses, claims. Everything is reported. Yields
 * after each item, so that whoever has something else to do can do it.
 */
export function* makeFile(module: Module, session: Session): Generator<void, Made, void> {
  const networks: NamedNetwork[] = [];
  const recipes: MadeRecipe[] = [];
  const claims: PublishedClaim[] = [];
  const failed: ast.Name[] = [];
  for (const item of module.file.items) {
    yield;
    if (item.kind === "Recipe") {
      if (!isDefaulted(item.list)) continue;
      const made = makeRecipe(item, module, session);
      if (made) recipes.push(made);
      else failed.push(item.name);
    } else if (item.kind === "Declaration" && item.keyword === "model") {
      if (!isDefaulted(kindOfLists(item).kind)) continue;
      const network = elaborateNamed(item, module, session);
      if (network) networks.push({ name: item.name.text, declaration: item, network });
      else failed.push(item.name);
    } else if (item.kind === "Published") {
      const claim = publishedClaim(item, fileEnv(module, session));
      if (claim) claims.push(claim);
      publishedResult(item, fileEnv(module, session));
    } else failed.push(...checkItem(item, module, session));
  }
  for (const item of module.file.items) {
    if (item.kind !== "Declaration" || session.broken.has(item) || session.placed.has(item)) continue;
    yield;
    checkUnplaced(item, module, session);
  }
  const chosen = new Set(namedModels(module));
  return { networks, named: networks.filter(({ declaration }) => chosen.has(declaration)), recipes, claims, failed };
}

const checkItem = (
  item: Exclude<ast.Item, ast.Recipe | ast.Published>,
  module: Module,
  session: Session,
): readonly ast.Name[] => {
  const env = fileEnv(module, session);
  switch (item.kind) {
    case "Declaration":
      return isDefaulted(kindOfLists(item).kind) && isAlias(item) ? checkName(item.name, env) : [];
    case "Expect":
      checkExpectation(item, env);
      return [];
    case "Binding":
      return item.path[0] ? checkName(item.path[0], env) : [];
    case "Unpack":
      return item.names.flatMap((name) => checkName(name, env));
    case "Import":
      return [];
  }
};

const checkName = (name: ast.Name, env: Env): readonly ast.Name[] =>
  evaluate({ kind: "Reference", span: name.span, name }, env).kind === "failed" ? [name] : [];

const makeRecipe = (item: ast.Recipe, module: Module, session: Session): MadeRecipe | undefined => {
  const env = fileEnv(module, session);
  const run = recipeValue(item, module, undefined, item.name.span, env);
  const recipe = run.kind === "run" ? checkRecipe(run, env) : undefined;
  const [data] = recipe?.data ?? [];
  if (!recipe || !data) return undefined;
  // Data sets that only their files tell of are checked before training.
  if (!session.library.parts.get(data.name)?.yields?.(data)) return { item, recipe };
  const objective = elaborateObjective(recipe, env);
  return objective && { item, recipe, objective };
};
