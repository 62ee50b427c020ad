import type * as ast from "../1-syntax/ast.ts";
import { requirementFails, specWarns } from "../diagnostics/claims.ts";
import { wrongValue } from "../diagnostics/values.ts";
import { checkExpectation } from "./claim.ts";
import { inBinding, report, type BodyState, type Env } from "./environment.ts";
import { evaluate, evaluateCondition, evaluateText } from "./expression.ts";
import { fieldOf } from "./field-of.ts";
import { networkOf } from "./network-of.ts";
import { findLocal } from "./scope.ts";
import { describe } from "../ops/kit/show.ts";
import { failed, type Value } from "./value.ts";

/** A loss's terms by name, in order. */
export type Terms = Map<string, Value>;

/** Runs a body's statements; what it returns, `failed` after a report, undefined where nothing is returned. */
export const runBody = (
  declaration: ast.Declaration,
  body: ast.Body,
  env: Env,
  terms: Terms = new Map(),
): Value | undefined => {
  const state: BodyState = { declaration, outputs: new Map(), trainingOutputs: new Map(), taps: [], terms };
  const inner: Env = { ...env, body: state };
  let returned: Value | undefined;
  for (const statement of body.statements) {
    const outcome = runStatement(statement, inner, state);
    if (outcome === STOP) return failed;
    if (outcome) returned = outcome;
  }
  return declaration.keyword === "model" ? modelValue(state, inner) : returned;
};

const STOP = "stop";

const runStatement = (statement: ast.Statement, env: Env, state: BodyState): Value | typeof STOP | undefined => {
  switch (statement.kind) {
    case "Binding":
      bind(statement, env);
      return undefined;
    case "Unpack":
      unpack(statement, env);
      return undefined;
    case "Share":
      share(statement, env);
      return undefined;
    case "Term":
      bind(statement.binding, env);
      recordTerm(statement, env, state);
      return undefined;
    case "Output":
      recordOutputs(statement, env, state);
      return undefined;
    case "Tap":
      recordTaps(statement, env, state);
      return undefined;
    case "Require":
      return runRequire(statement, env) ? undefined : STOP;
    case "Expect":
      checkExpectation(statement, env);
      return undefined;
    case "Return":
      return evaluate(statement.value, env);
  }
};

const bind = (binding: ast.Binding, env: Env): void => {
  const name = binding.path[0]?.text;
  if (name !== undefined) env.scope.values.set(name, evaluate(binding.value, inBinding(env, name)));
};

const unpack = (statement: ast.Unpack, env: Env): void => {
  const path = statement.names.map((name) => name.text).join("_");
  const value = evaluate(statement.value, inBinding(env, path));
  for (const name of statement.names) env.scope.values.set(name.text, fieldOf(value, name, env));
};

/** All placements of a shared name use the weights under its own path. */
const share = (statement: ast.Share, env: Env): void => {
  const { binding } = statement;
  const name = binding.path[0]?.text;
  if (name === undefined) return;
  const value = evaluate(binding.value, env);
  if (value.kind !== "placeable" && value.kind !== "failed")
    report(env, wrongValue, binding.value.span, {
      where: "what is shared",
      expected: "a block or operation",
      got: describe(value),
    });
  const path = [...env.path.segments, name].join("/");
  env.scope.values.set(name, value.kind === "placeable" ? { ...value, shared: { path } } : failed);
};

const recordTerm = (statement: ast.Term, env: Env, state: BodyState): void => {
  const name = statement.binding.path[0]?.text;
  const value = name === undefined ? undefined : findLocal(env.scope, name);
  if (name !== undefined && value) state.terms.set(name, value);
};

const recordOutputs = (statement: ast.Output, env: Env, state: BodyState): void => {
  const into = statement.forTraining ? state.trainingOutputs : state.outputs;
  for (const name of statement.names) into.set(name.text, findLocal(env.scope, name.text) ?? failed);
};

const recordTaps = (statement: ast.Tap, env: Env, state: BodyState): void => {
  for (const name of statement.names) {
    const value = findLocal(env.scope, name.text) ?? failed;
    if (value.kind === "tensor") state.taps.push({ name: name.text, node: value.node });
    else if (value.kind === "list" && value.items.every((item) => item.kind === "tensor"))
      value.items.forEach(
        (item, at) => item.kind === "tensor" && state.taps.push({ name: `${name.text}[${at}]`, node: item.node }),
      );
    else if (value.kind !== "failed")
      report(env, wrongValue, name.span, {
        where: "a tap",
        expected: "a tensor or a list of tensors",
        got: describe(value),
      });
  }
};

/** False where a requirement fails or can't be evaluated. */
const runRequire = (statement: ast.Require, env: Env): boolean => {
  const truth = evaluateCondition(statement.condition, env, `\`${statement.keyword}\``);
  if (truth === undefined) return env.graph.isUnplaced ?? false;
  if (truth === (statement.keyword === "require")) return true;
  const { span } = statement.condition;
  const text =
    statement.message?.kind === "String"
      ? evaluateText(statement.message, env)
      : span.source.text.slice(span.start, span.end);
  if (text !== undefined) report(env, statement.keyword === "require" ? requirementFails : specWarns, span, { text });
  return statement.keyword === "warn";
};

/** A placed model is the record of its outputs and its taps. */
const modelValue = (state: BodyState, env: Env): Value => {
  const fields = new Map<string, Value>([...state.outputs, ...state.trainingOutputs]);
  if ([...fields.values()].some((value) => value.kind === "failed")) return failed;
  const network = networkOf(state, env);
  if (!network) return failed;
  fields.set("taps", { kind: "list", items: state.taps.map(({ node }): Value => ({ kind: "tensor", node })) });
  return { kind: "record", fields, network };
};
