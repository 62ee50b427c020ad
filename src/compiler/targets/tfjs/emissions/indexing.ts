import type { Node } from "../../../4-graph/graph.ts";
import { kit, list, number, positions, text, type Code } from "../code.ts";
import { attribute, axesOf, positionOf, refuse, reorder, sizeCode, type Emission } from "../emission.ts";

/** A contraction of `a` with `b`: pairs of positions that are summed over, and of those that stay. */
export const contract = (
  [a, left]: readonly [Code, readonly string[]],
  [b, right]: readonly [Code, readonly string[]],
  over: readonly string[],
): Code => {
  const pair = (axis: string): Code => positions([left.indexOf(axis), right.indexOf(axis)]);
  const shared = left.filter((axis) => right.includes(axis) && !over.includes(axis));
  return { ...kit("contract", a, b, list(over.map(pair)), list(shared.map(pair))), heavy: true };
};

/**
 * Numbers at an index, as a contraction with its one-hot form: it has a gradient on every engine, and an index that points
 * nowhere gives zeros.
 */
const gather: Emission = (node, [x, index]) => {
  const [source, pointer] = node.operands as [Node, Node];
  const axis = pointer.type.of!;
  const { size } = source.type.dims[positionOf(source, axis)]!;
  // The index may have an axis of the name that it points into: that one is new, the other one is summed over.
  const [new_, summed] = ["\u0000new", "\u0000summed"];
  const left = axesOf(source).map((name) => (name === axis ? summed : name));
  const own = axesOf(pointer).map((name) => (name === axis ? new_ : name));
  const dense = kit("oneHot", index!, sizeCode({ axis: "size", size }));
  const picked = contract([x!, left], [dense, [...own, summed]], [summed]);
  const fresh = own.filter((name) => !left.includes(name));
  const at = left.indexOf(summed);
  const kept = left.filter((name) => name !== summed);
  return reorder(picked, [...kept, ...fresh], [...kept.slice(0, at), ...fresh, ...kept.slice(at)]);
};

/** With `over` last, as TF.js wants it, and back. */
const alongLast = (node: Node, x: Code, over: string, work: (x: Code) => Code): Code => {
  const from = axesOf(node.operands[0]!);
  const last = [...from.filter((axis) => axis !== over), over];
  return reorder(work(reorder(x, from, last)), last, from);
};

const whyNot = (name: string): string =>
  `TensorFlow.js has no differentiable \`${name}\`; leave it out of what is compiled, and run it outside`;

export const indexing = {
  argmax: (node, [x]) => kit("argMax", x!, text(positionOf(node.operands[0]!, attribute(node, "over")))),
  one_hot: (node, [index]) => kit("oneHot", index!, sizeCode({ ...node.type.dims.at(-1)!, axis: "size" })),
  gather,
  rank: (node, [x]) => {
    const descending = text(attribute<boolean>(node, "descending") ? "true" : "false");
    return alongLast(node, x!, attribute(node, "over"), (rows) => kit("rank", rows, descending));
  },
  top_k: (node, [x]) => {
    const over = attribute<string>(node, "over");
    return alongLast(node, x!, over, (rows) => kit("topK", rows, number("k", attribute(node, "k"))));
  },
  nms: refuse(whyNot("nms")),
  roi_align: refuse(whyNot("roi_align")),
  greedy_match: refuse(whyNot("greedy_match")),
  batch_size: () => text("batch"),
  uniform: (node) => kit("uniform", list(node.type.dims.map((dim) => sizeCode(dim)))),
} satisfies Record<string, Emission | ReturnType<typeof refuse>>;
