import { toWhole, whole } from "../../../base/number.ts";
import type * as ast from "../../1-syntax/ast.ts";
import { kindOfLists } from "../../2-bind/kind-of-lists.ts";
import type { Module } from "../../2-bind/module.ts";
import { add, constant, divide, isSame, multiply, numberIn, subtract, symbol, type Polynomial } from "./polynomial.ts";

/** What the walk knows of a value. */
type Known =
  | { readonly kind: "size"; readonly size: Polynomial }
  /** A tensor by its channels alone. */
  | { readonly kind: "map"; readonly channels: Polynomial }
  | {
      readonly kind: "block";
      readonly declaration: ast.Declaration;
      readonly module: Module;
      readonly given: ReadonlyMap<string, Known>;
    }
  | { readonly kind: "operation"; readonly name: string }
  | { readonly kind: "unknown" };

/** One convolution or norm on the way, in order. */
export type Row =
  | {
      readonly kind: "conv";
      readonly k: Polynomial;
      readonly from: Polynomial;
      readonly to: Polynomial;
      readonly groups: Polynomial;
      readonly weights: Polynomial;
    }
  | { readonly kind: "norm"; readonly weights: Polynomial };

/** Why the cost is not known in full. */
export class Unfollowed extends Error {}

const UNKNOWN: Known = { kind: "unknown" };
const ONE: Known = { kind: "size", size: constant(whole(1)) };
/** Operations after which a map has the channels it had before. */
const KEEPS_CHANNELS: ReadonlySet<string> = new Set(
  "relu relu6 leaky_relu sigmoid tanh gelu identity dropout max_pool avg_pool stop exp log sqrt abs".split(" "),
);

interface Env {
  readonly module: Module;
  readonly values: Map<string, Known>;
  readonly rows: Row[];
  readonly depth: number;
}

const textOf = (node: ast.Expression | ast.Step): string =>
  node.span.source.text.slice(node.span.start, node.span.end).replace(/\s+/g, " ");
const giveUp = (why: string): never => {
  throw new Unfollowed(why);
};

/** The rows of a block placed on a map of N channels, `out` being M; throws `Unfollowed` where it can't be told. */
export const walkBlock = (declaration: ast.Declaration, module: Module): readonly Row[] => {
  const { kind, placing } = kindOfLists(declaration);
  const env: Env = { module, values: new Map(), rows: [], depth: 0 };
  for (const parameter of kind?.parameters ?? []) env.values.set(parameter.name.text, symbolFor(parameter));
  for (const parameter of placing?.parameters ?? [])
    env.values.set(
      parameter.name.text,
      isMap(parameter) ? { kind: "map", channels: symbol("N") } : symbolFor(parameter),
    );
  runBody(declaration, env);
  return env.rows;
};

const isMap = (parameter: ast.Parameter): boolean =>
  parameter.type.kind === "NamedType" && ["map", "vector", "tensor"].includes(parameter.type.name.text);

const symbolFor = (parameter: ast.Parameter): Known => {
  const name = parameter.name.text;
  if (name === "stride") return ONE;
  const type = parameter.type.kind === "NamedType" ? parameter.type.name.text : "";
  return type === "int" || type === "float" ? { kind: "size", size: symbol(name === "out" ? "M" : name) } : UNKNOWN;
};

const runBody = (declaration: ast.Declaration, env: Env): Known => {
  if (env.depth > 50) giveUp("blocks within blocks");
  if (declaration.body.kind !== "Body") return evaluate(declaration.body, env);
  let result: Known = UNKNOWN;
  for (const statement of declaration.body.statements) {
    if (statement.kind === "Binding" && statement.path[0])
      env.values.set(statement.path[0].text, evaluate(statement.value, env));
    else if (statement.kind === "Return") result = evaluate(statement.value, env);
    else if (statement.kind !== "Require" && statement.kind !== "Expect")
      giveUp(`\`${statement.kind.toLowerCase()}\` statements`);
  }
  return result;
};

const evaluate = (expression: ast.Expression, env: Env): Known => {
  switch (expression.kind) {
    case "Number":
      return { kind: "size", size: constant(expression.value) };
    case "Parenthesized":
      return evaluate(expression.inner, env);
    case "Reference":
      return lookUp(expression.name.text, env);
    case "Member": {
      const object = evaluate(expression.object, env);
      return object.kind === "map" && expression.name.text === "channel"
        ? { kind: "size", size: object.channels }
        : UNKNOWN;
    }
    case "Binary":
      return combine(expression, env);
    case "Chain":
      return expression.steps.reduce((value, step) => runStep(step, value, env), evaluate(expression.head, env));
    case "Call":
      return call(expression, env);
    case "If": {
      const truth = decide(expression.condition, env);
      return truth
        ? evaluate(expression.then, env)
        : expression.otherwise
          ? evaluate(expression.otherwise, env)
          : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
};

const lookUp = (name: string, env: Env): Known => {
  const local = env.values.get(name);
  if (local) return local;
  const declared = env.module.names.get(name);
  if (declared?.node.kind === "Declaration")
    return { kind: "block", declaration: declared.node, module: declared.module, given: new Map() };
  return declared ? UNKNOWN : { kind: "operation", name };
};

const combine = (expression: ast.Binary, env: Env): Known => {
  const left = evaluate(expression.left, env);
  const right = evaluate(expression.right, env);
  if (left.kind === "map" && right.kind === "map")
    return isSame(left.channels, right.channels)
      ? left
      : giveUp(`whether the channels of \`${textOf(expression)}\` agree`);
  if (left.kind === "map" || right.kind === "map") return left.kind === "map" ? left : right;
  if (left.kind !== "size" || right.kind !== "size") return UNKNOWN;
  const size = arithmetic(expression.operator, left.size, right.size);
  return size ? { kind: "size", size } : UNKNOWN;
};

const arithmetic = (operator: ast.BinaryOperator, left: Polynomial, right: Polynomial): Polynomial | undefined => {
  if (operator === "+") return add(left, right);
  if (operator === "-") return subtract(left, right);
  if (operator === "*") return multiply(left, right);
  if (operator === "/") return divide(left, right);
  const exponent = operator === "^" ? numberIn(right) : undefined;
  const times = exponent && toWhole(exponent);
  if (times === undefined || times < 0n || times > 20n) return undefined;
  return Array.from({ length: Number(times) }).reduce((power: Polynomial) => multiply(power, left), constant(whole(1)));
};

/** Truth of a condition on sizes, where it is the same for all of them. */
const decide = (condition: ast.Expression, env: Env): boolean => {
  if (condition.kind === "Parenthesized") return decide(condition.inner, env);
  if (condition.kind === "Bool") return condition.value;
  if (condition.kind === "Binary" && (condition.operator === "==" || condition.operator === "!=")) {
    const [left, right] = [evaluate(condition.left, env), evaluate(condition.right, env)];
    if (left.kind === "size" && right.kind === "size" && isSame(left.size, right.size))
      return condition.operator === "==";
    const gap = left.kind === "size" && right.kind === "size" ? numberIn(subtract(left.size, right.size)) : undefined;
    if (gap) return condition.operator === "!=";
  }
  return giveUp(`\`if ${textOf(condition)}\``);
};

const runStep = (step: ast.Step, value: Known, env: Env): Known => {
  if (step.kind === "IfStep") {
    if (decide(step.condition, env)) return step.then.reduce((each, inner) => runStep(inner, each, env), value);
    if (!step.otherwise) return value;
    return "kind" in step.otherwise
      ? runStep(step.otherwise, value, env)
      : step.otherwise.reduce((each, inner) => runStep(inner, each, env), value);
  }
  if (step.kind !== "PlaceStep") return giveUp(`\`${step.kind === "RepeatStep" ? "repeat" : step.keyword}\``);
  const { target } = step;
  const first = target.kind === "Call" ? kindGiven(target, env) : undefined;
  if (first) return place(first, [], value, env, target);
  if (target.kind === "Call")
    return place(evaluate(target.callee, env), target.arguments.arguments, value, env, target);
  return place(evaluate(target, env), [], value, env, target);
};

/** A call that gives list one: of a declared name that has one. */
const kindGiven = (call: ast.Call, env: Env): Known | undefined => {
  const block = call.callee.kind === "Reference" ? lookUp(call.callee.name.text, env) : undefined;
  if (block?.kind !== "block" || block.given.size) return undefined;
  const { kind } = kindOfLists(block.declaration);
  return kind && { ...block, given: bind(kind, call.arguments.arguments, new Map(), env, block) };
};

const call = (expression: ast.Call, env: Env): Known => {
  const first = kindGiven(expression, env);
  if (first) return first;
  const [head, ...rest] = expression.arguments.arguments;
  const flowing = head && !head.name ? evaluate(head.value, env) : undefined;
  if (flowing?.kind === "map") return place(evaluate(expression.callee, env), rest, flowing, env, expression);
  return UNKNOWN;
};

const bind = (
  list: ast.ParameterList,
  given: readonly ast.Argument[],
  start: ReadonlyMap<string, Known>,
  env: Env,
  block: Known & { kind: "block" },
): Map<string, Known> => {
  const values = new Map(start);
  const free = list.parameters.filter(
    (parameter) =>
      !values.has(parameter.name.text) && !given.some((argument) => argument.name?.text === parameter.name.text),
  );
  for (const argument of given) {
    const name = argument.name?.text ?? free.shift()?.name.text;
    if (name !== undefined) values.set(name, evaluate(argument.value, env));
  }
  for (const parameter of list.parameters)
    if (!values.has(parameter.name.text) && parameter.default)
      values.set(
        parameter.name.text,
        evaluate(parameter.default, { ...env, module: block.module, values: new Map([...block.given, ...values]) }),
      );
  return values;
};

const place = (target: Known, given: readonly ast.Argument[], value: Known, env: Env, at: ast.Expression): Known => {
  if (value.kind !== "map") return giveUp(`what flows into \`${textOf(at)}\``);
  if (target.kind === "operation") return placeOperation(target.name, given, value, env, at);
  if (target.kind !== "block") return giveUp(`\`${textOf(at)}\``);
  const { kind, placing } = kindOfLists(target.declaration);
  const inKind = kind ? bind(kind, [], target.given, env, target) : new Map<string, Known>();
  const [tensor] = placing?.parameters ?? [];
  if (!placing || !tensor) {
    const inner = target.declaration.body;
    if (inner.kind === "Body") return giveUp(`\`${textOf(at)}\``);
    return place(evaluate(inner, { ...env, module: target.module, values: inKind }), given, value, env, at);
  }
  const values = bind(placing, given, new Map([...inKind, [tensor.name.text, value]]), env, target);
  return runBody(target.declaration, { ...env, module: target.module, values, depth: env.depth + 1 });
};

const placeOperation = (
  name: string,
  given: readonly ast.Argument[],
  value: Known & { kind: "map" },
  env: Env,
  at: ast.Expression,
): Known => {
  if (KEEPS_CHANNELS.has(name)) return value;
  if (name === "batch_norm") {
    env.rows.push({ kind: "norm", weights: multiply(constant(whole(2)), value.channels) });
    return value;
  }
  if (name !== "conv") return giveUp(`\`${textOf(at)}\``);
  const sizeOf = (argument: ast.Argument | undefined, fallback?: Known): Polynomial => {
    const known = argument ? evaluate(argument.value, env) : fallback;
    return known?.kind === "size" ? known.size : giveUp(`a size in \`${textOf(at)}\``);
  };
  const unnamed = given.filter((argument) => !argument.name);
  const named = (label: string) => given.find((argument) => argument.name?.text === label);
  const k = sizeOf(named("k") ?? unnamed[0]);
  const out = sizeOf(named("out") ?? unnamed[named("k") ? 0 : 1]);
  const groups = sizeOf(named("groups"), ONE);
  const weights =
    divide(multiply(multiply(k, k), multiply(value.channels, out)), groups) ??
    giveUp(`the groups of \`${textOf(at)}\``);
  env.rows.push({ kind: "conv", k, from: value.channels, to: out, groups, weights });
  return { kind: "map", channels: out };
};
