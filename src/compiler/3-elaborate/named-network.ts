import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Module } from "../2-bind/module.ts";
import type { Network } from "../4-graph/graph.ts";
import { wrongValue } from "../diagnostics/values.ts";
import { report, type Session } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { keyOf } from "./key.ts";
import { elaborateNetwork, fileEnv } from "./network.ts";
import { describe } from "../ops/kit/show.ts";
import { isAlias } from "./reference.ts";

/** A network that a file names: `model Net_2_2 = …`. */
export interface NamedNetwork {
  readonly name: string;
  readonly declaration: ast.Declaration;
  readonly network: Network;
}

/** What a file names as its networks, in order: `model Name = …`, else models whose sizes all have defaults. */
export const namedModels = (module: Module): readonly ast.Declaration[] => {
  const models = module.file.items
    .filter((item) => item.kind === "Declaration")
    .filter((item) => item.keyword === "model" && isDefaulted(kindOfLists(item).kind));
  const named = models.filter(isAlias);
  return named.length ? named : models;
};

export const namedNetworks = (module: Module, session: Session): readonly NamedNetwork[] =>
  namedModels(module).flatMap((declaration) => {
    const network = elaborateNamed(declaration, module, session);
    return network ? [{ name: declaration.name.text, declaration, network }] : [];
  });

/** Whether it needs no arguments. */
export const isDefaulted = (list: ast.ParameterList | undefined): boolean =>
  list?.parameters.every((parameter) => parameter.default !== undefined) ?? true;

/** The network that a model's bare name stands for, under that name; undefined after a report. Elaborated once a session. */
export const elaborateNamed = (declaration: ast.Declaration, module: Module, session: Session): Network | undefined => {
  const { name } = declaration;
  const at = declaration.body.kind === "Body" ? name.span : declaration.body.span;
  return elaborateExpression({ kind: "Reference", span: at, name }, module, session);
};

/** The network that an expression such as `WideNet(40, 2)` stands for in a file; undefined after a report. */
export const elaborateExpression = (
  expression: ast.Expression,
  module: Module,
  session: Session,
): Network | undefined => {
  const env = fileEnv(module, session);
  const value = evaluate(expression, env);
  if (value.kind === "failed") return undefined;
  if (value.kind !== "placeable")
    return report(env, wrongValue, expression.span, { where: "this", expected: "a model", got: describe(value) });
  const key = keyOf(value, session.identities);
  const known = session.networks.get(key);
  if (known) return known.network && { ...known.network, name: value.title };
  const network = elaborateNetwork(value, expression.span, session, env)?.network;
  session.networks.set(key, network ? { network } : {});
  return network;
};
