import { hasAxes } from "./kit/check-axes.ts";
import { axisParameter, flagParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import { flagAt, textAt } from "./kit/attributes.ts";
import { arrange, denseOf, rowsOf } from "./kit/dense.ts";
import { floatOf } from "./kit/dims.ts";
import { bestFirst } from "./kit/order.ts";
import { distinct, float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const rank: Primitive = {
  name: "rank",
  summary: "the place of each number along `over` when sorted, from 0; equals keep their order",
  operandNames: ["x"],
  infer: ([x]) => floatOf(x!.dims),
  interpret: ([x], node, { batch }) => {
    const { dims } = node.type;
    const { values, rows, count, order } = rowsOf(x!, dims, [textAt(node.attributes, "over")], batch);
    const out = new Float64Array(values.length);
    for (let row = 0; row < rows; row++) {
      const part = values.subarray(row * count, (row + 1) * count);
      const sorted = bestFirst(flagAt(node.attributes, "descending") ? part : part.map((value) => -value));
      sorted.forEach((at, place) => (out[row * count + at] = place));
    }
    return denseOf(dims, batch, arrange(out, order, dims, batch));
  },
  samples: [
    {
      title: "ascending",
      operands: [distinct({ batch: "batch", anchor: 6 })],
      attributes: { over: "anchor", descending: false },
      gradient: false,
    },
    {
      title: "descending, an axis in the middle",
      operands: [distinct({ batch: "batch", anchor: 4, class: 2 })],
      attributes: { over: "anchor", descending: true },
      gradient: false,
    },
    {
      title: "ties",
      operands: [float({ anchor: 5 }, { values: [1, 3, 1, 3, -Infinity] })],
      attributes: { over: "anchor", descending: true },
      gradient: false,
    },
    {
      title: "ties, ascending",
      operands: [float({ anchor: 5 }, { values: [1, 3, 1, 3, -Infinity] })],
      attributes: { over: "anchor", descending: false },
      gradient: false,
    },
  ],
};

const rankSurface: Surface = {
  name: "rank",
  doc: "The place of each number along `over` when sorted, from 0; equals keep their order. No gradient.",
  parameters: [
    tensorParameter("x", "the numbers"),
    axisParameter("over", "the axis along which they are compared; it stays"),
    flagParameter("descending", "the largest is 0"),
  ],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const over = args.axis("over")!;
    if (!hasAxes(ctx, "over", x, [over])) return undefined;
    return tensor(ctx.node("rank", [x], { over, descending: args.flag("descending") ?? false }));
  },
};

export const primitives: readonly Primitive[] = [rank];
export const surfaces: readonly Surface[] = [rankSurface];
