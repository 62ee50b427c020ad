import { areKnown, hasAxes } from "./kit/check-axes.ts";
import { axisParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import { textAt } from "./kit/attributes.ts";
import { arrange, denseOf, rowsOf } from "./kit/dense.ts";
import { dimOf, maskOf } from "./kit/dims.ts";
import { bestFirst } from "./kit/order.ts";
import { distinct, float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

/**
 * Marks pairs from the largest overlap down, each row and each column in at most one, until nothing above 0 is left.
 * `overlap` is rows × columns.
 */
const matchGreedily = (overlap: Float64Array, columns: number, out: Float64Array): void => {
  const rowTaken = new Set<number>();
  const columnTaken = new Set<number>();
  for (const at of bestFirst(overlap)) {
    if (!(overlap[at]! > 0)) return;
    const [row, column] = [Math.floor(at / columns), at % columns];
    if (rowTaken.has(row) || columnTaken.has(column)) continue;
    rowTaken.add(row);
    columnTaken.add(column);
    out[at] = 1;
  }
};

const greedyMatch: Primitive = {
  name: "greedy_match",
  summary:
    "pairs along two axes from the largest overlap down: every `each` that overlaps anything owns one `owns`, none owns two; equals in the order of `each`, then `owns`",
  operandNames: ["overlap"],
  infer: ([overlap], attributes) => {
    for (const name of ["each", "owns"]) dimOf(overlap!.dims, textAt(attributes, name));
    return maskOf(overlap!.dims);
  },
  interpret: ([overlap], node, { batch }) => {
    const { dims } = node.type;
    const [each, owns] = [textAt(node.attributes, "each"), textAt(node.attributes, "owns")];
    const { values, rows, count, order } = rowsOf(overlap!, dims, [each, owns], batch);
    const columns = overlap!.shape[dims.findIndex(({ axis }) => axis === owns)]!;
    const out = new Float64Array(values.length);
    for (let row = 0; row < rows; row++) {
      const range = [row * count, (row + 1) * count] as const;
      matchGreedily(values.subarray(...range), columns, out.subarray(...range));
    }
    return denseOf(dims, batch, arrange(out, order, dims, batch));
  },
  samples: [
    {
      title: "more anchors than objects",
      operands: [distinct({ batch: "batch", anchor: 5, object: 3 })],
      attributes: { each: "object", owns: "anchor" },
      gradient: false,
    },
    {
      title: "an object that overlaps nothing, a tie",
      operands: [float({ object: 3, anchor: 3 }, { values: [0.5, 0.7, 0, 0.7, 0.6, 0.1, 0, 0, 0] })],
      attributes: { each: "object", owns: "anchor" },
      gradient: false,
    },
  ],
};

const greedyMatchSurface: Surface = {
  name: "greedy_match",
  doc: "Pairs along two axes, as a mask: from the largest overlap down, every `each` that overlaps anything owns one `owns`, and none is owned twice. No gradient.",
  parameters: [
    tensorParameter("overlap", "how well each pair fits; 0 and less never pairs"),
    axisParameter("each", "the axis of the owners"),
    axisParameter("owns", "the axis of what they own"),
  ],
  place: (args, ctx) => {
    const overlap = args.tensor("overlap");
    const [each, owns] = [args.axis("each")!, args.axis("owns")!];
    const known = hasAxes(ctx, undefined, overlap, [each, owns]) && areKnown(ctx, undefined, overlap, [each, owns]);
    return known ? tensor(ctx.node("greedy_match", [overlap], { each, owns })) : undefined;
  },
};

export const primitives: readonly Primitive[] = [greedyMatch];
export const surfaces: readonly Surface[] = [greedyMatchSurface];
