import { areKnown, hasAxes } from "./kit/check-axes.ts";
import { axisParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import { textAt } from "./kit/attributes.ts";
import { denseOf, rowsOf } from "./kit/dense.ts";
import { indexInto, sizeOf, without } from "./kit/dims.ts";
import { distinct, float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const argmax: Primitive = {
  name: "argmax",
  summary: "where along `over` x is largest; of equals the first",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const over = textAt(attributes, "over");
    return indexInto(over, sizeOf(x!.dims, over), without(x!.dims, [over]));
  },
  interpret: (inputs, node, { batch }) => {
    const { values, rows, count } = rowsOf(
      inputs[0]!,
      node.operands[0]!.type.dims,
      [textAt(node.attributes, "over")],
      batch,
    );
    const out = new Float64Array(rows);
    for (let row = 0; row < rows; row++)
      for (let i = 1; i < count; i++) if (values[row * count + i]! > values[row * count + out[row]!]!) out[row] = i;
    return denseOf(node.type.dims, batch, out);
  },
  samples: [
    {
      title: "the last axis",
      operands: [distinct({ batch: "batch", class: 5 })],
      attributes: { over: "class" },
      gradient: false,
    },
    {
      title: "an axis in the middle",
      operands: [distinct({ batch: "batch", object: 4, anchor: 3 })],
      attributes: { over: "object" },
      gradient: false,
    },
    {
      title: "ties",
      operands: [float({ row: 2, class: 3 }, { values: [1, 2, 2, 3, 3, 0] })],
      attributes: { over: "class" },
      gradient: false,
    },
  ],
};

const argmaxSurface: Surface = {
  name: "argmax",
  doc: "Where along `over` x is largest, as an index into that axis, which goes; of equals the first.",
  parameters: [tensorParameter("x", "the numbers"), axisParameter("over", "the axis that is searched")],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const over = args.axis("over")!;
    if (!hasAxes(ctx, "over", x, [over]) || !areKnown(ctx, "over", x, [over])) return undefined;
    return tensor(ctx.node("argmax", [x], { over }));
  },
};

export const primitives: readonly Primitive[] = [argmax];
export const surfaces: readonly Surface[] = [argmaxSurface];
