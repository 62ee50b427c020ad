import { nearest } from "../../base/nearest.ts";
import type * as ast from "../1-syntax/ast.ts";
import {
  misplacedStatement,
  noOutput,
  noReturn,
  outputNamedTaps,
  outputTwice,
  returnNotLast,
} from "../diagnostics/declarations.ts";
import { boundTwice, unknownOutput, unusedBinding, usedTooEarly } from "../diagnostics/names.ts";
import { findLocal, innerScope, useLocal, useLocalAt, type Binder, type Local, type Scope } from "./binder.ts";
import { resolveExpression } from "./resolve-expression.ts";

/** A body's statements in order, each seeing what stands above it. `outer` holds the parameters. */
export const resolveBody = (binder: Binder, outer: Scope, declaration: ast.Declaration, body: ast.Body): void => {
  const bound = body.statements.flatMap(namesBound);
  // What a broken statement binds and means isn't known.
  const hole = outer.hole || bound.some(({ text }) => text === "") || body.statements.some(isBroken);
  const before = binder.reported();
  const scope: Scope = { ...innerScope(outer), later: new Set(bound.map(({ text }) => text)), hole };
  for (const statement of body.statements) resolveStatement(binder, scope, statement);
  checkStatements(binder, scope, declaration, body);
  // Where something is wrong, that may be why a binding seems unused.
  if (!hole && binder.reported() === before) reportUnused(binder, scope);
};

const namesBound = (statement: ast.Statement): readonly ast.Name[] => {
  switch (statement.kind) {
    case "Binding":
      return statement.path.slice(0, 1);
    case "Term":
    case "Share":
      return statement.binding.path.slice(0, 1);
    case "Unpack":
      return statement.names;
    default:
      return [];
  }
};

const resolveStatement = (binder: Binder, scope: Scope, statement: ast.Statement): void => {
  switch (statement.kind) {
    case "Binding":
      return bind(binder, scope, statement.path.slice(0, 1), statement.value);
    case "Share":
      return bind(binder, scope, statement.binding.path.slice(0, 1), statement.binding.value);
    case "Unpack":
      return bind(binder, scope, statement.names, statement.value);
    case "Term":
      bind(binder, scope, statement.binding.path.slice(0, 1), statement.binding.value);
      for (const name of statement.binding.path.slice(0, 1)) reach(binder, scope, name);
      return;
    case "Return":
      return resolveExpression(binder, scope, statement.value);
    case "Require":
      resolveExpression(binder, scope, statement.condition);
      if (statement.message) resolveExpression(binder, scope, statement.message);
      return;
    case "Expect":
      for (const part of [statement.value, statement.within, statement.of])
        if (part) resolveExpression(binder, scope, part);
      return;
    case "Output":
    case "Tap":
      for (const name of statement.names) reach(binder, scope, name);
      return;
  }
};

/** Binds names to (parts of) a value, which is needed only where one of them is. */
const bind = (binder: Binder, scope: Scope, names: readonly ast.Name[], value: ast.Expression): void => {
  const uses = new Set<Local>();
  const holder: Local | undefined = names[0] && { name: names[0], what: "binding", uses, reached: false, used: false };
  const before = binder.current;
  binder.current = holder;
  resolveExpression(binder, scope, value);
  binder.current = before;
  for (const name of names) {
    const first = findLocal(scope, name.text);
    if (first && name.text !== "") {
      const related = [{ message: "first bound here", span: first.name.span }];
      binder.report(boundTwice, name.span, { name: name.text }, { related });
      // What the second one uses counts, so that one mistake isn't told twice.
      for (const local of uses) useLocal(binder, local);
    } else {
      // Told already: used above its binding, or what it is can't be read.
      const used = binder.told.has(name.text) || value.kind === "Missing";
      scope.locals.set(name.text, { name, what: "binding", uses, reached: false, used });
    }
  }
};

/** `output` and `tap` take names that are bound above. */
const reach = (binder: Binder, scope: Scope, name: ast.Name): void => {
  const local = findLocal(scope, name.text);
  if (local) return useLocalAt(binder, name, local);
  if (scope.hole) return;
  if (scope.later.has(name.text)) return binder.report(usedTooEarly, name.span, { name: name.text });
  const near = nearest(name.text, [...scope.locals.keys()]);
  binder.report(unknownOutput, name.span, { name: name.text, ...(near === undefined ? {} : { near }) });
};

/** Bindings that nothing needs; of several that need each other, the last. */
const reportUnused = (binder: Binder, scope: Scope): void => {
  const waiting = [...scope.locals.values()].filter(({ reached }) => reached);
  const seen = new Set(waiting);
  for (let local = waiting.pop(); local; local = waiting.pop())
    for (const needed of local.uses ?? [])
      if (!seen.has(needed)) {
        seen.add(needed);
        waiting.push(needed);
      }
  for (const local of scope.locals.values()) {
    const { text, span } = local.name;
    if (!seen.has(local) && !local.used && !text.startsWith("_") && text !== "")
      binder.report(unusedBinding, span, { name: text });
  }
};

const belongs: Readonly<Partial<Record<ast.Statement["kind"], readonly ast.Declaration["keyword"][]>>> = {
  Return: ["block", "fn", "loss"],
  Output: ["model"],
  Tap: ["model"],
  Term: ["loss"],
};

const checkStatements = (binder: Binder, scope: Scope, declaration: ast.Declaration, body: ast.Body): void => {
  const { keyword, name } = declaration;
  let misplaced = false;
  for (const statement of body.statements) {
    const places = belongs[statement.kind];
    if (!places || places.includes(keyword)) continue;
    misplaced = true;
    const at = { ...statement.span, end: statement.span.start + statement.kind.length };
    binder.report(misplacedStatement, at, {
      statement: statement.kind.toLowerCase(),
      belongs: `a ${listed(places)}`,
      keyword,
    });
  }
  const returns = body.statements.filter(({ kind }) => kind === "Return");
  const last = body.statements.at(-1);
  if (returns.length && last && (returns.length > 1 || last.kind !== "Return") && keyword !== "model") {
    const early = returns.find((statement) => statement !== last)!;
    binder.report(returnNotLast, { ...early.span, end: early.span.start + "return".length }, undefined);
  }
  // Where a statement can't be read it may be the one that lacks.
  if (scope.hole || misplaced) return;
  if (keyword === "model") checkOutputs(binder, declaration, body);
  else if (!returns.length) binder.report(noReturn, name.span, { name: name.text, keyword });
};

const listed = (places: readonly string[]): string =>
  places.length > 1 ? `${places.slice(0, -1).join(", ")} or ${places.at(-1)}` : places.join();

const isBroken = (statement: ast.Statement): boolean => {
  switch (statement.kind) {
    case "Binding":
    case "Unpack":
    case "Expect":
    case "Return":
      return statement.value.kind === "Missing";
    case "Term":
    case "Share":
      return statement.binding.value.kind === "Missing";
    case "Output":
    case "Tap":
      return statement.names.some(({ text }) => text === "");
    default:
      return false;
  }
};

const checkOutputs = (binder: Binder, declaration: ast.Declaration, body: ast.Body): void => {
  const seen = new Map<string, ast.Name>();
  for (const statement of body.statements)
    for (const name of statement.kind === "Output" ? statement.names : []) {
      const first = seen.get(name.text);
      if (first)
        binder.report(
          outputTwice,
          name.span,
          { name: name.text },
          { related: [{ message: "first here", span: first.span }] },
        );
      if (name.text === "taps") binder.report(outputNamedTaps, name.span, {});
      seen.set(name.text, name);
    }
  if (!body.statements.some((statement) => statement.kind === "Output" && !statement.forTraining))
    binder.report(noOutput, declaration.name.span, { name: declaration.name.text });
};
