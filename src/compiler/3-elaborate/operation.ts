import { toFloat, type Num } from "../../base/number.ts";
import { diagnose, type DiagnosticKind, type Extra } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import type { Dim, Initializer, Node, Variable } from "../4-graph/graph.ts";
import { sharedShapesDiffer, weightsHere } from "../diagnostics/placing.ts";
import { wrongValue } from "../diagnostics/values.ts";
import type { Arguments, PlaceContext, Surface } from "../ops/surface.ts";
import { combine } from "./arithmetic.ts";
import { checkedNode, fits } from "./checked-node.ts";
import { builderOf, newPath, nextSegment, report, usesOf, type Env } from "./environment.ts";
import { axisNamed, evaluate } from "./expression.ts";
import { matchArguments, type Matched, type Request } from "./match.ts";
import { surfaceParameters } from "./parameter.ts";
import { newPlacement } from "./place.ts";
import { showDims } from "../ops/kit/dims.ts";
import { describe } from "../ops/kit/show.ts";
import { tensorsOf } from "./structure.ts";
import type { Placeable, Value } from "./value.ts";

/** What the compiler's own operations (`params`, `zip`, …) may use beyond what all operations have. */
export interface InnerContext extends PlaceContext {
  readonly env: Env;
  readonly at: Span;
  placeOf(argument: string): Span;
}

/** Thrown by a context's method after a report, caught where the operation was placed: a surface need not test each node. */
class Refused extends Error {}

export const placeOperation = (
  placeable: Placeable,
  surface: Surface,
  request: Request,
  env: Env,
): Value | undefined => {
  const matched = matchArguments(surfaceParameters(surface), request, env, {
    byAxis: surface.axisArguments !== undefined,
  });
  if (!matched) return undefined;
  const byAxis = axisArgumentsOf(surface, matched, env);
  if (!byAxis) return undefined;
  const args = argumentsOf(matched.values, byAxis);
  const inner = surface.ownsWeights ? openOperation(placeable, surface, args, matched, request, env) : env;
  try {
    const value = surface.place(args, contextOf(surface, inner, matched, request));
    if (surface.ownsWeights && value && inner !== env) inner.placement.results = tensorsOf(value);
    return value?.kind === "failed" ? undefined : value;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
};

const openOperation = (
  placeable: Placeable,
  surface: Surface,
  args: Arguments,
  matched: Matched,
  request: Request,
  env: Env,
): Env => {
  // A weight by itself is called as the name it is bound to.
  const path = placeable.shared
    ? newPath(placeable.shared.path.split("/"))
    : surface.name === "learned"
      ? env.path
      : newPath([...env.path.segments, nextSegment(env.path, request.callee)]);
  const placement = newPlacement(env, {
    sort: "operation",
    name: surface.name,
    declaration: surface.name,
    title: surface.title?.(args) ?? surface.name,
    path,
    at: request.at,
    settings: matched.values,
  });
  return { ...env, placement, path, turns: [] };
};

type ByAxis = readonly { readonly axis: string; readonly value: Value }[];

const axisArgumentsOf = (surface: Surface, matched: Matched, env: Env): ByAxis | undefined => {
  const want = surface.axisArguments?.value === "axis" ? ({ kind: "axis" } as const) : ({ kind: "any" } as const);
  const all = matched.byAxis.map(({ name, value }) => ({
    axis: axisNamed(name, env),
    value: evaluate(value, env, want),
  }));
  return all.some(({ value }) => value.kind === "failed") ? undefined : all;
};

const numberOf = (value: Value | undefined): Num | undefined => (value?.kind === "number" ? value.value : undefined);

const argumentsOf = (values: ReadonlyMap<string, Value>, byAxis: ByAxis): Arguments => ({
  has: (name) => values.has(name),
  value: (name) => values.get(name),
  tensor: (name) => {
    const value = values.get(name);
    if (value?.kind !== "tensor") throw new Error(`argument ${name} was not checked to be a tensor`);
    return value.node;
  },
  number: (name) => numberOf(values.get(name)),
  float: (name) => {
    const number = numberOf(values.get(name));
    return number && toFloat(number);
  },
  flag: (name) => {
    const value = values.get(name);
    return value?.kind === "bool" ? value.value : undefined;
  },
  axis: (name) => {
    const value = values.get(name);
    return value?.kind === "axis" ? value.name : undefined;
  },
  axes: (name) => axesIn(values.get(name)),
  choice: (name) => {
    const value = values.get(name);
    return value?.kind === "symbol" ? value.name : undefined;
  },
  init: (name) => initializerIn(values.get(name)),
  padding: (name) => paddingIn(values.get(name)),
  list: (name) => {
    const value = values.get(name);
    return value?.kind === "list" ? value.items : undefined;
  },
  axisArguments: () => byAxis,
});

const axesIn = (value: Value | undefined): readonly string[] | undefined => {
  if (value?.kind === "axis") return [value.name];
  return value?.kind === "list" ? value.items.flatMap((item) => (item.kind === "axis" ? [item.name] : [])) : undefined;
};

const initializerIn = (value: Value | undefined): Initializer | undefined => {
  if (value?.kind === "init") return value.initializer;
  return value?.kind === "number" ? { kind: "constant", value: toFloat(value.value) } : undefined;
};

const paddingIn = (value: Value | undefined): ReturnType<Arguments["padding"]> => {
  if (value?.kind === "number") {
    const all = toFloat(value.value);
    return { top: all, right: all, bottom: all, left: all };
  }
  if (value?.kind !== "list") return undefined;
  const [top = 0, right = 0, bottom = 0, left = 0] = value.items.map((item) =>
    item.kind === "number" ? toFloat(item.value) : 0,
  );
  return { top, right, bottom, left };
};

const contextOf = (surface: Surface, env: Env, matched: Matched, request: Request): InnerContext => {
  const at = request.at;
  const placeOf = (argument: string | undefined): Span =>
    (argument !== undefined ? matched.places.get(argument) : undefined) ?? at;
  const node: PlaceContext["node"] = (op, operands, attributes = {}) => {
    const made = checkedNode(op, operands, attributes, at, env);
    if (!made) throw new Refused();
    return made;
  };
  return {
    env,
    at,
    placeOf,
    callee: request.callee,
    node,
    constant: (values, dims, kind) => builderOf(env, at).constant(values, dims, kind),
    variable: (name, dims, initializer, trainable = true) => {
      const made = variableNode(surface, name, { dims, initializer, trainable }, at, env);
      if (!made) throw new Refused();
      return made;
    },
    binary: (op, left, right) => combine(op, left, right, at, env),
    tensorOf: (value) => {
      if (value.kind === "tensor") return value.node;
      if (value.kind === "number") return builderOf(env, at).constant(toFloat(value.value));
      return value.kind === "failed"
        ? undefined
        : report(env, wrongValue, at, {
            where: `what \`${surface.name}\` takes`,
            expected: "a tensor or a number",
            got: describe(value),
          });
    },
    report: <Facts>(kind: DiagnosticKind<Facts>, argument: string | undefined, facts: Facts, extra?: Extra) => {
      const uses = usesOf(env.placement);
      env.session.report(diagnose(kind, placeOf(argument), facts, { uses, ...extra }));
      return undefined;
    },
  };
};

const insideFn = (env: Env): string | undefined => {
  const around = env.placement.sort === "operation" ? env.placement.parent : env.placement;
  return around?.sort === "fn" ? around.name : undefined;
};

/** A `learned` bound to a name is that name; further ones in the same binding count on. */
const variablePath = (surface: Surface, name: string, env: Env): string => {
  if (surface.name !== "learned") return env.path.text === "" ? name : `${env.path.text}/${name}`;
  const turn = nextSegment(env.path, "learned");
  if (!env.path.segments.length) return turn;
  return env.path.text + (turn === "learned1" ? "" : turn.slice("learned".length));
};

/** One node a path: placements that share weights meet at the first one's. */
const variableNode = (
  surface: Surface,
  name: string,
  what: { readonly dims: readonly Dim[]; readonly initializer: Initializer; readonly trainable: boolean },
  at: Span,
  env: Env,
): Node | undefined => {
  if (insideFn(env)) return report(env, weightsHere, at, { callee: surface.name });
  if (!fits(what.dims, at, env)) return undefined;
  const path = variablePath(surface, name, env);
  const known = env.graph.variables.get(path);
  if (known) {
    const same = showDims(known.variable.dims) === showDims(what.dims);
    return same
      ? known
      : report(env, sharedShapesDiffer, at, { path, first: showDims(known.variable.dims), now: showDims(what.dims) });
  }
  const variable: Variable = { path, ...what };
  const node = builderOf(env, at).variable(variable);
  env.graph.variables.set(path, node as Node & { readonly variable: Variable });
  return node;
};
