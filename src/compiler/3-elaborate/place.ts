import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Node, Placement } from "../4-graph/graph.ts";
import { nestedTooDeep } from "../diagnostics/limits.ts";
import { nothingReturned } from "../diagnostics/placing.ts";
import { applyKind } from "./call.ts";
import {
  MOST_NESTING,
  newPath,
  nextSegment,
  report,
  spend,
  type Env,
  type OpenPlacement,
  type PathScope,
} from "./environment.ts";
import { canRepeat, placementKey, repeatPlacement } from "./equal-placement.ts";
import { evaluate } from "./expression.ts";
import { matchArguments, type Request } from "./match.ts";
import { placeOperation } from "./operation.ts";
import { declaredParameters } from "./parameter.ts";
import { fileScope } from "./scope.ts";
import { runBody } from "./statement.ts";
import { tensorsOf } from "./structure.ts";
import type { Placeable, Value } from "./value.ts";

/** Steps that a placement counts as. */
const PLACING = 20;

/** Places whatever can be placed; undefined after a report. */
export const place = (placeable: Placeable, request: Request, env: Env): Value | undefined => {
  if (!spend(env, request.at, PLACING)) return undefined;
  if (placeable.target.sort === "operation") return placeOperation(placeable, placeable.target.surface, request, env);
  const { declaration } = placeable.target;
  if (!placeable.kindArguments && kindOfLists(declaration).kind) {
    const kind = applyKind(placeable, undefined, request.at, env);
    return kind.kind === "placeable" && kind.kindArguments ? place(kind, request, env) : undefined;
  }
  return placeDeclared(placeable, declaration, placeable.target.scope.module, request, env);
};

const placeDeclared = (
  placeable: Placeable,
  declaration: ast.Declaration,
  module: Parameters<typeof fileScope>[0],
  request: Request,
  env: Env,
): Value | undefined => {
  if (env.depth >= MOST_NESTING) return report(env, nestedTooDeep, request.at, { limit: MOST_NESTING });
  const scope = fileScope(module);
  for (const [name, value] of placeable.kindArguments ?? []) scope.values.set(name, value);
  const parameters = declaredParameters(kindOfLists(declaration).placing);
  const matched = matchArguments(parameters, request, env, { calleeScope: scope });
  if (!matched) return undefined;
  const opened = openPlacement(placeable, declaration, request, matched.values, env);
  const inner: Env = { ...opened.env, scope };
  return declaration.keyword === "block"
    ? runBlock(placeable, declaration, matched.values, opened.placement, inner, env)
    : runDeclared(declaration, opened.placement, inner, env);
};

const runDeclared = (
  declaration: ast.Declaration,
  placement: OpenPlacement,
  inner: Env,
  outer: Env,
): Value | undefined => {
  const { body, name } = declaration;
  outer.session.placed.add(declaration);
  const value = body.kind === "Body" ? runBody(declaration, body, inner) : evaluate(body, inner);
  if (value === undefined) return report(outer, nothingReturned, name.span, { name: name.text });
  placement.results = tensorsOf(value);
  return value.kind === "failed" ? undefined : value;
};

/** A copy where the block has been placed alike before and nothing was reported then; else elaborated and remembered. */
const runBlock = (
  placeable: Placeable,
  declaration: ast.Declaration,
  values: ReadonlyMap<string, Value>,
  placement: OpenPlacement,
  inner: Env,
  outer: Env,
): Value | undefined => {
  const { graph, session } = inner;
  const inputs = [...values.values()].flatMap(tensorsOf);
  const key = placementKey(placeable, values, session.identities);
  const first = key === undefined ? undefined : graph.placed.get(key);
  if (first)
    return spend(inner, placement.span, first.steps) ? repeatPlacement(first, placement, inputs, inner) : undefined;
  const [begin, steps, reports] = [graph.counter.next, graph.budget.steps, session.reported()];
  const value = runDeclared(declaration, placement, inner, outer);
  if (key !== undefined && value && session.reported() === reports && canRepeat(placement, value)) {
    const end = graph.counter.next;
    graph.placed.set(key, { placement, value, inputs, begin, end, steps: graph.budget.steps - steps });
  }
  return value;
};

/** What a path gets: blocks and models a segment, fns none. */
const pathFor = (placeable: Placeable, declaration: ast.Declaration, request: Request, env: Env): PathScope => {
  if (placeable.shared) return newPath(placeable.shared.path.split("/"));
  if (declaration.keyword === "fn") return env.path;
  return newPath([...env.path.segments, nextSegment(env.path, request.callee)]);
};

const openPlacement = (
  placeable: Placeable,
  declaration: ast.Declaration,
  request: Request,
  values: ReadonlyMap<string, Value>,
  env: Env,
): { readonly placement: OpenPlacement; readonly env: Env } => {
  const path = pathFor(placeable, declaration, request, env);
  const settings = new Map<string, Value>([...(placeable.kindArguments ?? []), ...values]);
  const placement = newPlacement(env, {
    sort: declaration.keyword,
    name: declaration.name.text,
    declaration,
    title: placeable.title,
    path,
    at: request.at,
    settings,
  });
  return { placement, env: { ...env, placement, path, turns: [], depth: env.depth + 1 } };
};

interface Opening {
  readonly sort: Placement["sort"];
  readonly name: string;
  readonly declaration: object | string;
  readonly title: string;
  readonly path: PathScope;
  readonly at: Span;
  readonly settings: ReadonlyMap<string, Value>;
}

/** A placement below the one at hand, known to it. */
export const newPlacement = (env: Env, opening: Opening): OpenPlacement => {
  const inputs: Node[] = [];
  const settings = new Map<string, unknown>();
  for (const [name, value] of opening.settings) {
    const tensors = tensorsOf(value);
    if (tensors.length) inputs.push(...tensors);
    else settings.set(name, value);
  }
  const parentPath = env.placement.path;
  const path = opening.path.text;
  const below = parentPath && path.startsWith(`${parentPath}/`) ? path.slice(parentPath.length + 1) : path;
  const placement: OpenPlacement = {
    id: env.graph.placements++,
    parent: env.placement,
    sort: opening.sort,
    name: opening.name,
    declaration: opening.declaration,
    title: opening.title,
    segments: below === parentPath ? [] : below.split("/"),
    path,
    span: opening.at,
    settings,
    inputs,
    turns: env.turns,
    children: [],
    results: [],
  };
  env.placement.children.push(placement);
  return placement;
};
