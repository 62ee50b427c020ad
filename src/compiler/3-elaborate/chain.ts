import type * as ast from "../1-syntax/ast.ts";
import type { Turn } from "../4-graph/graph.ts";
import { joinedLists } from "../2-bind/joined-lists.ts";
import { noListOne } from "../diagnostics/argument-lists.ts";
import { notPlaceable } from "../diagnostics/values.ts";
import { tooManyItems } from "../diagnostics/limits.ts";
import { asKind, placedName, requestOf } from "./call.ts";
import { inElement, report, spend, type Env } from "./environment.ts";
import { bindPattern, bindUnknown, evaluate, evaluateCondition, evaluateItems } from "./expression.ts";
import { convertWhole } from "./convert-surface.ts";
import { place } from "./place.ts";
import { describe } from "../ops/kit/show.ts";
import { toFloat } from "../../base/number.ts";
import { failed, type Value } from "./value.ts";
import { held, MOST_ITEMS } from "./weight.ts";

/** `head -> step -> step`, from left to right. */
export const evaluateChain = (chain: ast.Chain, env: Env): Value =>
  runSteps(chain.steps, evaluate(chain.head, env), chain.head, env);

const runSteps = (
  steps: readonly ast.Step[],
  start: Value,
  before: { readonly span: ast.Expression["span"] },
  env: Env,
): Value => {
  let value = start;
  let from = before;
  for (const step of steps) {
    if ((value.kind === "failed" && !env.graph.isUnplaced) || !spend(env, step.span)) return failed;
    value = runStep(step, value, from, env);
    from = step;
  }
  return value;
};

const runStep = (step: ast.Step, value: Value, from: { readonly span: ast.Expression["span"] }, env: Env): Value => {
  switch (step.kind) {
    case "PlaceStep":
      return runPlace(step, value, from, env) ?? failed;
    case "IfStep":
      return runIf(step, value, env);
    case "RepeatStep":
      return runRepeat(step, value, env);
    case "FoldStep":
      return runFold(step, value, env);
  }
};

const runPlace = (
  step: ast.PlaceStep,
  value: Value,
  from: { readonly span: ast.Expression["span"] },
  env: Env,
): Value | undefined => {
  const { target } = step;
  // Only the outermost list can be list two; of a declared name that has a list one, the first is that.
  const kindOnly = target.kind === "Call" ? asKind(target, env) : undefined;
  const called = target.kind === "Call" && !kindOnly ? target : undefined;
  if (called && hasSecondList(called, env)) return undefined;
  const kind = kindOnly ?? evaluate(called ? called.callee : target, env);
  if (kind.kind === "failed") return undefined;
  if (kind.kind !== "placeable") return report(env, notPlaceable, target.span, { got: describe(kind) });
  const request = requestOf(placedName(target), step.span, called?.arguments, called?.callee ?? target, env);
  return place(kind, { ...request, incoming: { value, at: target.span } }, env);
};

/** `part(3)(4)` with a value that places by one list; true after a report. Those that the text alone tells of the binder has told. */
const hasSecondList = (call: ast.Call, env: Env): boolean => {
  const { callee } = call;
  if (callee.kind !== "Call" || callee.callee.kind !== "Reference" || asKind(callee, env)) return false;
  const value = evaluate(callee.callee, env);
  if (value.kind !== "placeable") return false;
  const { target } = value;
  if (target.sort === "declared" && target.declaration.keyword === "fn") return false;
  const { text } = callee.callee.name;
  if (requestOf(text, call.span, undefined, callee, env).dynamic)
    report(env, noListOne, call.span, { callee: text, joined: joinedLists({ ...call, callee }) });
  return true;
};

const runIf = (step: ast.IfStep, value: Value, env: Env): Value => {
  const truth = evaluateCondition(step.condition, env, "an `if`");
  if (truth === undefined) {
    if (env.graph.isUnplaced) runBranches(step, env);
    return failed;
  }
  if (truth) return runSteps(step.then, value, step, env);
  if (!step.otherwise) return value;
  return "kind" in step.otherwise ? runIf(step.otherwise, value, env) : runSteps(step.otherwise, value, step, env);
};

/** Both, of which one would run. */
const runBranches = ({ then, otherwise, ...step }: ast.IfStep, env: Env): void => {
  runSteps(then, failed, step, env);
  if (otherwise && "kind" in otherwise) runIf(otherwise, failed, env);
  else if (otherwise) runSteps(otherwise, failed, step, env);
};

const turnOf = (env: Env, turn: Turn): Env => ({ ...env, turns: [...env.turns, turn] });

const runRepeat = (step: ast.RepeatStep, start: Value, env: Env): Value => {
  const counted = convertWhole(evaluate(step.count, env), "a `repeat`'s count", step.count.span, env, 0);
  if (counted?.kind !== "number") return env.graph.isUnplaced ? runSteps(step.steps, failed, step, env) : failed;
  const count = toFloat(counted.value);
  if (count > MOST_ITEMS) {
    report(env, tooManyItems, step.count.span, { count: String(count), limit: MOST_ITEMS, what: "this `repeat`" });
    return failed;
  }
  const run = {};
  let value = start;
  for (let index = 0; index < count && value.kind !== "failed"; index++)
    value = runSteps(step.steps, value, step, turnOf(env, { loop: "repeat", run, index, count }));
  return value;
};

const runFold = (step: ast.FoldStep, start: Value, env: Env): Value => {
  const items = evaluateItems(step.list, env);
  if (!items) return env.graph.isUnplaced ? runSteps(step.steps, failed, step, bindUnknown(step.pattern, env)) : failed;
  const run = {};
  const kept: Value[] = [];
  let value = start;
  for (const [index, item] of items.entries()) {
    const turned = turnOf(step.keyword === "scan" ? inElement(env, index) : env, {
      loop: step.keyword,
      run,
      index,
      count: items.length,
    });
    const bound = bindPattern(step.pattern, item, turned);
    value = bound ? runSteps(step.steps, value, step, bound) : failed;
    if (value.kind === "failed") return failed;
    kept.push(value);
  }
  return step.keyword === "scan"
    ? held({ kind: "list", items: kept }, "what this `scan` keeps", step.span, env)
    : value;
};
