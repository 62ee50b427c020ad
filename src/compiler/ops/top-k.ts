import { tooManyAsked } from "../diagnostics/sizes.ts";
import { areFree, areKnown, hasAxes } from "./kit/check-axes.ts";
import { axisParameter, countParameter, record, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import { numberAt, textAt } from "./kit/attributes.ts";
import { arrange, denseOf, rowsOf } from "./kit/dense.ts";
import { indexInto, knownSize, replaced, sizeOf, without } from "./kit/dims.ts";
import { bestFirst } from "./kit/order.ts";
import { distinct, float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const topK: Primitive = {
  name: "top_k",
  summary: "where along `over` the k largest numbers are, largest first, along `as`; equals in their order",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const over = textAt(attributes, "over");
    const k = numberAt(attributes, "k");
    return indexInto(
      over,
      sizeOf(x!.dims, over),
      replaced(x!.dims, [over], [{ axis: textAt(attributes, "as"), size: k }]),
    );
  },
  interpret: ([x], node, { batch }) => {
    const { dims } = node.operands[0]!.type;
    const over = textAt(node.attributes, "over");
    const k = numberAt(node.attributes, "k");
    const { values, rows, count } = rowsOf(x!, dims, [over], batch);
    const out = new Float64Array(rows * k);
    for (let row = 0; row < rows; row++)
      out.set(bestFirst(values.subarray(row * count, (row + 1) * count)).slice(0, k), row * k);
    const order = [...without(dims, [over]), { axis: textAt(node.attributes, "as"), size: k }];
    return denseOf(node.type.dims, batch, arrange(out, order, node.type.dims, batch));
  },
  samples: [
    {
      title: "of the last axis",
      operands: [distinct({ batch: "batch", anchor: 6 })],
      attributes: { over: "anchor", k: 3, as: "proposal" },
      gradient: false,
    },
    {
      title: "of an axis in the middle, under its own name",
      operands: [distinct({ batch: "batch", anchor: 4, class: 2 })],
      attributes: { over: "anchor", k: 2, as: "anchor" },
      gradient: false,
    },
    {
      title: "ties",
      operands: [float({ anchor: 5 }, { values: [1, 3, 2, 3, 2] })],
      attributes: { over: "anchor", k: 4, as: "proposal" },
      gradient: false,
    },
  ],
};

const topKSurface: Surface = {
  name: "top_k",
  doc: "The k largest numbers along `over`, largest first, along `as` in its place: `{ index, value }`; equals in their order.",
  gives: { kind: "record", fields: ["value", "index"] },
  parameters: [
    tensorParameter("x", "the numbers"),
    countParameter("k", "how many"),
    axisParameter("over", "the axis that is searched"),
    axisParameter("as", "the axis of what is found"),
  ],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const [over, as, k] = [args.axis("over")!, args.axis("as")!, args.float("k")!];
    if (!hasAxes(ctx, "over", x, [over]) || !areKnown(ctx, "over", x, [over])) return undefined;
    if (!areFree(ctx, "as", without(x.type.dims, [over]), [as])) return undefined;
    const size = knownSize(x.type.dims, over);
    if (k > size) return ctx.report(tooManyAsked, "k", { callee: ctx.callee, asked: k, axis: over, size });
    const index = ctx.node("top_k", [x], { over, k, as });
    return record({ index, value: ctx.node("gather", [x, index]) });
  },
};

export const primitives: readonly Primitive[] = [topK];
export const surfaces: readonly Surface[] = [topKSurface];
