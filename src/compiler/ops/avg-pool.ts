import type { Attributes, TensorType } from "../4-graph/graph.ts";
import { flagAt, numberAt } from "./kit/attributes.ts";
import { knownSize } from "./kit/dims.ts";
import { planesOf, ridersOf, visitTaps, zerosOf } from "./kit/planes.ts";
import type { Planes } from "./kit/planes.ts";
import { poolParameters, poolWindow } from "./kit/pool-arguments.ts";
import { poolSamples } from "./kit/pool-samples.ts";
import type { PoolSample } from "./kit/pool-samples.ts";
import { showPair } from "./kit/window-arguments.ts";
import { slideOver, windowOf, withSizes } from "./kit/window.ts";
import type { Window } from "./kit/window.ts";
import type { Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/** Pixels by which a window divides along one direction: of the map alone, or with its padding. Extra ones never count. */
const counted = (window: Window, along: 0 | 1, index: number, pixels: number, countPad: boolean): number => {
  const begin = index * window.stride[along] - window.pad[along === 0 ? 0 : 3];
  const end = begin + window.size[along];
  const after = countPad ? window.pad[along === 0 ? 2 : 1] : 0;
  return Math.min(end, pixels + after) - (countPad ? begin : Math.max(begin, 0));
};

/** What each output divides by, [rows × columns]. */
const divisors = (window: Window, map: Planes, pooled: Planes, countPad: boolean): Float64Array =>
  Float64Array.from({ length: pooled.height * pooled.width }, (_, at) => {
    const [row, column] = [Math.floor(at / pooled.width), at % pooled.width];
    return counted(window, 0, row, map.height, countPad) * counted(window, 1, column, map.width, countPad);
  });

interface Layout {
  readonly type: TensorType;
  readonly shape: readonly number[];
}

/** Calls `visit(x, y, divisor)` for each pixel under each window, channel by channel. */
const visitMeans = (
  x: Layout,
  y: Layout,
  attributes: Attributes,
  visit: (x: number, y: number, divisor: number) => void,
): void => {
  const riders = ridersOf(x.type);
  const [map, pooled] = [planesOf(x.type, x.shape, riders), planesOf(y.type, y.shape, riders)];
  const window = windowOf(attributes);
  const by = divisors(window, map, pooled, flagAt(attributes, "countPad"));
  visitTaps(map, pooled, window, (xAt, yAt, _tap, position) => {
    for (let c = 0; c < map.channels; c++) visit(xAt + c * map.byChannel, yAt + c * pooled.byChannel, by[position]!);
  });
};

const samples: readonly PoolSample[] = poolSamples.flatMap(({ title, x, attributes }) => {
  const padded = (attributes.pad as readonly number[]).some((side) => side > 0);
  const counting = { title, x, attributes: { ...attributes, countPad: true } };
  if (!padded) return [counting];
  return [counting, { title: `${title}; padding doesn't count`, x, attributes: { ...attributes, countPad: false } }];
});

/** The mean under each window. With `countPad` padding counts as zeros; rows that only rounding up looks at never do. */
export const avgPool: Primitive = {
  name: "avg_pool",
  summary:
    "y[p, c] = Σ over taps of x[p·stride + tap − pad, c] / pixels under the window (with its padding if countPad).",
  operandNames: ["x"],
  infer: ([x], attributes) => slideOver(x!, windowOf(attributes)),
  gradient: (node, dy, build) => [
    build.node("avg_pool_gradient", [dy], {
      ...node.attributes,
      height: knownSize(node.operands[0]!.type.dims, "height"),
      width: knownSize(node.operands[0]!.type.dims, "width"),
    }),
  ],
  interpret: ([x], node, context) => {
    const y = zerosOf(node.type, context);
    const from = { type: node.operands[0]!.type, shape: x!.shape };
    visitMeans(from, { type: node.type, shape: y.shape }, node.attributes, (xAt, yAt, divisor) => {
      y.values[yAt]! += x!.values[xAt]! / divisor;
    });
    return y;
  },
  samples: samples.map(({ title, x, attributes }) => ({ title, operands: [{ type: x }], attributes })),
};

/** The transpose of `avg_pool`; linear, so its own gradient is `avg_pool` again. */
export const avgPoolGradient: Primitive = {
  name: "avg_pool_gradient",
  summary: "dx[q, c] = Σ over the windows p that see q of dy[p, c] / pixels under p.",
  operandNames: ["dy"],
  infer: ([dy], attributes) => ({
    kind: "float",
    dims: withSizes(dy!.dims, { height: numberAt(attributes, "height"), width: numberAt(attributes, "width") }),
  }),
  gradient: (node, g, build) => {
    const { size, stride, pad, extra, countPad } = node.attributes;
    return [
      build.node("avg_pool", [g], { size: size!, stride: stride!, pad: pad!, extra: extra!, countPad: countPad! }),
    ];
  },
  interpret: ([dy], node, context) => {
    const dx = zerosOf(node.type, context);
    const to = { type: node.operands[0]!.type, shape: dy!.shape };
    visitMeans({ type: node.type, shape: dx.shape }, to, node.attributes, (xAt, yAt, divisor) => {
      dx.values[xAt]! += dy!.values[yAt]! / divisor;
    });
    return dx;
  },
  samples: samples.map(({ title, x, attributes }) => ({
    title,
    operands: [{ type: slideOver(x, windowOf(attributes)) }],
    attributes: { ...attributes, height: knownSize(x.dims, "height"), width: knownSize(x.dims, "width") },
  })),
};

const surface: Surface = {
  name: "avg_pool",
  doc: "The mean under each window of k × k, channel by channel.",
  parameters: [
    ...poolParameters,
    {
      name: "count_pad",
      doc: "padding counts as zeros: a padded window divides by all its k * k pixels; `false`: by the map's own",
      type: { kind: "bool" },
      default: "true",
    },
  ],
  title: (args) => `avg_pool ${showPair(args.value("k"))}`,
  place: (args, ctx) => {
    const x = args.tensor("x");
    const window = poolWindow(x, args, ctx);
    if (!window) return undefined;
    const { size, stride, pad, extra } = window;
    const countPad = args.flag("count_pad") ?? true;
    return { kind: "tensor", node: ctx.node("avg_pool", [x], { size, stride, pad, extra, countPad }) };
  },
};

export const primitives: readonly Primitive[] = [avgPool, avgPoolGradient];
export const surfaces: readonly Surface[] = [surface];
