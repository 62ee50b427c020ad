import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Network, Node, Objective, TensorType, Variable } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";
import { lossKeepsAxes } from "../diagnostics/placing.ts";
import {
  augmentIgnored,
  dataDoesNotFit,
  dataLacks,
  lossWithoutModel,
  wrongField,
} from "../diagnostics/recipe-values.ts";
import { classesDiffer } from "../diagnostics/recipes.ts";
import { lossWantsTeacher, teacherUnread } from "../diagnostics/teaching.ts";
import { showDims } from "../ops/kit/dims.ts";
import { builderOf, newGraph, report, type Env, type GraphState } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { elaborateNetwork, type Placing } from "./network.ts";
import { openLoss } from "./loss.ts";
import { explainApart } from "./models-apart.ts";
import { elaborateShows } from "./shows.ts";
import type { Recipe } from "./recipe.ts";
import { describe, showType } from "../ops/kit/show.ts";
import { nodesOf } from "./structure.ts";
import type { Value } from "./value.ts";

/** What a recipe's training step computes, in one graph: student, teacher and loss; undefined after a report. */
export const elaborateObjective = (recipe: Recipe, env: Env): Objective | undefined => {
  const yields = yieldsOf(recipe, env);
  if (!yields) return undefined;
  const graph = newGraph();
  const inputs = new Map<string, Node>();
  const student = elaborateNetwork(
    recipe.model,
    placeOf(recipe, "model"),
    env.session,
    env,
    sharing({ graph, segments: [], inputs, yields, of: recipe }),
  );
  const teacherRecipe = recipe.teacher;
  const teacher =
    teacherRecipe &&
    elaborateNetwork(
      teacherRecipe.model,
      placeOf(recipe, "teacher"),
      env.session,
      env,
      sharing({ graph, segments: ["teacher"], inputs, yields, of: teacherRecipe }),
    );
  if (!student || (teacherRecipe && !teacher)) return undefined;
  if (!checkClasses(recipe, student.network, yields, env)) return undefined;
  const setting = { recipe, graph, inputs, yields, student: student.value, teacher: teacher?.value };
  const networks = teacher && { student: student.network, teacher: teacher.network };
  const loss = networks
    ? explainApart(networks, placeOf(recipe, "teacher"), env, (held) => placeLoss(setting, held))
    : placeLoss(setting, env);
  if (!loss || !checkAdded(recipe, yields, inputs, env)) return undefined;
  if (networks && !isRead(networks.teacher, loss))
    report(env, teacherUnread, placeOf(recipe, "teacher"), { loss: recipe.loss.title, recipe: recipe.name });
  const owned = lossVariables(loss, student.network, teacher?.network);
  const shows = showsOf({ recipe, graph, student, teacher, loss }, env);
  if (!shows) return undefined;
  return {
    student: student.network,
    ...(teacher && { teacher: teacher.network }),
    inputs,
    ...loss,
    lossVariables: owned,
    shows,
  };
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

const placeOf = (recipe: Recipe, field: string): Span => recipe.places.get(field) ?? recipe.run.recipe.name.span;

type Yields = ReadonlyMap<string, TensorType>;

const yieldsOf = (recipe: Recipe, env: Env): Yields | undefined => {
  const [first] = recipe.data;
  const yields = first && env.session.library.parts.get(first.name)?.yields?.(first);
  if (yields) return new Map([...yields, ...added(recipe, yields, env).flatMap(({ names }) => [...names])]);
  return report(env, wrongField, placeOf(recipe, "data"), {
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
const checkAdded = (recipe: Recipe, yields: Yields, inputs: ReadonlyMap<string, Node>, env: Env): boolean => {
  const ignored = added(recipe, yields, env).filter(({ names }) => ![...names.keys()].some((name) => inputs.has(name)));
  for (const { part, names } of ignored)
    report(env, augmentIgnored, part.span, { part: part.name, names: [...names.keys()], loss: recipe.loss.title });
  return ignored.length === 0;
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
      report(env, classesDiffer, placeOf(recipe, "model"), { output, classes: showDims([dim]), data, found });
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

const inputNode = (name: string, type: TensorType, inputs: Map<string, Node>, at: Span, env: Env): Node => {
  const known = inputs.get(name);
  if (known) return known;
  const node = builderOf(env, at).input(name, type);
  inputs.set(name, node);
  return node;
};

interface Setting {
  readonly recipe: Recipe;
  readonly graph: GraphState;
  readonly inputs: Map<string, Node>;
  readonly yields: Yields;
  readonly student: Value;
  readonly teacher: Value | undefined;
}

type Loss = Pick<Objective, "loss" | "terms">;

const placeLoss = (setting: Setting, env: Env): Loss | undefined => {
  const { recipe, graph } = setting;
  const opened = openLoss(recipe.loss, placeOf(recipe, "loss"), graph, env);
  if (!opened) return undefined;
  const { declaration, inner, run } = opened;
  for (const parameter of kindOfLists(declaration).placing?.parameters ?? []) {
    const value = argumentFor(parameter, declaration, setting, inner);
    if (!value) return undefined;
    inner.scope.values.set(parameter.name.text, value);
  }
  if (!isModelFirst(declaration))
    return report(inner, lossWithoutModel, declaration.name.span, {
      name: declaration.name.text,
      why: "none of its parameters is a model",
    });
  const result = run();
  return result && finishLoss(result, declaration, inner);
};

const typeName = (parameter: ast.Parameter): string =>
  parameter.type.kind === "NamedType" ? parameter.type.name.text : "";

const isModelFirst = (declaration: ast.Declaration): boolean =>
  kindOfLists(declaration).placing?.parameters.some((parameter) => typeName(parameter) === "model") ?? false;

/** The first model is the student; other parameters go by name to fields, then to what the data yields. */
const argumentFor = (
  parameter: ast.Parameter,
  declaration: ast.Declaration,
  setting: Setting,
  env: Env,
): Value | undefined => {
  const name = parameter.name.text;
  const models = (kindOfLists(declaration).placing?.parameters ?? []).filter((each) => typeName(each) === "model");
  if (parameter === models[0]) return setting.student;
  if (typeName(parameter) === "model" && name === "teacher" && setting.teacher) return setting.teacher;
  const field = setting.recipe.run.fields.get(name)?.value;
  if (field && field.kind !== "run") return field;
  const type = setting.yields.get(name);
  if (type) return { kind: "tensor", node: inputNode(name, type, setting.inputs, parameter.span, env) };
  if (parameter.default) return evaluate(parameter.default, env);
  if (typeName(parameter) === "model") {
    const { recipe } = setting;
    return report(env, lossWantsTeacher, placeOf(recipe, "loss"), {
      loss: recipe.loss.title,
      recipe: recipe.name,
      name,
    });
  }
  return report(env, dataLacks, parameter.span, {
    name,
    of: `the loss \`${declaration.name.text}\``,
    yields: [...setting.yields.keys()],
  });
};

const finishLoss = (
  result: { readonly value: Value; readonly terms: ReadonlyMap<string, Value> },
  declaration: ast.Declaration,
  env: Env,
): Loss | undefined => {
  const { value } = result;
  const at = declaration.name.span;
  if (value.kind === "failed") return undefined;
  if (value.kind !== "tensor")
    return report(env, wrongField, at, {
      field: "loss",
      expected: "a loss that returns one tensor",
      got: describe(value),
    });
  const left = value.node.type.dims.map((dim) => dim.axis);
  if (left.length) return report(env, lossKeepsAxes, at, { shape: showType(value.node.type), axes: left });
  const terms = new Map<string, Node>();
  for (const [name, term] of result.terms) {
    if (term.kind !== "tensor") continue;
    const over = term.node.type.dims.map((dim) => dim.axis);
    terms.set(name, over.length ? builderOf(env, at).node("mean", [term.node], { over, keep: false }) : term.node);
  }
  return { loss: value.node, terms };
};

const lossVariables = (loss: Loss, student: Network, teacher: Network | undefined): readonly Variable[] => {
  const networks = [student, ...(teacher ? [teacher] : [])];
  const theirs = new Set(
    networks
      .flatMap((network) => network.nodes({ training: true }))
      .flatMap((node) => (node.variable ? [node.variable] : [])),
  );
  return reachable([loss.loss, ...loss.terms.values()]).flatMap((node) =>
    node.variable && !theirs.has(node.variable) ? [node.variable] : [],
  );
};
