import type { Attribute, Dim, Node } from "../../4-graph/graph.ts";
import { kit, number, positions, text, tf, type Code } from "./code.ts";

/** Writes one node, given its operands' code. `weights`: for a node that owns some, the record `{ kernel, … }` of them. */
export type Emission = (node: Node, operands: readonly Code[], weights: Code) => Code;

/** Why a node can't be written. */
export interface Refusal {
  readonly refused: string;
}

export const refuse = (why: string): Refusal => ({ refused: why });
export const isRefusal = (row: Emission | Refusal): row is Refusal => typeof row !== "function";

/** What only a training step holds. */
export const neverForward = refuse("never in a forward module");

export const attribute = <T extends Attribute>(node: Node, name: string): T => node.attributes[name] as T;
export const axesOf = (node: Node): readonly string[] => node.type.dims.map(({ axis }) => axis);

export const positionOf = (node: Node, axis: string): number => {
  const at = axesOf(node).indexOf(axis);
  if (at < 0) throw new Error(`no axis ${axis} among [${axesOf(node).join(", ")}]`);
  return at;
};
export const positionsOf = (node: Node, over: readonly string[]): readonly number[] =>
  over.map((axis) => positionOf(node, axis)).sort((a, b) => a - b);

/** `code` with its axes `from` in the order `to`, which has the same names. */
export const reorder = (code: Code, from: readonly string[], to: readonly string[]): Code =>
  from.every((axis, i) => axis === to[i])
    ? code
    : tf("transpose", code, positions(to.map((axis) => from.indexOf(axis))));

/**
 * `code` with axes `from` so that TF.js, which pairs axes from the right, broadcasts it among axes `to`: axes of size 1 stand
 * where it has none, but for the first ones.
 */
export const align = (code: Code, from: readonly string[], to: readonly string[]): Code => {
  const arranged = reorder(
    code,
    from,
    to.filter((axis) => from.includes(axis)),
  );
  const first = to.findIndex((axis) => from.includes(axis));
  const missing = first < 0 ? [] : to.flatMap((axis, i) => (i > first && !from.includes(axis) ? [i - first] : []));
  if (missing.length === 0) return arranged;
  return missing.length === 1
    ? tf("expandDims", arranged, text(missing[0]!))
    : kit("spread", arranged, positions(missing));
};

/** A size in a shape: a number, or the module's `batch`. */
export const sizeCode = ({ axis, size }: Dim, rest: { inferred?: string } = {}): Code =>
  size === "batch" ? text("batch") : number(axis, size, rest);

/** A node's operands brought among the result's axes, for elementwise work. */
export const aligned = (node: Node, operands: readonly Code[]): readonly Code[] =>
  operands.map((operand, i) => align(operand, axesOf(node.operands[i]!), axesOf(node)));
