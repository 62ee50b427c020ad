import type { Network, Node, Objective, Structure } from "./graph.ts";
import { reachable } from "./reachable.ts";

/** Everything that a training step's loss and terms need, and all that its networks put out; in topological order. */
export const objectiveNodes = ({ student, teacher, loss, terms }: Objective): readonly Node[] =>
  reachable([...[student, ...(teacher ? [teacher] : [])].flatMap(endsOf), ...[loss, ...terms.values()]]);

const endsOf = ({ outputs, trainingOutputs, taps }: Network): readonly Node[] => [
  ...[...outputs.values(), ...trainingOutputs.values()].flatMap(tensorsOf),
  ...taps.map(({ node }) => node),
];

const tensorsOf = (structure: Structure): readonly Node[] => {
  if (structure.kind === "tensor") return [structure.node];
  return (structure.kind === "list" ? structure.items : [...structure.fields.values()]).flatMap(tensorsOf);
};
