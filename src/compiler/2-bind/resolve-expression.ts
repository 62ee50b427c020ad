import type * as ast from "../1-syntax/ast.ts";
import { fieldTwice } from "../diagnostics/declarations.ts";
import { noListOne } from "../diagnostics/argument-lists.ts";
import { hidesLocal } from "../diagnostics/names.ts";
import {
  findLocal,
  innerScope,
  reportUnknown,
  use,
  useLocalAt,
  useWordsIn,
  type Binder,
  type Local,
  type Scope,
} from "./binder.ts";
import { joinedLists } from "./joined-lists.ts";
import { matchArguments } from "./match-arguments.ts";
import { calleeOf, type Callee, type Want } from "./signature.ts";

/** Looks up every name of an expression. Axes and choices aren't looked up, but for parameters of such types (rule 3). */
export const resolveExpression = (
  binder: Binder,
  scope: Scope,
  expression: ast.Expression,
  want: Want = "any",
): void => {
  const walk = (inner: ast.Expression | undefined, as: Want = "any"): void => {
    if (inner) resolveExpression(binder, scope, inner, as);
  };
  switch (expression.kind) {
    case "Reference":
      return resolveName(binder, scope, expression.name, want);
    case "Parenthesized":
      return walk(expression.inner, want);
    case "String":
      for (const part of expression.parts) if (typeof part !== "string") walk(part);
      return;
    case "List":
      return resolveList(binder, scope, expression, want);
    case "Record":
      return resolveRecord(binder, scope, expression);
    case "Table":
      reportTwice(binder, expression.columns);
      return expression.rows.forEach((row) => row.forEach((cell) => walk(cell)));
    case "If":
      walk(expression.condition);
      resolveBranch(binder, scope, expression.then, want);
      if (expression.otherwise) resolveBranch(binder, scope, expression.otherwise, want);
      return;
    case "For":
      walk(expression.list);
      return resolveExpression(binder, bindPattern(binder, scope, expression.pattern), expression.body);
    case "Range":
      walk(expression.from);
      walk(expression.to);
      return walk(expression.by);
    case "Binary":
      return resolveBinary(binder, scope, expression);
    case "Unary":
      return walk(expression.operand);
    case "Call":
      resolveCall(binder, scope, expression, false);
      return;
    case "Chain":
      walk(expression.head);
      return resolveSteps(binder, scope, expression.steps);
    case "Member":
      return walk(expression.object);
    case "Index":
      return resolveIndex(binder, scope, expression);
    case "Missing":
      return useWordsIn(binder, scope, expression.span);
    case "Number":
    case "Bool":
    case "None":
      return;
  }
};

const resolveIndex = (binder: Binder, scope: Scope, { object, slices }: ast.Index): void => {
  const before = binder.reported();
  resolveExpression(binder, scope, object);
  // Of an unknown name: perhaps `over [a]` was meant to be `over: [a]`.
  const want = binder.reported() > before ? "maybe" : "any";
  for (const { axis, at, from, to, by } of slices) {
    if (axis) useAxis(binder, scope, axis);
    for (const part of [at, from, to, by]) if (part) resolveExpression(binder, scope, part, want);
  }
};

const resolveName = (binder: Binder, scope: Scope, name: ast.Name, want: Want): void => {
  if (want === "axis" || want === "sizes") return useAxis(binder, scope, name);
  if (want === "choice") return useWord(binder, scope, name, (local) => local.what === "variable" || isChoice(local));
  if (use(binder, scope, name) === undefined && want !== "maybe") reportUnknown(binder, scope, name);
};

/** A word that stands for itself, unless a local bears it that `counts`. */
const useWord = (binder: Binder, scope: Scope, name: ast.Name, counts: (local: Local) => boolean): void => {
  const local = findLocal(scope, name.text);
  if (local && counts(local)) useLocalAt(binder, name, local);
};

/** An axis: the name itself, or what a parameter of type `axis` or `[axis]` stands for. A binding is never one. */
export const useAxis = (binder: Binder, scope: Scope, name: ast.Name): void =>
  useWord(binder, scope, name, (local) => local.what === "variable" || isAxis(local));

const elementOf = (type: ast.Type | undefined): ast.Type | undefined =>
  type?.kind === "ListType" ? elementOf(type.element) : type;
const isAxis = ({ type }: Local): boolean => {
  const element = elementOf(type);
  return element?.kind === "NamedType" && element.name.text === "axis";
};
const isChoice = ({ type }: Local): boolean => elementOf(type)?.kind === "ChoiceType";

const resolveList = (binder: Binder, scope: Scope, list: ast.ListLiteral, want: Want): void => {
  for (const { name, value } of list.items) {
    if (name) useAxis(binder, scope, name);
    const bare = want === "sizes" && !name && value.kind === "Reference";
    resolveExpression(binder, scope, value, want === "sizes" ? (bare ? "axis" : "any") : want);
  }
};

/** Fields of one record, columns of one table. */
const reportTwice = (binder: Binder, names: readonly ast.Name[]): void => {
  const seen = new Map<string, ast.Name>();
  for (const name of names) {
    const first = seen.get(name.text);
    const related = first ? [{ message: "first here", span: first.span }] : [];
    if (first && name.text !== "") binder.report(fieldTwice, name.span, { name: name.text }, { related });
    seen.set(name.text, name);
  }
};

const resolveRecord = (binder: Binder, scope: Scope, record: ast.RecordLiteral): void => {
  reportTwice(
    binder,
    record.fields.map(({ name }) => name),
  );
  for (const { name, value } of record.fields)
    if (value) resolveExpression(binder, scope, value);
    else resolveName(binder, scope, name, "any");
};

/** A branch of an `if` that is a value: steps written here by mistake lack what flows into them. */
const resolveBranch = (binder: Binder, scope: Scope, branch: ast.Expression, want: Want): void => {
  const head = branch.kind === "Chain" ? branch.head : branch;
  if (head.kind !== "Call") return resolveExpression(binder, scope, branch, want);
  resolveCall(binder, scope, head, false, true);
  if (branch.kind === "Chain") resolveSteps(binder, scope, branch.steps);
};

/** In `a == b` the side that is a parameter of a choice's or axis' type decides for the other. */
const resolveBinary = (binder: Binder, scope: Scope, { operator, left, right }: ast.Binary): void => {
  const equality = operator === "==" || operator === "!=";
  const deciding = (side: ast.Expression): Want | undefined => {
    const local = side.kind === "Reference" ? findLocal(scope, side.name.text) : undefined;
    if (!local) return undefined;
    return isChoice(local) ? "choice" : isAxis(local) ? "axis" : undefined;
  };
  const want = equality ? (deciding(left) ?? deciding(right)) : undefined;
  for (const side of [left, right])
    resolveExpression(binder, scope, side, want !== undefined && side.kind === "Reference" ? want : "any");
};

/** A scope with a loop's variables. */
export const bindPattern = (binder: Binder, scope: Scope, pattern: ast.Pattern): Scope => {
  const inner = innerScope(scope);
  for (const name of pattern.names) {
    const hidden = inner.locals.get(name.text) ?? findLocal(scope, name.text);
    if (hidden) {
      const related = [{ message: "bound here", span: hidden.name.span }];
      binder.report(hidesLocal, name.span, { name: name.text, what: hidden.what }, { related });
    }
    inner.locals.set(name.text, { name, what: "variable", reached: true, used: false });
  }
  return inner;
};

export const resolveSteps = (binder: Binder, scope: Scope, steps: readonly ast.Step[]): void => {
  for (const step of steps) resolveStep(binder, scope, step);
};

const resolveStep = (binder: Binder, scope: Scope, step: ast.Step): void => {
  switch (step.kind) {
    case "PlaceStep":
      return resolvePlace(binder, scope, step.target);
    case "IfStep":
      resolveExpression(binder, scope, step.condition);
      resolveSteps(binder, scope, step.then);
      if (!step.otherwise) return;
      return "kind" in step.otherwise
        ? resolveStep(binder, scope, step.otherwise)
        : resolveSteps(binder, scope, step.otherwise);
    case "RepeatStep":
      resolveExpression(binder, scope, step.count);
      return resolveSteps(binder, scope, step.steps);
    case "FoldStep":
      resolveExpression(binder, scope, step.list);
      return resolveSteps(binder, bindPattern(binder, scope, step.pattern), step.steps);
  }
};

/** A step's target: what it names gets the tensor that comes in. */
const resolvePlace = (binder: Binder, scope: Scope, target: ast.Expression): void => {
  if (target.kind === "Call") return resolveCall(binder, scope, target, true);
  resolveExpression(binder, scope, target);
  if (target.kind !== "Reference") return;
  const { placing, declaration } = calleeOf(binder, scope, target.name.text);
  if (placing)
    matchArguments(binder, {
      signature: placing,
      list: undefined,
      incoming: true,
      at: target.span,
      ...(declaration ? { declaration } : {}),
    });
};

/**
 * `f(…)` and `f(…)(…)`. The arguments of a name that the text alone explains are checked; those of anything else are only looked
 * up. `incoming`: it is a step.
 */
const resolveCall = (binder: Binder, scope: Scope, call: ast.Call, incoming: boolean, inBranch = false): void => {
  const { callee, arguments: list, span: at } = call;
  const outer = callee.kind === "Call" && callee.callee.kind === "Reference" ? callee : undefined;
  const known = outer ? calleeOf(binder, scope, (outer.callee as ast.Reference).name.text) : undefined;
  if (outer && known?.kind && known.placing) {
    resolveListOne(binder, scope, outer, known);
    return check(binder, scope, { signature: known.placing, list, incoming, at, inBranch });
  }
  if (outer && known?.isOneList) return reportSecondList(binder, scope, { ...call, callee: outer });
  if (callee.kind !== "Reference") {
    resolveExpression(binder, scope, callee);
    return resolveArguments(binder, scope, list, undefined);
  }
  const { kind, placing, declaration } = calleeOf(binder, scope, callee.name.text);
  if (kind) {
    resolveListOne(binder, scope, call, { kind });
    if (incoming && placing)
      matchArguments(binder, { signature: placing, list: undefined, incoming, at, afterKind: list });
    return;
  }
  resolveExpression(binder, scope, callee);
  if (!placing) return resolveArguments(binder, scope, list, undefined);
  check(binder, scope, { signature: placing, list, incoming, at, inBranch, ...(declaration ? { declaration } : {}) });
};

/** `conv(3)(4)`: what the two lists say stands in one. */
const reportSecondList = (binder: Binder, scope: Scope, call: ast.Call & { readonly callee: ast.Call }): void => {
  const { callee, arguments: list, span } = call;
  const joined = joinedLists(call);
  const before = binder.reported();
  resolveExpression(binder, scope, callee.callee);
  for (const each of [callee.arguments, list]) resolveArguments(binder, scope, each, undefined);
  if (binder.reported() === before) binder.report(noListOne, span, { callee: joined.replace(/\(.*/s, ""), joined });
};

const resolveListOne = (binder: Binder, scope: Scope, call: ast.Call, { kind }: Callee): void => {
  resolveExpression(binder, scope, call.callee);
  if (kind) check(binder, scope, { signature: kind, list: call.arguments, incoming: false, at: call.span });
};

const check = (binder: Binder, scope: Scope, matching: Parameters<typeof matchArguments>[1]): void => {
  const wants = matchArguments(binder, matching);
  resolveArguments(binder, scope, matching.list, wants);
  // A label that is no parameter is an axis, which a parameter of the block around it may bear.
  if (!matching.signature.byAxis) return;
  for (const { name } of matching.list?.arguments ?? [])
    if (name && !matching.signature.parameters.some((parameter) => parameter.name === name.text))
      useAxis(binder, scope, name);
};

/** Without `wants` the callee is known only when elaborated: an unknown bare name may be an axis or a choice there. */
const resolveArguments = (
  binder: Binder,
  scope: Scope,
  list: ast.ArgumentList | undefined,
  wants: ReadonlyMap<ast.Argument, Want> | undefined,
): void => {
  for (const argument of list?.arguments ?? [])
    resolveExpression(binder, scope, argument.value, wants?.get(argument) ?? "maybe");
};

export { resolveArguments, check as checkArguments };
