import type { Diagnostic } from "../base/diagnostic.ts";
import { parseExpression } from "./1-syntax/parse.ts";
import type * as ast from "./1-syntax/ast.ts";
import { bindExpression } from "./2-bind/bind-expression.ts";
import { kindOfLists } from "./2-bind/kind-of-lists.ts";
import type { Declared, Module } from "./2-bind/module.ts";
import { builderOf, newGraph, type Env, type GraphState, type Session } from "./3-elaborate/environment.ts";
import { evaluate } from "./3-elaborate/expression.ts";
import { openLoss } from "./3-elaborate/loss.ts";
import { elaborateNetwork, fileEnv, type Placing } from "./3-elaborate/network.ts";
import type { Placeable, Value } from "./3-elaborate/value.ts";
import type { Network, Node, Placement, Variable } from "./4-graph/graph.ts";
import { reachable } from "./4-graph/reachable.ts";

/** A loss of a file with a network as student, and as teacher where it has one: a graph of its own. */
export interface NetworkLoss {
  readonly name: string;
  /** Of another file. */
  readonly imported: boolean;
  readonly placement: Placement;
  /** By parameter, in their order. */
  readonly parameters: readonly LossParameter[];
  /** No axes. */
  readonly loss: Node;
  /** Weights of the loss itself: they belong to a run, not to the network. */
  readonly variables: readonly Variable[];
}

export type LossParameter =
  | { readonly kind: "model"; readonly name: string; readonly network: Network }
  | { readonly kind: "input"; readonly name: string; readonly node: Node };

export interface LossesOnNetwork {
  readonly losses: readonly NetworkLoss[];
  /** Losses that can't be had with this network, with what stands against it. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly name: string;
  readonly imported: boolean;
  readonly why: string;
}

/** The losses that a file declares or imports, with the network of an expression in it; each in a session of its own. */
export const lossesOnNetwork = (
  module: Module,
  text: string,
  openSession: (report: Session["report"]) => Session,
): LossesOnNetwork => {
  const [losses, leftOut]: [NetworkLoss[], LeftOut[]] = [[], []];
  for (const [name, declared] of module.names) {
    if (declared.node.kind !== "Declaration" || declared.node.keyword !== "loss") continue;
    const found: Diagnostic[] = [];
    const session = openSession((diagnostic) => found.push(diagnostic));
    const loss = lossOn(declared, { name, text, module, session });
    const error = found.find(({ severity }) => severity === "error");
    if (loss && !error) losses.push(loss);
    else
      leftOut.push({
        name,
        imported: declared.module !== module,
        why: error?.message ?? "it takes more than networks and labels",
      });
  }
  return { losses, leftOut };
};

interface Setting {
  readonly name: string;
  readonly text: string;
  readonly module: Module;
  readonly session: Session;
}

const lossOn = (declared: Declared, { name, text, module, session }: Setting): NetworkLoss | undefined => {
  const env = fileEnv(module, session);
  const model = placeableOf(text, module, session, env);
  const kind = evaluate({ kind: "Reference", span: declared.node.span, name: nameOf(declared) }, env);
  const graph = newGraph();
  const opened =
    kind.kind === "placeable" ? openLoss(kind, { at: declared.node.span, graph, segment: "loss" }, env) : undefined;
  if (!model || !opened) return undefined;
  const { declaration, inner, run } = opened;
  const inputs = new Map<string, Node>();
  const parameters: LossParameter[] = [];
  for (const parameter of kindOfLists(declaration).placing?.parameters ?? []) {
    const made = argumentFor(parameter, parameters.length, { model, graph, inputs, session, env, inner });
    if (!made) return undefined;
    parameters.push(made.parameter);
    inner.scope.values.set(parameter.name.text, made.value);
  }
  const result = run();
  if (result?.value.kind !== "tensor" || result.value.node.type.dims.length > 0) return undefined;
  const loss = result.value.node;
  const theirs = new Set(
    parameters.flatMap((one) => (one.kind === "model" ? one.network.nodes({ training: true }) : [])),
  );
  const variables = reachable([loss]).flatMap((node) => (node.variable && !theirs.has(node) ? [node.variable] : []));
  return { name, imported: declared.module !== module, placement: inner.placement, parameters, loss, variables };
};

const nameOf = ({ node, name }: Declared): ast.Name =>
  node.kind === "Declaration" ? { ...node.name, text: name } : { kind: "Name", span: node.span, text: name };

const placeableOf = (text: string, module: Module, session: Session, env: Env): Placeable | undefined => {
  const { expression, diagnostics } = parseExpression({ path: "expression", text });
  const found = diagnostics.length > 0 ? diagnostics : bindExpression(expression, module, session.library);
  if (found.some(({ severity }) => severity === "error")) return undefined;
  const value = evaluate(expression, env);
  return value.kind === "placeable" ? value : undefined;
};

interface Arguments {
  readonly model: Placeable;
  readonly graph: GraphState;
  readonly inputs: Map<string, Node>;
  readonly session: Session;
  readonly env: Env;
  readonly inner: Env;
}

/** A model is the network; an index such as `label: class` is an input. */
const argumentFor = (
  { name, type }: ast.Parameter,
  position: number,
  { model, graph, inputs, session, env, inner }: Arguments,
): { readonly parameter: LossParameter; readonly value: Value } | undefined => {
  const isBare = type.kind === "NamedType" && type.arguments === undefined;
  if (isBare && type.name.text === "model") {
    const segments = position === 0 ? [] : [name.text];
    const made = elaborateNetwork(model, name.span, session, env, sharing(graph, segments, inputs));
    return made && { parameter: { kind: "model", name: name.text, network: made.network }, value: made.value };
  }
  if (!isBare || /^(tensor|map|vector|boxes|record|list)$/.test(type.name.text)) return undefined;
  const node = builderOf(inner, name.span).input(name.text, {
    dims: [{ axis: "batch", size: "batch" }],
    kind: "index",
    of: type.name.text,
  });
  return { parameter: { kind: "input", name: name.text, node }, value: { kind: "tensor", node } };
};

/** Student and teacher see the same pictures. */
const sharing = (graph: GraphState, segments: readonly string[], inputs: Map<string, Node>): Placing => ({
  graph,
  segments,
  input(name, type, at, env) {
    const known = inputs.get(name) ?? builderOf(env, at).input(name, type);
    inputs.set(name, known);
    return known;
  },
});
