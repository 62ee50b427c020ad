import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { missingPlacedArgument, tooManyPlacedArguments, unknownPlacedArgument } from "../diagnostics/placing.ts";
import { report, withScope, type Env } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { evaluateFallback, type Parameter } from "./parameter.ts";
import type { Scope } from "./scope.ts";
import { showValue } from "../ops/kit/show.ts";
import { failed, type Value } from "./value.ts";

/** What is called, and with what. */
export interface Request {
  readonly callee: string;
  /** Where the call stands; arguments have places of their own. */
  readonly at: Span;
  readonly list: ast.ArgumentList | undefined;
  /** What `->` hands over. */
  readonly incoming?: { readonly value: Value; readonly at: Span };
  /** The callee is a value, so the binder could not check its arguments. */
  readonly dynamic: boolean;
}

export interface Matched {
  readonly values: Map<string, Value>;
  /** Where each argument stands. */
  readonly places: Map<string, Span>;
  /** `pad(x, channel: [0, 16])`: named by axes rather than parameters. */
  readonly byAxis: readonly { readonly name: ast.Name; readonly value: ast.Expression }[];
  /** The arguments as values, for titles: `6, PairUnit(2, 2)`. */
  title(): string;
}

interface Assigned {
  readonly expressions: Map<string, ast.Expression>;
  readonly named: Set<string>;
  readonly byAxis: { name: ast.Name; value: ast.Expression }[];
  flow?: string;
}

/**
 * Gives each parameter its value: by name, then what flows in to the first free tensor parameter, then the unnamed in order, then defaults.
 * `calleeScope` (declared things only) receives the values as they come, for defaults that use earlier ones.
 */
export const matchArguments = (
  parameters: readonly Parameter[],
  request: Request,
  env: Env,
  options: { readonly byAxis?: boolean; readonly calleeScope?: Scope } = {},
): Matched | undefined => {
  const assigned = assign(parameters, request, env, options.byAxis ?? false);
  if (!assigned) return undefined;
  return evaluateAll(parameters, assigned, request, env, options.calleeScope);
};

const signatureOf = (request: Request, parameters: readonly Parameter[]): string =>
  `${request.callee}(${parameters.map((parameter) => parameter.name + (parameter.optional ? "?" : "")).join(", ")})`;

const assign = (
  parameters: readonly Parameter[],
  request: Request,
  env: Env,
  byAxis: boolean,
): Assigned | undefined => {
  const assigned: Assigned = { expressions: new Map(), named: new Set(), byAxis: [] };
  const written = request.list?.arguments ?? [];
  for (const argument of written) {
    if (!argument.name) continue;
    const name = argument.name.text;
    if (parameters.some((parameter) => parameter.name === name)) {
      assigned.expressions.set(name, argument.value);
      assigned.named.add(name);
    } else if (byAxis) assigned.byAxis.push({ name: argument.name, value: argument.value });
    else return refuseName(argument.name, parameters, request, env);
  }
  const free = parameters.filter((parameter) => !assigned.named.has(parameter.name));
  if (request.incoming) {
    const flow = free.find((parameter) => parameter.takesFlow) ?? free[0];
    if (!flow) return refuseCount(parameters, request, env);
    assigned.flow = flow.name;
    free.splice(free.indexOf(flow), 1);
  }
  for (const argument of written) {
    if (argument.name) continue;
    const parameter = free.shift();
    if (!parameter) return refuseCount(parameters, request, env);
    assigned.expressions.set(parameter.name, argument.value);
  }
  return assigned;
};

const refuseName = (name: ast.Name, parameters: readonly Parameter[], request: Request, env: Env): undefined =>
  request.dynamic
    ? report(env, unknownPlacedArgument, name.span, {
        callee: request.callee,
        name: name.text,
        known: parameters.map((parameter) => parameter.name),
      })
    : undefined;

const refuseCount = (parameters: readonly Parameter[], request: Request, env: Env): undefined =>
  request.dynamic
    ? report(env, tooManyPlacedArguments, request.at, {
        callee: request.callee,
        signature: signatureOf(request, parameters),
      })
    : undefined;

const evaluateAll = (
  parameters: readonly Parameter[],
  assigned: Assigned,
  request: Request,
  env: Env,
  calleeScope: Scope | undefined,
): Matched | undefined => {
  const missing = parameters.filter(
    (parameter) => !parameter.optional && !assigned.expressions.has(parameter.name) && assigned.flow !== parameter.name,
  );
  if (missing.length) {
    if (request.dynamic)
      report(env, missingPlacedArgument, request.at, {
        callee: request.callee,
        names: missing.map((parameter) => parameter.name),
        signature: signatureOf(request, parameters),
      });
    return undefined;
  }
  const values = new Map<string, Value>();
  const places = new Map<string, Span>();
  let failing = false;
  for (const parameter of parameters) {
    const outcome = valueFor(parameter, assigned, request, env, calleeScope);
    if (!outcome) continue;
    if (!outcome.value) {
      failing = true;
      continue;
    }
    values.set(parameter.name, outcome.value);
    calleeScope?.values.set(parameter.name, outcome.value);
    places.set(parameter.name, outcome.at);
  }
  const title = (): string => titleOf(parameters, assigned, values);
  return failing ? undefined : { values, places, byAxis: assigned.byAxis, title };
};

const titleOf = (parameters: readonly Parameter[], assigned: Assigned, values: ReadonlyMap<string, Value>): string => {
  const given = parameters.filter(({ name, takesFlow }) => assigned.expressions.has(name) && !takesFlow);
  const shown = given.map(
    ({ name }) => (assigned.named.has(name) ? `${name}: ` : "") + showValue(values.get(name) ?? failed),
  );
  return shown.join(", ");
};

/** Undefined: left out, without a default to evaluate. `value` undefined: it failed. */
const valueFor = (
  parameter: Parameter,
  assigned: Assigned,
  request: Request,
  env: Env,
  calleeScope: Scope | undefined,
): { readonly value: Value | undefined; readonly at: Span } | undefined => {
  if (assigned.flow === parameter.name && request.incoming) {
    const { value, at } = request.incoming;
    return { value: parameter.convert(value, at, env), at };
  }
  const expression = assigned.expressions.get(parameter.name);
  if (expression) {
    const value = evaluate(expression, env, parameter.want);
    return { value: parameter.convert(value, expression.span, env), at: expression.span };
  }
  if (!parameter.fallback) return undefined;
  const inner = calleeScope ? withScope(env, calleeScope) : env;
  return { value: evaluateFallback(parameter, inner), at: request.at };
};
