import { hasAxes, sizesAgree } from "./kit/check-axes.ts";
import { axesParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { Dim, Node } from "../4-graph/graph.ts";
import { textsAt } from "./kit/attributes.ts";
import { arrange, countOf, denseOf, shapeOf } from "./kit/dense.ts";
import { axesOf, countOfOne, dimOf, floatOf, hasAxis, unite, without } from "./kit/dims.ts";
import { float } from "./kit/sample-types.ts";
import type { Sizes } from "./kit/sample-types.ts";
import type { Primitive, Sample } from "./primitive.ts";

const sample = (title: string, a: Sizes, b: Sizes, over: readonly string[]): Sample => ({
  title,
  operands: [float(a), float(b)],
  attributes: { over },
});

/** How the axes of a contraction divide: those of both that stay, those of one alone, those summed over. */
const partition = (a: readonly Dim[], b: readonly Dim[], over: readonly string[]) => ({
  shared: without(a, over).filter(({ axis }) => hasAxis(b, axis)),
  left: without(a, over).filter(({ axis }) => !hasAxis(b, axis)),
  right: without(b, over).filter(({ axis }) => !hasAxis(a, axis)),
  summed: over.map((axis) => dimOf(a, axis)),
});

const operandDims = (node: Node): readonly [readonly Dim[], readonly Dim[]] => [
  node.operands[0]!.type.dims,
  node.operands[1]!.type.dims,
];

const dot: Primitive = {
  name: "dot",
  summary: "Σ a · b over the axes that both have; other axes of both pair up",
  operandNames: ["a", "b"],
  infer: ([a, b], attributes) => {
    const over = textsAt(attributes, "over");
    for (const axis of over) if (!hasAxis(b!.dims, axis)) throw new Error(`dot over ${axis}`);
    return floatOf(without(unite(a!.dims, b!.dims), over));
  },
  // da = Σ dy · b over the axes that b alone has, db = Σ a · dy over those that a alone has: so the axes come out in order.
  gradient: (node, dy, build) => {
    const [a, b] = node.operands;
    const { left, right } = partition(...operandDims(node), textsAt(node.attributes, "over"));
    return [build.node("dot", [dy, b!], { over: axesOf(right) }), build.node("dot", [a!, dy], { over: axesOf(left) })];
  },
  interpret: (inputs, node, { batch }) => {
    const [a, b] = operandDims(node);
    const { shared, left, right, summed } = partition(a, b, textsAt(node.attributes, "over"));
    const [pairs, rows, columns, depth] = [shared, left, right, summed].map((dims) => countOf(shapeOf(dims, batch)));
    const x = arrange(inputs[0]!.values, a, [...shared, ...left, ...summed], batch);
    const y = arrange(inputs[1]!.values, b, [...shared, ...right, ...summed], batch);
    const out = new Float64Array(pairs! * rows! * columns!);
    let at = 0;
    for (let pair = 0; pair < pairs!; pair++)
      for (let row = 0; row < rows!; row++)
        for (let column = 0; column < columns!; column++) {
          const xStart = (pair * rows! + row) * depth!;
          const yStart = (pair * columns! + column) * depth!;
          let total = 0;
          for (let i = 0; i < depth!; i++) total += x[xStart + i]! * y[yStart + i]!;
          out[at++] = total;
        }
    return denseOf(node.type.dims, batch, arrange(out, [...shared, ...left, ...right], node.type.dims, batch));
  },
  multiplyAdds: (node) => countOfOne(unite(...operandDims(node))),
  samples: [
    sample("a matrix", { batch: "batch", channel: 4 }, { channel: 4, class: 3 }, ["channel"]),
    sample(
      "over three axes",
      { batch: "batch", height: 2, width: 3, channel: 2 },
      { height: 2, width: 3, channel: 2, class: 4 },
      ["height", "width", "channel"],
    ),
    sample(
      "paired axes",
      { batch: "batch", token: 3, head: 2, feature: 4 },
      { batch: "batch", key: 5, head: 2, feature: 4 },
      ["feature"],
    ),
    sample(
      "a map with itself",
      { batch: "batch", height: 2, width: 3, channel: 2 },
      { batch: "batch", height: 2, width: 3, other: 4 },
      ["height", "width"],
    ),
    sample("the summed axis first, another order", { token: 3, batch: "batch" }, { class: 2, token: 3 }, ["token"]),
    sample("a vector with a vector", { channel: 5 }, { channel: 5 }, ["channel"]),
    sample("nothing summed", { batch: "batch", channel: 2 }, { channel: 2, class: 3 }, []),
    sample("the batch summed", { batch: "batch", channel: 2 }, { batch: "batch", class: 3 }, ["batch"]),
  ],
};

const dotSurface: Surface = {
  name: "dot",
  doc: "Σ a · b over axes that both have and that go; other axes that both have pair up. The axes of the operand that has more come first, in its order (a's where they have as many); one with the batch goes before one without.",
  parameters: [
    tensorParameter("a", "the first factor"),
    tensorParameter("b", "the second factor"),
    axesParameter("over", "the axes that are summed over"),
  ],
  place: (args, ctx) => {
    const [a, b] = [args.tensor("a"), args.tensor("b")];
    const over = args.axes("over") ?? [];
    if (!hasAxes(ctx, "over", a, over) || !hasAxes(ctx, "over", b, over)) return undefined;
    if (!sizesAgree(ctx, undefined, [a.type.dims, b.type.dims])) return undefined;
    return tensor(ctx.node("dot", [a, b], { over }));
  },
};

export const primitives: readonly Primitive[] = [dot];
export const surfaces: readonly Surface[] = [dotSurface];
