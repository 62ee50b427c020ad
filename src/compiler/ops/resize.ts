import type { TensorType } from "../4-graph/graph.ts";
import { numberAt, textAt } from "./kit/attributes.ts";
import { knownSize } from "./kit/dims.ts";
import { planesOf, ridersOf, zerosOf } from "./kit/planes.ts";
import { knowsItsSizes } from "./kit/window-arguments.ts";
import { withSizes } from "./kit/window.ts";
import type { Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/** One source pixel of an output pixel along one direction. */
interface Tap {
  readonly from: number;
  readonly weight: number;
}

/**
 * Which pixels of `size` each of `out` pixels is made from, with centres at half pixels: the centre of pixel o lies at
 * (o + 1/2) · size / out of the source. Beyond the outermost centres the edge goes on.
 */
const tapsAlong = (size: number, out: number, method: string): readonly (readonly Tap[])[] =>
  Array.from({ length: out }, (_, o) => {
    // Whole-number arithmetic, so that no rounding moves a centre across an edge.
    if (method === "nearest") return [{ from: Math.floor(((2 * o + 1) * size) / (2 * out)), weight: 1 }];
    const centre = Math.min(Math.max(((o + 0.5) * size) / out - 0.5, 0), size - 1);
    const from = Math.floor(centre);
    const weight = centre - from;
    return weight === 0
      ? [{ from, weight: 1 }]
      : [
          { from, weight: 1 - weight },
          { from: from + 1, weight },
        ];
  });

interface Layout {
  readonly type: TensorType;
  readonly shape: readonly number[];
}

/** Calls `visit(x, y, weight)` for each pixel of `x` that goes into one of `y`, places in memory. */
const visitWeights = (
  x: Layout,
  y: Layout,
  method: string,
  visit: (x: number, y: number, weight: number) => void,
): void => {
  const riders = ridersOf(x.type);
  const [from, to] = [planesOf(x.type, x.shape, riders), planesOf(y.type, y.shape, riders)];
  const rows = tapsAlong(from.height, to.height, method);
  const columns = tapsAlong(from.width, to.width, method);
  for (const [map, start] of from.starts.entries())
    for (const [row, vertical] of rows.entries())
      for (const [column, horizontal] of columns.entries()) {
        const toAt = to.starts[map]! + row * to.byRow + column * to.byColumn;
        for (const i of vertical)
          for (const j of horizontal)
            for (let c = 0; c < from.channels; c++)
              visit(
                start + i.from * from.byRow + j.from * from.byColumn + c * from.byChannel,
                toAt + c * to.byChannel,
                i.weight * j.weight,
              );
      }
};

const resized = (type: TensorType, height: number, width: number): TensorType => ({
  kind: "float",
  dims: withSizes(type.dims, { height, width }),
});

const cases = ["nearest", "bilinear"].flatMap((method) =>
  (
    [
      ["twice as large", 3, 4, 6, 8],
      ["half as large", 4, 6, 2, 3],
      ["uneven", 3, 4, 5, 3],
      ["from one pixel", 1, 1, 3, 2],
      ["to one pixel", 3, 4, 1, 1],
      ["as large as before", 2, 3, 2, 3],
    ] as const
  ).flatMap(([title, height, width, toHeight, toWidth]) => [
    { title: `${method}, ${title}`, method, height, width, toHeight, toWidth, first: false },
    ...(title === "uneven"
      ? [{ title: `${method}, ${title}, channel first`, method, height, width, toHeight, toWidth, first: true }]
      : []),
  ]),
);

const mapOf = (height: number, width: number, channelFirst: boolean): TensorType => {
  const pixels = [
    { axis: "height", size: height },
    { axis: "width", size: width },
  ];
  const channel = { axis: "channel", size: 2 };
  return {
    kind: "float",
    dims: [{ axis: "batch", size: "batch" }, ...(channelFirst ? [channel, ...pixels] : [...pixels, channel])],
  };
};

/** Each axis of the map brought to a size; no antialiasing. */
const resize: Primitive = {
  name: "resize",
  summary:
    "Each pixel is the nearest one, or the bilinear mean of the four around it; centres at half pixels, no antialiasing.",
  operandNames: ["x"],
  infer: ([x], attributes) => resized(x!, numberAt(attributes, "height"), numberAt(attributes, "width")),
  gradient: (node, dy, build) => {
    const { dims } = node.operands[0]!.type;
    const sizes = { height: knownSize(dims, "height"), width: knownSize(dims, "width") };
    return [build.node("resize_gradient", [dy], { ...sizes, method: textAt(node.attributes, "method") })];
  },
  interpret: ([x], node, context) => {
    const y = zerosOf(node.type, context);
    const from = { type: node.operands[0]!.type, shape: x!.shape };
    visitWeights(from, { type: node.type, shape: y.shape }, textAt(node.attributes, "method"), (xAt, yAt, weight) => {
      y.values[yAt]! += x!.values[xAt]! * weight;
    });
    return y;
  },
  samples: cases.map(({ title, method, height, width, toHeight, toWidth, first }) => ({
    title,
    operands: [{ type: mapOf(height, width, first) }],
    attributes: { height: toHeight, width: toWidth, method },
  })),
};

/** The transpose of `resize`; linear, so its own gradient is `resize` again. */
const resizeGradient: Primitive = {
  name: "resize_gradient",
  summary: "Each pixel gets Σ dy · its weight in each resized pixel; `height` and `width` are those before resizing.",
  operandNames: ["dy"],
  infer: ([dy], attributes) => resized(dy!, numberAt(attributes, "height"), numberAt(attributes, "width")),
  gradient: (node, g, build) => {
    const { dims } = node.operands[0]!.type;
    const sizes = { height: knownSize(dims, "height"), width: knownSize(dims, "width") };
    return [build.node("resize", [g], { ...sizes, method: textAt(node.attributes, "method") })];
  },
  interpret: ([dy], node, context) => {
    const dx = zerosOf(node.type, context);
    const to = { type: node.operands[0]!.type, shape: dy!.shape };
    visitWeights({ type: node.type, shape: dx.shape }, to, textAt(node.attributes, "method"), (xAt, yAt, weight) => {
      dx.values[xAt]! += dy!.values[yAt]! * weight;
    });
    return dx;
  },
  samples: cases.map(({ title, method, height, width, toHeight, toWidth, first }) => ({
    title,
    operands: [{ type: mapOf(toHeight, toWidth, first) }],
    attributes: { height, width, method },
  })),
};

const surface: Surface = {
  name: "resize",
  doc: "Brings a map to height × width. Centres lie at half pixels, without antialiasing.",
  parameters: [
    { name: "x", doc: "the map", type: { kind: "tensor", axes: ["height", "width", "channel"] } },
    { name: "height", doc: "rows that come out", type: { kind: "int", least: 1 } },
    { name: "width", doc: "columns that come out", type: { kind: "int", least: 1 } },
    {
      name: "method",
      doc: "`nearest` pixel, or `bilinear` mean of the four around",
      type: { kind: "choice", of: ["nearest", "bilinear"] },
      default: "bilinear",
    },
  ],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const [height, width] = [args.float("height"), args.float("width")];
    if (height === undefined || width === undefined || !knowsItsSizes(x, ctx)) return undefined;
    return {
      kind: "tensor",
      node: ctx.node("resize", [x], { height, width, method: args.choice("method") ?? "bilinear" }),
    };
  },
};

export const primitives: readonly Primitive[] = [resize, resizeGradient];
export const surfaces: readonly Surface[] = [surface];
