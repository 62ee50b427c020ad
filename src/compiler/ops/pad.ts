import { toWhole } from "../../base/number.ts";
import { notAPad } from "../diagnostics/sizes.ts";
import type { Value } from "../3-elaborate/value.ts";
import { areKnown, hasAxes } from "./kit/check-axes.ts";
import { describe } from "./kit/show.ts";
import { tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { Attribute, Attributes } from "../4-graph/graph.ts";
import { numberAt, recordsAt, textAt } from "./kit/attributes.ts";
import { countOf, denseOf, shapeOf, stridesOf, walk } from "./kit/dense.ts";
import { knownSize } from "./kit/dims.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

interface Pad {
  readonly axis: string;
  readonly before: number;
  readonly after: number;
}

export const padsAt = (attributes: Attributes): readonly Pad[] =>
  recordsAt(attributes, "pads").map((record) => ({
    axis: textAt(record, "axis"),
    before: numberAt(record, "before"),
    after: numberAt(record, "after"),
  }));

const pads = (...list: readonly Pad[]): { readonly pads: Attribute } => ({ pads: list.map((one) => ({ ...one })) });

const pad: Primitive = {
  name: "pad",
  summary: "x with zeros before and after along some axes",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const list = padsAt(attributes);
    for (const { axis } of list) knownSize(x!.dims, axis);
    const sizeWith = (axis: string, size: number): number =>
      list.filter((one) => one.axis === axis).reduce((sum, { before, after }) => sum + before + after, size);
    const dims = x!.dims.map(({ axis, size }) => ({ axis, size: size === "batch" ? size : sizeWith(axis, size) }));
    return { ...x!, dims };
  },
  gradient: (node, dy, build) => {
    const slices = padsAt(node.attributes).map(({ axis, before }) => {
      const size = knownSize(node.operands[0]!.type.dims, axis);
      return { axis, begin: before, end: before + size, step: 1 };
    });
    return [build.node("slice", [dy], { slices })];
  },
  interpret: ([x], node, { batch }) => {
    const shape = shapeOf(node.type.dims, batch);
    const strides = stridesOf(shape);
    const before = (axis: string): number => padsAt(node.attributes).find((one) => one.axis === axis)?.before ?? 0;
    const start = node.type.dims.reduce((offset, { axis }, i) => offset + before(axis) * strides[i]!, 0);
    const out = new Float64Array(countOf(shape));
    walk(x!.shape, strides, start, (offset, at) => (out[offset] = x!.values[at]!));
    return denseOf(node.type.dims, batch, out);
  },
  samples: [
    {
      title: "after",
      operands: [float({ batch: "batch", height: 2, channel: 3 })],
      attributes: pads({ axis: "channel", before: 0, after: 2 }),
    },
    {
      title: "two axes, uneven",
      operands: [float({ batch: "batch", height: 2, width: 3, channel: 2 })],
      attributes: pads({ axis: "width", before: 1, after: 0 }, { axis: "height", before: 2, after: 1 }),
    },
  ],
};

const padOf = (axis: string, value: Value): Pad | undefined => {
  const items = value.kind === "list" ? value.items : [];
  const [before, after] = items.map((item) => (item.kind === "number" ? toWhole(item.value) : undefined));
  if (items.length !== 2 || before === undefined || after === undefined || before < 0n || after < 0n) return undefined;
  return { axis, before: Number(before), after: Number(after) };
};

const padSurface: Surface = {
  name: "pad",
  doc: "x with zeros before and after along axes: `pad(x, channel: [0, 16])`.",
  parameters: [tensorParameter("x", "the tensor")],
  axisArguments: { value: "pair", doc: "how many zeros before and after" },
  place: (args, ctx) => {
    const x = args.tensor("x");
    const written = args.axisArguments();
    const axes = written.map(({ axis }) => axis);
    if (!hasAxes(ctx, undefined, x, axes) || !areKnown(ctx, undefined, x, axes)) return undefined;
    const list: Pad[] = [];
    for (const { axis, value } of written) {
      const one = padOf(axis, value);
      if (!one) return ctx.report(notAPad, undefined, { axis, got: describe(value) });
      if (one.before + one.after) list.push(one);
    }
    return tensor(list.length ? ctx.node("pad", [x], pads(...list)) : x);
  },
};

export const primitives: readonly Primitive[] = [pad];
export const surfaces: readonly Surface[] = [padSurface];
