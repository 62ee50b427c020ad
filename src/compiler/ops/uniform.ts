import { sizesLeftOut } from "../diagnostics/sizes.ts";
import type { Dim } from "../4-graph/graph.ts";
import { dimsAt, dimsAttribute } from "./kit/attributes.ts";
import { countOf, denseOf, shapeOf } from "./kit/dense.ts";
import { floatOf } from "./kit/dims.ts";
import { tensor } from "./kit/parameters.ts";
import { dimsFrom } from "./kit/sample-types.ts";
import { distinctSizes } from "./kit/written-sizes.ts";
import type { Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

const uniform: Primitive = {
  name: "uniform",
  summary: "random numbers in [0, 1), drawn anew each step",
  operandNames: [],
  infer: (_operands, attributes) => floatOf(dimsAt(attributes, "dims")),
  interpret: (_inputs, node, context) => {
    const { dims } = node.type;
    return denseOf(dims, context.batch, context.random(node, countOf(shapeOf(dims, context.batch))));
  },
  samples: [
    {
      title: "for each picture",
      operands: [],
      attributes: { dims: dimsAttribute(dimsFrom({ batch: "batch", proposal: 5 })) },
      gradient: false,
    },
  ],
};

const uniformSurface: Surface = {
  name: "uniform",
  doc: "Random numbers in [0, 1), drawn anew each step: `uniform([proposal: 300])`; with `batch` among the axes for each picture its own.",
  parameters: [{ name: "sizes", doc: "the axes with their sizes; `batch` without one", type: { kind: "sizes" } }],
  place: (args, ctx) => {
    const sizes = distinctSizes(args, ctx, "sizes");
    if (!sizes) return undefined;
    const open = sizes.filter(({ axis, size }) => (size === undefined) !== (axis === "batch")).map(({ axis }) => axis);
    if (open.length) return ctx.report(sizesLeftOut, "sizes", { callee: ctx.callee, axes: open, most: 0 });
    const dims = sizes.map(({ axis, size }): Dim => ({ axis, size: size ?? "batch" }));
    return tensor(ctx.node("uniform", [], { dims: dimsAttribute(dims) }));
  },
};

export const primitives: readonly Primitive[] = [uniform];
export const surfaces: readonly Surface[] = [uniformSurface];
