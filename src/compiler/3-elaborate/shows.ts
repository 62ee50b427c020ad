import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { holdsTensor, kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Node, Show, Variable } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";
import { showNotAMap, showOwnsWeights, showWithoutTeacher } from "../diagnostics/shows.ts";
import { describe, showText, showType } from "../ops/kit/show.ts";
import { asKind } from "./call.ts";
import { report, withScope, type Env, type GraphState } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { rootEnv } from "./network.ts";
import { innerScope } from "./scope.ts";
import { isAlias } from "./reference.ts";
import { failed, type ShowValue, type Value } from "./value.ts";

interface Shown {
  /** The recipe's, for messages. */
  readonly name: string;
  readonly show: ShowValue;
  readonly graph: GraphState;
  readonly student: Value;
  readonly teacher: Value | undefined;
  /** All variables of networks and loss. */
  readonly variables: ReadonlySet<Variable>;
}

/** What a recipe's `show` lists, in the graph of its networks; undefined after a report. */
export const elaborateShows = (shown: Shown, outer: Env): readonly Show[] | undefined => {
  const { show, graph, student, teacher, name } = shown;
  const { expression } = show;
  const root = { name: "show", at: expression.span, segments: ["show"] };
  const env = withScope(rootEnv(outer.session, graph, root, show.scope.module), innerScope(show.scope));
  env.scope.values.set("student", student);
  const lonely = teacher ? undefined : findReference(expression, "teacher");
  if (lonely) return report(env, showWithoutTeacher, lonely.span, { recipe: name });
  if (teacher) env.scope.values.set("teacher", teacher);
  const items = shownItems(show);
  const shows = items.map((item) => showOf(item, shown, env)).filter((each) => each !== undefined);
  return shows.length === items.length ? shows : undefined;
};

/** What is shown one by one: the items of a list, else all that is written. */
export const shownItems = ({ expression }: ShowValue): readonly ast.Expression[] =>
  expression.kind === "List" ? expression.items.map(({ value }) => value) : [expression];

const showOf = (item: ast.Expression, { name: recipe, variables }: Shown, env: Env): Show | undefined => {
  const value = spread(item, env);
  const title = showText(item.span).replaceAll(/\s*\n\s*/g, " ");
  const nodes = value.kind === "failed" ? undefined : mapsOf(value, { recipe, title, at: item.span }, env);
  if (!nodes) return undefined;
  const own = reachable(nodes).find(({ variable }) => variable && !variables.has(variable));
  if (own?.variable) return report(env, showOwnsWeights, item.span, { recipe, title, path: own.variable.path });
  return { title, nodes };
};

interface Where {
  readonly recipe: string;
  readonly title: string;
  readonly at: Span;
}

/** The tensors in a value, each with batch, height and width alone; undefined after a report. */
const mapsOf = (value: Value, where: Where, env: Env): readonly Node[] | undefined => {
  const refuse = (
    got: string,
    facts: { readonly left?: readonly string[]; readonly lacking?: readonly string[] } = {},
  ) => report(env, showNotAMap, where.at, { ...where, got, left: [], lacking: [], ...facts });
  if (value.kind === "list") {
    if (value.items.length === 0) return refuse("an empty list");
    const parts = value.items.map((item) => mapsOf(item, where, env));
    return parts.some((part) => !part) ? undefined : parts.flatMap((part) => part ?? []);
  }
  if (value.kind !== "tensor") return refuse(describe(value));
  const axes = value.node.type.dims.map(({ axis }) => axis);
  const left = axes.filter((axis) => !AXES.includes(axis));
  const lacking = AXES.filter((axis) => !axes.includes(axis));
  if (left.length > 0 || lacking.length > 0) return refuse(showType(value.node.type), { left, lacking });
  return [value.node];
};

const AXES: readonly string[] = ["batch", "height", "width"];

/** No name of a spec. */
const HELD = "(shown)";

/** An expression's value; what takes one tensor and is handed a list of them is applied to each. */
const spread = (expression: ast.Expression, env: Env): Value => {
  switch (expression.kind) {
    case "Parenthesized":
      return spread(expression.inner, env);
    case "Call":
      return spreadCall(expression, env);
    case "Chain":
      return spreadChain(expression, env);
    default:
      return evaluate(expression, env);
  }
};

const spreadCall = (call: ast.Call, env: Env): Value => {
  const [first, ...rest] = call.arguments.arguments;
  if (!first || asKind(call, env)) return evaluate(call, env);
  const held = heldReference(first.value.span);
  const list = { ...call.arguments, arguments: [{ ...first, value: held }, ...rest] };
  return forEach(spread(first.value, env), call.callee, { ...call, arguments: list }, env);
};

const spreadChain = (chain: ast.Chain, env: Env): Value => {
  const [step] = chain.steps;
  const target = step?.kind === "PlaceStep" ? step.target : undefined;
  const callee = target?.kind === "Call" && !asKind(target, env) ? target.callee : target;
  return forEach(spread(chain.head, env), callee, { ...chain, head: heldReference(chain.head.span) }, env);
};

const heldReference = (span: Span): ast.Reference => ({
  kind: "Reference",
  span,
  name: { kind: "Name", span, text: HELD },
});

/** The expression with the held value in its place, or with each item of it where the callee takes one tensor. */
const forEach = (value: Value, callee: ast.Expression | undefined, expression: ast.Expression, env: Env): Value => {
  if (value.kind === "failed") return failed;
  const evaluateWith = (held: Value): Value => {
    const scope = innerScope(env.scope);
    scope.values.set(HELD, held);
    return evaluate(expression, withScope(env, scope));
  };
  if (!callee || value.kind !== "list" || !takesOneTensor(evaluate(callee, env))) return evaluateWith(value);
  const items = value.items.map(evaluateWith);
  return items.some((item) => item.kind === "failed") ? failed : { kind: "list", items };
};

const takesOneTensor = (callee: Value): boolean => {
  if (callee.kind !== "placeable") return false;
  const { target } = callee;
  if (target.sort === "operation") return ["tensor", "operand"].includes(target.surface.parameters[0]?.type.kind ?? "");
  const type = isAlias(target.declaration) ? undefined : kindOfLists(target.declaration).placing?.parameters[0]?.type;
  return type !== undefined && type.kind === "NamedType" && holdsTensor(type);
};

/** The first place where an expression names something. */
const findReference = (part: unknown, name: string): ast.Reference | undefined => {
  if (typeof part !== "object" || part === null) return undefined;
  const node = part as Partial<ast.Reference>;
  if (node.kind === "Reference" && node.name?.text === name) return node as ast.Reference;
  for (const [key, inner] of Object.entries(part)) {
    const found = key === "span" ? undefined : findReference(inner, name);
    if (found) return found;
  }
  return undefined;
};
