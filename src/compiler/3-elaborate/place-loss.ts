import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Network, Node, Objective, Variable } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";
import { lossKeepsAxes } from "../diagnostics/placing.ts";
import { dataLacks, lossWithoutModel, wrongField } from "../diagnostics/recipe-values.ts";
import { lossWantsTeacher } from "../diagnostics/teaching.ts";
import { builderOf, report, type Env, type GraphState } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { openLoss } from "./loss.ts";
import { fieldPlace, type Recipe } from "./recipe.ts";
import { describe, showType } from "../ops/kit/show.ts";
import type { Value } from "./value.ts";
import { inputNode, type Yields } from "./yields.ts";

export interface Setting {
  readonly recipe: Recipe;
  readonly graph: GraphState;
  readonly inputs: Map<string, Node>;
  readonly yields: Yields;
  /** What paths of the loss begin with. */
  readonly segment: string;
  readonly student: Value;
  readonly teacher: Value | undefined;
}

export type Loss = Pick<Objective, "loss" | "terms">;

/** A recipe's loss over its networks, with what the data yields; undefined after a report. */
export const placeLoss = (setting: Setting, env: Env): Loss | undefined => {
  const { recipe, graph, segment } = setting;
  const opened = openLoss(recipe.loss, { at: fieldPlace(recipe, "loss"), graph, segment }, env);
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
    return report(env, lossWantsTeacher, fieldPlace(recipe, "loss", "teacher"), {
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

/** Variables of the loss itself. */
export const lossVariables = (loss: Loss, student: Network, teacher: Network | undefined): readonly Variable[] => {
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
