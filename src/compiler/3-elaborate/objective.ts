import type { Network, Node, Objective, TensorType } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";
import { dataDoesNotFit, dataLacks } from "../diagnostics/recipe-values.ts";
import { classesDiffer } from "../diagnostics/recipes.ts";
import { teacherUnread } from "../diagnostics/teaching.ts";
import { showDims } from "../ops/kit/dims.ts";
import { showType } from "../ops/kit/show.ts";
import { newGraph, report, type Env, type GraphState } from "./environment.ts";
import { explainApart } from "./models-apart.ts";
import { elaborateNetwork, type Placing } from "./network.ts";
import { lossVariables, placeLoss, type Loss } from "./place-loss.ts";
import { fieldPlace, type Recipe } from "./recipe.ts";
import { segmentApart } from "./segment-apart.ts";
import { elaborateShows } from "./shows.ts";
import { nodesOf } from "./structure.ts";
import { checkAdded, inputNode, yieldsOf, type Yields } from "./yields.ts";

/** What a recipe's training step computes, in one graph: student, teacher and loss; undefined after a report. */
export const elaborateObjective = (recipe: Recipe, env: Env): Objective | undefined => {
  const yields = yieldsOf(recipe, env);
  if (!yields) return undefined;
  const graph = newGraph();
  const inputs = new Map<string, Node>();
  const place = (of: Recipe, segments: readonly string[]): Elaborated | undefined => {
    const at = fieldPlace(recipe, segments.length === 0 ? "model" : "teacher");
    return elaborateNetwork(of.model, at, env.session, env, sharing({ graph, segments, inputs, yields, of }));
  };
  const student = place(recipe, []);
  const teacher = recipe.teacher && place(recipe.teacher, [segmentApart("teacher", student?.network)]);
  if (!student || (recipe.teacher && !teacher)) return undefined;
  if (!checkClasses(recipe, student.network, yields, env)) return undefined;
  const segment = segmentApart("loss", student.network);
  const setting = { recipe, graph, inputs, yields, segment, student: student.value, teacher: teacher?.value };
  const networks = teacher && { student: student.network, teacher: teacher.network };
  const loss = networks
    ? explainApart(networks, recipe, env, (held) => placeLoss(setting, held))
    : placeLoss(setting, env);
  if (!loss) return undefined;
  if (networks && !isRead(networks.teacher, loss))
    report(env, teacherUnread, fieldPlace(recipe, "loss", "teacher"), { loss: recipe.loss.title, recipe: recipe.name });
  const isAugmentRead = checkAdded(recipe, yields, inputs, env);
  const shows = showsOf({ recipe, graph, student, teacher, loss }, env);
  if (!isAugmentRead || !shows) return undefined;
  const own = lossVariables(loss, student.network, teacher?.network);
  return { ...(networks ?? { student: student.network }), inputs, ...loss, lossVariables: own, shows };
};

type Elaborated = NonNullable<ReturnType<typeof elaborateNetwork>>;

const showsOf = (
  objective: {
    readonly recipe: Recipe;
    readonly graph: GraphState;
    readonly student: Elaborated;
    readonly teacher: Elaborated | undefined;
    readonly loss: Loss;
  },
  env: Env,
): Objective["shows"] | undefined => {
  const { recipe, graph, student, teacher, loss } = objective;
  const { show, name } = recipe;
  if (!show) return [];
  const networks = [student, ...(teacher ? [teacher] : [])];
  const trained = reachable([loss.loss, ...loss.terms.values()]).flatMap(({ variable }) => variable ?? []);
  const variables = new Set([...trained, ...networks.flatMap(({ network }) => network.variables({ training: true }))]);
  return elaborateShows({ name, show, graph, student: student.value, teacher: teacher?.value, variables }, env);
};

/** Outputs by class must speak of the data's classes. */
const checkClasses = (recipe: Recipe, student: Network, yields: Yields, env: Env): boolean => {
  const label = yields.get("label");
  if (label?.kind !== "index" || typeof label.range !== "number") return true;
  const { of: axis, range: found } = label;
  let fit = true;
  for (const [output, structure] of student.outputs)
    for (const node of nodesOf(structure)) {
      const dim = node.type.dims.find((each) => each.axis === axis);
      if (!dim || dim.size === found) continue;
      const data = recipe.data.map(({ name }) => name).join(", ");
      report(env, classesDiffer, fieldPlace(recipe, "model"), { output, classes: showDims([dim]), data, found });
      fit = false;
    }
  return fit;
};

const isRead = (teacher: Network, { loss, terms }: Loss): boolean => {
  const theirs = new Set(teacher.nodes({ training: true }).filter(({ op }) => op !== "input"));
  return reachable([loss, ...terms.values()]).some((node) => theirs.has(node));
};

const sizesOf = (type: TensorType): string =>
  [...type.dims]
    .map((dim) => `${dim.axis} ${dim.size}`)
    .sort()
    .join();

/** Models of one objective share what the data yields. */
const sharing = (shared: {
  readonly graph: GraphState;
  readonly segments: readonly string[];
  readonly inputs: Map<string, Node>;
  readonly yields: Yields;
  readonly of: Recipe;
}): Placing => ({
  graph: shared.graph,
  segments: shared.segments,
  input(name, type, at, env) {
    const { inputs, yields } = shared;
    const given = yields.get(name);
    const of = `the model ${shared.of.model.title}`;
    if (!given) return report(env, dataLacks, at, { name, of, yields: [...yields.keys()] });
    if (sizesOf(given) !== sizesOf(type))
      return report(env, dataDoesNotFit, at, { name, of, wants: showType(type), gives: showType(given) });
    return inputNode(name, given, inputs, at, env);
  },
});
