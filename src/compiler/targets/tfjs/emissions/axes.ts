import type { Attribute, Dim, Node } from "../../../4-graph/graph.ts";
import { kit, list, number, positions, text, tf, type Code } from "../code.ts";
import { align, attribute, axesOf, positionOf, positionsOf, reorder, sizeCode, type Emission } from "../emission.ts";

const reduction =
  (callee: string): Emission =>
  (node, [x]) => {
    const from = node.operands[0]!;
    const over = positionsOf(from, attribute<readonly string[]>(node, "over"));
    const keep = attribute<boolean>(node, "keep") ? [text("true")] : [];
    // Without axes TF.js would reduce all.
    if (over.length === 0) return x!;
    return tf(callee, x!, positions(over), ...keep);
  };

const softmax =
  (callee: "softmax" | "logSoftmax"): Emission =>
  (node, [x]) =>
    kit(callee, x!, positions(positionsOf(node, attribute<readonly string[]>(node, "over"))));

interface Slice {
  readonly axis: string;
  readonly begin: number;
  readonly end: number;
  readonly step: number;
}

/** One after the other: a plain one, then every `step`th of what it left, backwards where the step is negative. */
const slice: Emission = (node, [x]) => {
  const from = node.operands[0]!;
  const slices = attribute<readonly Attribute[]>(node, "slices") as unknown as readonly Slice[];
  const plain = slices.filter(({ step }) => step === 1);
  const whole = axesOf(from).map((axis) => plain.find((one) => one.axis === axis));
  const begin = list(whole.map((one) => (one ? number("begin", one.begin) : text(0))));
  const size = list(whole.map((one) => (one ? number("size", one.end - one.begin) : text(-1))));
  const cut = plain.length > 0 ? tf("slice", x!, begin, size) : x!;
  return slices.filter(({ step }) => step !== 1).reduce((code, one) => everyNth(code, from, one), cut);
};

const everyNth = (x: Code, from: Node, { axis, begin, end, step }: Slice): Code => {
  const at = text(positionOf(from, axis));
  const size = from.type.dims[positionOf(from, axis)]!.size as number;
  const count = Math.max(0, Math.ceil((end - begin) / step));
  const forward = step > 0 ? x : tf("reverse", x, at);
  const first = step > 0 ? begin : size - 1 - begin;
  return kit("everyNth", forward, at, number("begin", first), number("count", count), number("step", Math.abs(step)));
};

interface Pad {
  readonly axis: string;
  readonly before: number;
  readonly after: number;
}

const pad: Emission = (node, [x]) => {
  const pads = attribute<readonly Attribute[]>(node, "pads") as unknown as readonly Pad[];
  const sides = axesOf(node).map((axis) => {
    const one = pads.find((candidate) => candidate.axis === axis);
    return one ? list([number("before", one.before), number("after", one.after)]) : text("[0, 0]");
  });
  return tf("pad", x!, list(sides));
};

/** Listed axes come to stand together where the first of them stood, then become one. */
const merge: Emission = (node, [x]) => {
  const from = axesOf(node.operands[0]!);
  const merged = attribute<readonly string[]>(node, "axes");
  const at = from.findIndex((axis) => merged.includes(axis));
  const rest = from.filter((axis) => !merged.includes(axis));
  const to = [...rest.slice(0, at), ...merged, ...rest.slice(at)];
  return kit("merge", reorder(x!, from, to), text(at), text(merged.length));
};

const split: Emission = (node, [x]) => {
  const into = attribute<readonly Attribute[]>(node, "into") as unknown as readonly Dim[];
  // One of the sizes follows from the others: whichever differs between placements.
  const sizes = into.map((dim) => sizeCode({ ...dim, axis: "size" }, { inferred: "-1" }));
  return kit("split", x!, text(positionOf(node.operands[0]!, attribute(node, "axis"))), list(sizes));
};

/** A new axis, or several, along which the numbers repeat. */
const spreadTo = (node: Node, x: Code): Code => {
  const from = node.operands[0]!;
  const lined = align(x, axesOf(from), axesOf(node));
  const grows = node.type.dims.some(({ axis, size }) => size !== 1 && !axesOf(from).includes(axis));
  const leads = node.type.dims[0] && !axesOf(from).includes(node.type.dims[0].axis);
  return grows || leads ? tf("broadcastTo", lined, list(node.type.dims.map((dim) => sizeCode(dim)))) : lined;
};

/** Reductions over named axes and what only moves numbers. */
export const axes = {
  sum: reduction("sum"),
  mean: reduction("mean"),
  reduce_max: reduction("max"),
  reduce_min: reduction("min"),
  softmax: softmax("softmax"),
  log_softmax: softmax("logSoftmax"),
  rename: (_node, [x]) => x!,
  transpose: (node, [x]) => reorder(x!, axesOf(node.operands[0]!), axesOf(node)),
  split,
  merge,
  concat: (node, operands) => {
    const parts = operands.map((operand, i) => reorder(operand, axesOf(node.operands[i]!), axesOf(node)));
    return parts.length === 1 ? parts[0]! : tf("concat", list(parts), text(positionOf(node, attribute(node, "along"))));
  },
  slice,
  squeeze: (node, [x]) => tf("squeeze", x!, positions([positionOf(node.operands[0]!, attribute(node, "axis"))])),
  expand: (node, [x]) => spreadTo(node, x!),
  broadcast: (node, [x]) => spreadTo(node, x!),
  pad,
} satisfies Record<string, Emission>;
