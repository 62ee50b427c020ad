import type { Span } from "../../base/source.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Network, Node, Structure } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";
import { wrongValue } from "../diagnostics/values.ts";
import { report, type BodyState, type Env } from "./environment.ts";
import { describe } from "../ops/kit/show.ts";
import { nodesOf, structureOf } from "./structure.ts";
import type { Value } from "./value.ts";

/** What a model's body left behind, as a network; undefined after a report. */
export const networkOf = (state: BodyState, env: Env): Network | undefined => {
  const outputs = structuresOf(state.outputs, state, env);
  const trainingOutputs = structuresOf(state.trainingOutputs, state, env);
  if (!outputs || !trainingOutputs) return undefined;
  const inputs = new Map<string, Node>();
  for (const { name } of kindOfLists(state.declaration).placing?.parameters ?? []) {
    const value = env.scope.values.get(name.text);
    if (value?.kind === "tensor") inputs.set(name.text, value.node);
  }
  const nodes: Network["nodes"] = ({ training = false, taps = true } = {}) =>
    reachable([
      ...[...outputs.values()].flatMap(nodesOf),
      ...(taps ? state.taps.map((tap) => tap.node) : []),
      ...(training ? [...trainingOutputs.values()].flatMap(nodesOf) : []),
    ]);
  return {
    name: env.placement.title,
    inputs,
    outputs,
    trainingOutputs,
    taps: state.taps,
    placement: env.placement,
    nodes,
    variables: ({ training = false } = {}) =>
      nodes({ training, taps: false }).flatMap((node) => (node.variable ? [node.variable] : [])),
  };
};

const structuresOf = (
  values: ReadonlyMap<string, Value>,
  state: BodyState,
  env: Env,
): ReadonlyMap<string, Structure> | undefined => {
  const structures = new Map<string, Structure>();
  for (const [name, value] of values) {
    const structure = structureOf(value);
    if (!structure) {
      report(env, wrongValue, outputSpan(name, state), {
        where: `the output \`${name}\``,
        expected: "a tensor, or a list or record of tensors",
        got: describe(value),
      });
      return undefined;
    }
    structures.set(name, structure);
  }
  return structures;
};

/** Where the model's text says that it is one. */
const outputSpan = (name: string, { declaration: { body, name: of } }: BodyState): Span => {
  const statements = body.kind === "Body" ? body.statements : [];
  const names = statements.flatMap((statement) => (statement.kind === "Output" ? statement.names : []));
  return (names.find(({ text }) => text === name) ?? of).span;
};
