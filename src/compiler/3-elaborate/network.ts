import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Module } from "../2-bind/module.ts";
import type { Dim, Network, Node, TensorType } from "../4-graph/graph.ts";
import { noOutput } from "../diagnostics/declarations.ts";
import { inputSizeMissing, wrongValue } from "../diagnostics/values.ts";
import { applyKind } from "./call.ts";
import { convertWhole } from "./convert-surface.ts";
import {
  builderOf,
  newGraph,
  newPath,
  report,
  type Env,
  type GraphState,
  type OpenPlacement,
  type Session,
} from "./environment.ts";
import { evaluate } from "./expression.ts";
import { isTensorType } from "./parameter.ts";
import { fileScope } from "./scope.ts";
import { describe } from "../ops/kit/show.ts";
import { runBody } from "./statement.ts";
import { toFloat } from "../../base/number.ts";
import type { Placeable, Value } from "./value.ts";

/** An environment for a file's own level: `expect`, a recipe's fields, an expression of the command line. */
export const fileEnv = (module: Module, session: Session): Env =>
  rootEnv(session, newGraph(), { name: module.source.path, at: module.file.span }, module);

interface Root {
  readonly name: string;
  readonly at: Span;
  readonly declaration?: ast.Declaration;
  readonly settings?: ReadonlyMap<string, Value>;
  readonly segments?: readonly string[];
}

export const rootEnv = (session: Session, graph: GraphState, root: Root, module: Module): Env => {
  const segments = root.segments ?? [];
  const placement: OpenPlacement = {
    id: graph.placements++,
    sort: root.declaration?.keyword ?? "model",
    name: root.declaration?.name.text ?? root.name,
    declaration: root.declaration ?? root.name,
    title: root.name,
    segments,
    path: segments.join("/"),
    span: root.at,
    settings: root.settings ?? new Map(),
    inputs: [],
    turns: [],
    children: [],
    results: [],
  };
  return { session, graph, scope: fileScope(module), placement, path: newPath(segments), turns: [], depth: 0 };
};

/** Where a model is put: into a graph of its own, or into one with others. */
export interface Placing {
  readonly graph: GraphState;
  readonly segments: readonly string[];
  /** The node for an input of this name and type; undefined after a report. */
  input(name: string, type: TensorType, at: Span, env: Env): Node | undefined;
}

const alone = (): Placing => ({
  graph: newGraph(),
  segments: [],
  input: (name, type, at, env) => builderOf(env, at).input(name, type),
});

/** A model's kind with all sizes known, as a network; undefined after a report. */
export const elaborateNetwork = (
  placeable: Placeable,
  at: Span,
  session: Session,
  where: Env,
  placing: Placing = alone(),
): { readonly network: Network; readonly value: Value } | undefined => {
  const { target } = placeable;
  if (target.sort !== "declared" || target.declaration.keyword !== "model")
    return report(where, wrongValue, at, { where: "this", expected: "a model", got: describe(placeable) });
  if (!placeable.kindArguments && kindOfLists(target.declaration).kind) {
    const kind = applyKind(placeable, undefined, at, where);
    return kind.kind === "placeable" && kind.kindArguments
      ? elaborateNetwork(kind, at, session, where, placing)
      : undefined;
  }
  const { declaration } = target;
  const root: Root = {
    name: placeable.title,
    at,
    declaration,
    settings: placeable.kindArguments ?? new Map(),
    segments: placing.segments,
  };
  const env = rootEnv(session, placing.graph, root, target.scope.module);
  for (const [name, value] of placeable.kindArguments ?? []) env.scope.values.set(name, value);
  if (declaration.body.kind !== "Body")
    return report(env, noOutput, declaration.name.span, { name: declaration.name.text });
  if (!bindInputs(declaration, placing, env)) return undefined;
  session.placed.add(declaration);
  const value = runBody(declaration, declaration.body, env);
  if (value?.kind !== "record" || !value.network) return undefined;
  return { network: value.network, value };
};

const bindInputs = (declaration: ast.Declaration, placing: Placing, env: Env): boolean => {
  for (const parameter of kindOfLists(declaration).placing?.parameters ?? []) {
    const type = inputType(parameter, env);
    const node = type && placing.input(parameter.name.text, type, parameter.span, env);
    if (!node) return false;
    env.scope.values.set(parameter.name.text, { kind: "tensor", node });
    (env.placement.inputs as Node[]).push(node);
  }
  return true;
};

const MAP_AXES = ["height", "width", "channel"];

/** `map[32, 32, 3]`, `tensor[token: 8, channel: 4]`, `word[token: 128]`: the batch first, then the axes as written. */
const inputType = (parameter: ast.Parameter, env: Env): TensorType | undefined => {
  const { type } = parameter;
  if (type.kind !== "NamedType")
    return type.kind === "Missing"
      ? undefined
      : report(env, wrongValue, type.span, {
          where: "a model's input",
          expected: "one tensor",
          got: "a list or choice",
        });
  const name = type.name.text;
  const positional = name === "map" ? MAP_AXES : name === "vector" ? ["channel"] : [];
  const dims: Dim[] = [{ axis: "batch", size: "batch" }];
  const given = type.arguments ?? [];
  for (const [at, argument] of given.entries()) {
    const bare = argument.value.kind === "Reference" && !argument.name && !positional.length;
    const axis =
      argument.name?.text ??
      positional[at] ??
      (bare && argument.value.kind === "Reference" ? argument.value.name.text : undefined);
    if (axis === "batch") continue;
    if (axis === undefined || bare) return missingSize(axis ?? "?", type, env);
    const size = convertWhole(evaluate(argument.value, env), `the size of \`${axis}\``, argument.value.span, env, 1);
    if (size?.kind !== "number") return undefined;
    dims.push({ axis, size: toFloat(size.value) });
  }
  const lacking = positional.filter((axis) => !dims.some((dim) => dim.axis === axis));
  if (lacking[0] !== undefined) return missingSize(lacking[0], type, env);
  return isTensorType(name) ? { dims, kind: "float" } : { dims, kind: "index", of: name };
};

const missingSize = (axis: string, type: ast.NamedType, env: Env): undefined => {
  const { start, end, source } = type.span;
  return report(env, inputSizeMissing, type.span, { axis, shape: `\`${source.text.slice(start, end)}\` names none` });
};
