import type { Span } from "../../base/source.ts";
import type { Node, TensorType } from "../4-graph/graph.ts";
import { augmentIgnored, wrongField } from "../diagnostics/recipe-values.ts";
import { builderOf, report, type Env } from "./environment.ts";
import { fieldPlace, type Recipe } from "./recipe.ts";

/** What a recipe's data gives, by name: `image`, `label`; what its augmentations add too. */
export type Yields = ReadonlyMap<string, TensorType>;

/** Undefined after a report: only the files tell what the data gives. */
export const yieldsOf = (recipe: Recipe, env: Env): Yields | undefined => {
  const [first] = recipe.data;
  const yields = first && env.session.library.parts.get(first.name)?.yields?.(first);
  if (yields) return new Map([...yields, ...added(recipe, yields, env).flatMap(({ names }) => [...names])]);
  return report(env, wrongField, fieldPlace(recipe, "data"), {
    field: "data",
    expected: "a data set whose pictures are known while checking",
    got: first ? `\`${first.name}\`, which only its files tell` : "an empty list",
  });
};

/** What augmentations add, each with the part that does. */
const added = (recipe: Recipe, yields: Yields, env: Env) =>
  recipe.augment.flatMap((part) => {
    const names = env.session.library.parts.get(part.name)?.adds?.(yields);
    return names?.size ? [{ part, names }] : [];
  });

/** Pictures of two classes trained as if they were of one would be a silent mistake. */
export const checkAdded = (recipe: Recipe, yields: Yields, inputs: ReadonlyMap<string, Node>, env: Env): boolean => {
  const ignored = added(recipe, yields, env).filter(({ names }) => ![...names.keys()].some((name) => inputs.has(name)));
  for (const { part, names } of ignored)
    report(env, augmentIgnored, part.span, { part: part.name, names: [...names.keys()], loss: recipe.loss.title });
  return ignored.length === 0;
};

/** The node for one of the names, one in an objective. */
export const inputNode = (name: string, type: TensorType, inputs: Map<string, Node>, at: Span, env: Env): Node => {
  const known = inputs.get(name);
  if (known) return known;
  const node = builderOf(env, at).input(name, type);
  inputs.set(name, node);
  return node;
};
