import type { GraphBuilder } from "../4-graph/builder.ts";
import type { Attribute, Attributes, Node } from "../4-graph/graph.ts";
import { numberAt, recordsAt, textAt } from "./kit/attributes.ts";
import { denseOf, readStrided, shapeOf, stridesOf } from "./kit/dense.ts";
import { freshAxis, knownSize } from "./kit/dims.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

interface Slice {
  readonly axis: string;
  readonly begin: number;
  readonly end: number;
  readonly step: number;
}

export const slicesAt = (attributes: Attributes): readonly Slice[] =>
  recordsAt(attributes, "slices").map((record) => ({
    axis: textAt(record, "axis"),
    begin: numberAt(record, "begin"),
    end: numberAt(record, "end"),
    step: numberAt(record, "step"),
  }));

const lengthOf = ({ begin, end, step }: Slice): number => Math.max(0, Math.ceil((end - begin) / step));

const slices = (...list: readonly Slice[]): { readonly slices: Attribute } => ({
  slices: list.map((one) => ({ ...one })),
});

/**
 * dx along one axis: turned around where the step is negative, then each number followed by `|step| - 1` zeros, then zeros up to
 * the full size.
 */
const spread = (build: GraphBuilder, dy: Node, slice: Slice, size: number): Node => {
  const { axis } = slice;
  const count = lengthOf(slice);
  const step = Math.abs(slice.step);
  const cut = (x: Node, begin: number, end: number, by: number): Node =>
    build.node("slice", [x], slices({ axis, begin, end, step: by }));
  const padded = (x: Node, along: string, before: number, after: number): Node =>
    before + after ? build.node("pad", [x], { pads: [{ axis: along, before, after }] }) : x;

  let x = slice.step < 0 ? cut(dy, count - 1, -1, -1) : dy;
  const first = slice.step < 0 ? slice.begin - (count - 1) * step : slice.begin;
  if (step > 1 && count > 1) {
    const gap = freshAxis(x.type.dims, "gap");
    const apart = build.node("split", [x], {
      axis,
      into: [
        { axis, size: count },
        { axis: gap, size: 1 },
      ],
    });
    const spaced = build.node("merge", [padded(apart, gap, 0, step - 1)], { axes: [axis, gap], into: axis });
    x = cut(spaced, 0, (count - 1) * step + 1, 1);
  }
  return padded(x, axis, first, size - first - ((count - 1) * step + 1));
};

const slice: Primitive = {
  name: "slice",
  summary: "the numbers from `begin` up to but without `end` along some axes, every `step`th",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const list = slicesAt(attributes);
    for (const one of list) {
      const size = knownSize(x!.dims, one.axis);
      const inside = one.step > 0 ? one.begin >= 0 && one.end <= size : one.begin < size && one.end >= -1;
      if (!one.step || !inside) throw new Error(`slice ${JSON.stringify(one)} of ${size}`);
    }
    const sizes = new Map(list.map((one) => [one.axis, lengthOf(one)]));
    return { ...x!, dims: x!.dims.map(({ axis, size }) => ({ axis, size: sizes.get(axis) ?? size })) };
  },
  gradient: (node, dy, build) => {
    const sizeOf = (axis: string): number => knownSize(node.operands[0]!.type.dims, axis);
    return [slicesAt(node.attributes).reduce((x, one) => spread(build, x, one, sizeOf(one.axis)), dy)];
  },
  interpret: ([x], node, { batch }) => {
    const strides = stridesOf(x!.shape);
    const cuts = new Map(slicesAt(node.attributes).map((one) => [one.axis, one]));
    const { dims } = node.type;
    const start = dims.reduce((offset, { axis }, i) => offset + (cuts.get(axis)?.begin ?? 0) * strides[i]!, 0);
    const steps = dims.map(({ axis }, i) => (cuts.get(axis)?.step ?? 1) * strides[i]!);
    return denseOf(dims, batch, readStrided(x!.values, shapeOf(dims, batch), steps, start));
  },
  samples: [
    {
      title: "a range",
      operands: [float({ batch: "batch", height: 3, channel: 6 })],
      attributes: slices({ axis: "channel", begin: 2, end: 5, step: 1 }),
    },
    {
      title: "every second pixel",
      operands: [float({ batch: "batch", height: 5, width: 6, channel: 2 })],
      attributes: slices({ axis: "height", begin: 0, end: 5, step: 2 }, { axis: "width", begin: 0, end: 6, step: 2 }),
    },
    {
      title: "every third from the second",
      operands: [float({ token: 8, channel: 2 })],
      attributes: slices({ axis: "token", begin: 1, end: 7, step: 3 }),
    },
    {
      title: "backwards",
      operands: [float({ width: 4, channel: 2 })],
      attributes: slices({ axis: "width", begin: 3, end: -1, step: -1 }),
    },
    {
      title: "backwards by two",
      operands: [float({ batch: "batch", width: 6 })],
      attributes: slices({ axis: "width", begin: 4, end: 0, step: -2 }),
    },
    {
      title: "one position",
      operands: [float({ batch: "batch", token: 4, channel: 2 })],
      attributes: slices({ axis: "token", begin: 0, end: 1, step: 1 }),
    },
  ],
};

export const primitives: readonly Primitive[] = [slice];
