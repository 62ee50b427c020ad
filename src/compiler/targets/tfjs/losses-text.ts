import type { Node, Structure } from "../../4-graph/graph.ts";
import type { NetworkLoss } from "../../losses-on-network.ts";
import { bodiesOf } from "./bodies.ts";
import { nodesIn } from "./compiled-part.ts";
import type { Main } from "./function-text.ts";
import { functionsOf, type Fn } from "./functions.ts";
import { camelCase, freshName, memberText } from "./names.ts";
import { writeNodes } from "./written.ts";

/** A loss as functions: its own comes last, the blocks it places before. */
export interface WrittenLoss {
  readonly loss: NetworkLoss;
  readonly functions: readonly Fn[];
  readonly main: Main;
  readonly parameters: readonly string[];
  /** How the batch's size is had from its parameters. */
  readonly batch: string | undefined;
}

/** A loss that can't be written, with what stands against it. */
export interface UnwrittenLoss {
  readonly name: string;
  readonly why: string;
}

/** Constants that it needs are added to `constants`; `training`: whether the module gives outputs for training. */
export const writeLoss = (loss: NetworkLoss, constants: Node[], training: boolean): WrittenLoss | UnwrittenLoss => {
  if (loss.variables.length > 0)
    return { name: loss.name, why: "it has weights of its own, which belong to a run and not to the network" };
  const taken = new Set(["tf", "w", "batch", "training"]);
  const parameters = loss.parameters.map(({ name }) => freshName(camelCase(name), taken, "_"));
  const { names, lists } = givenNames(loss, parameters, training);
  const nodes = leadingTo(loss.loss, new Set(names.keys()));
  const lacking = training ? undefined : forTraining(loss).find(([, node]) => nodes.includes(node) && !names.has(node));
  if (lacking)
    return { name: loss.name, why: `it reads \`${lacking[0]}\`, an output for training: --training writes it` };
  const all = [...constants];
  const written = writeNodes(nodes, [loss.loss], { given: new Set(names.keys()), constants: all });
  const [refused] = written.refused;
  if (refused) return { name: loss.name, why: `it needs \`${refused[0]}\`: ${refused[1].why}` };
  constants.push(...all.slice(constants.length));
  const root = bodiesOf(written, loss.placement, [written.resultOf(loss.loss)]);
  const sized = [...names].find(([node]) => node.type.dims.some(({ size }) => size === "batch"));
  const batch = sized && `${sized[1]}.shape[${sized[0].type.dims.findIndex(({ size }) => size === "batch")}]`;
  return { loss, functions: functionsOf(root), main: { given: { parameters, names, lists } }, parameters, batch };
};

/** `student.logits`, `teacher.taps[0]`, `label`; outputs before taps, so that a node that is both goes by its name. */
const givenNames = (
  loss: NetworkLoss,
  parameters: readonly string[],
  training: boolean,
): { readonly names: Map<Node, string>; readonly lists: Map<string, number> } => {
  const [names, lists] = [new Map<Node, string>(), new Map<string, number>()];
  const name = (structure: Structure, path: string): void => {
    if (structure.kind === "tensor") names.set(structure.node, names.get(structure.node) ?? path);
    else if (structure.kind === "list") {
      lists.set(path, structure.items.length);
      structure.items.forEach((item, i) => name(item, `${path}[${i}]`));
    } else for (const [key, field] of structure.fields) name(field, `${path}${memberText(key)}`);
  };
  loss.parameters.forEach((parameter, i) => {
    if (parameter.kind === "input") return void names.set(parameter.node, parameters[i]!);
    const { outputs, trainingOutputs, taps } = parameter.network;
    for (const [key, structure] of [...outputs, ...(training ? trainingOutputs : [])])
      name(structure, `${parameters[i]}${memberText(key)}`);
    name({ kind: "list", items: taps.map(({ node }) => ({ kind: "tensor", node })) }, `${parameters[i]}.taps`);
  });
  return { names, lists };
};

/** The tensors of what its networks put out for training only, with the output's name. */
const forTraining = ({ parameters }: NetworkLoss): readonly (readonly [string, Node])[] =>
  parameters.flatMap((parameter) =>
    parameter.kind === "input"
      ? []
      : [...parameter.network.trainingOutputs].flatMap(([name, structure]) =>
          nodesIn(structure).map((node) => [name, node] as const),
        ),
  );

/** Operands first; what is given needs no more. */
const leadingTo = (loss: Node, given: ReadonlySet<Node>): readonly Node[] => {
  const seen = new Set<Node>([loss]);
  for (const node of seen) if (!given.has(node)) node.operands.forEach((operand) => seen.add(operand));
  return [...seen].sort((a, b) => a.id - b.id);
};
