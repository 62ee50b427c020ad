import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Module } from "../2-bind/module.ts";
import { newGraph, type Session } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { isDefaulted } from "./named-network.ts";
import { rootEnv } from "./network.ts";
import { isAlias } from "./reference.ts";
import { runBody } from "./statement.ts";
import { failed } from "./value.ts";

/**
 * Runs a declaration's text with nothing known of its parameters: what needs them is silent, and what is wrong whatever they are is
 * told. For declarations that nothing has placed when the rest of the file is done; an error that was met with the chain of placements
 * stays as it is.
 */
export const checkUnplaced = (declaration: ast.Declaration, module: Module, session: Session): void => {
  const { body, name, keyword } = declaration;
  const { kind, placing } = kindOfLists(declaration);
  if ((keyword === "model" || isAlias(declaration)) && isDefaulted(kind)) return;
  const parameters = [kind, placing].flatMap((list) => list?.parameters ?? []);
  // Its name would be taken for an axis.
  if (parameters.some(({ type }) => holdsAxis(type))) return;
  const quiet: Session = {
    ...session,
    report(diagnostic) {
      if (!session.isReported(diagnostic)) session.report(diagnostic);
    },
  };
  const env = rootEnv(quiet, { ...newGraph(), isUnplaced: true }, { name: name.text, at: name.span }, module);
  for (const parameter of parameters) env.scope.values.set(parameter.name.text, failed);
  if (body.kind === "Body") runBody(declaration, body, env);
  else evaluate(body, env);
};

const holdsAxis = (type: ast.Type): boolean =>
  type.kind === "ListType" ? holdsAxis(type.element) : type.kind === "NamedType" && type.name.text === "axis";
