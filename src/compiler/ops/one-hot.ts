import { rangeUnknown } from "../diagnostics/sizes.ts";
import { areFree } from "./kit/check-axes.ts";
import { countParameter, indexParameter, tensor } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import { sizeAt, textAt } from "./kit/attributes.ts";
import { denseOf, shapeOf } from "./kit/dense.ts";
import { index } from "./kit/sample-types.ts";
import { maskOf } from "./kit/dims.ts";
import type { Primitive } from "./primitive.ts";

const oneHot: Primitive = {
  name: "one_hot",
  summary: "1 where the index points, else 0, along a new last axis; all 0 for an index that points nowhere (-1)",
  operandNames: ["index"],
  infer: ([x], attributes) =>
    maskOf([...x!.dims, { axis: textAt(attributes, "axis"), size: sizeAt(attributes, "size") }]),
  interpret: ([x], node, { batch }) => {
    const size = shapeOf(node.type.dims, batch).at(-1)!;
    const out = new Float64Array(x!.values.length * size);
    x!.values.forEach((at, i) => {
      if (at >= 0 && at < size) out[i * size + at] = 1;
    });
    return denseOf(node.type.dims, batch, out);
  },
  samples: [
    {
      title: "a label for each picture",
      operands: [index("class", 4, { batch: "batch" })],
      attributes: { axis: "class", size: 4 },
      gradient: false,
    },
    {
      title: "one that points nowhere",
      operands: [index("class", 3, { object: 3 }, { values: [2, -1, 0] })],
      attributes: { axis: "class", size: 3 },
      gradient: false,
    },
  ],
};

const oneHotSurface: Surface = {
  name: "one_hot",
  doc: "1 where the index points, else 0, along the axis that it points into; all 0 where it points nowhere (-1).",
  parameters: [
    indexParameter("index", "the index"),
    countParameter("size", "the size of that axis, where the index doesn't know it", "none"),
  ],
  place: (args, ctx) => {
    const at = args.tensor("index");
    const axis = at.type.of!;
    const size = args.float("size") ?? at.type.range;
    if (!areFree(ctx, "index", at.type.dims, [axis])) return undefined;
    if (size === undefined) return ctx.report(rangeUnknown, "index", { callee: ctx.callee, of: axis });
    return tensor(ctx.node("one_hot", [at], { axis, size }));
  },
};

export const primitives: readonly Primitive[] = [oneHot];
export const surfaces: readonly Surface[] = [oneHotSurface];
