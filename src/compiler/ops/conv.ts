import type { Initializer, Node } from "../4-graph/graph.ts";
import { groupsDontDivide } from "../diagnostics/convolution.ts";
import { numberAt } from "./kit/attributes.ts";
import { convSamples } from "./kit/conv-samples.ts";
import { convolutionWork, kernelWindow, pairMaps, visitProducts } from "./kit/convolution.ts";
import { knownSize } from "./kit/dims.ts";
import { zerosOf } from "./kit/planes.ts";
import { knowsItsSizes, padArgument, pairArgument, showPair, windowFits } from "./kit/window-arguments.ts";
import { slideOver } from "./kit/window.ts";
import type { Window } from "./kit/window.ts";
import type { Primitive } from "./primitive.ts";
import type { Arguments, PlaceContext, Surface } from "./surface.ts";

/**
 * Cross-correlation of a map with a kernel [kernel_height, kernel_width, input, channel], in groups. Axes other than height, width
 * and channel ride along; the result keeps x's order of axes. Pads may be larger than the window: it then sees zeros alone.
 */
export const conv: Primitive = {
  name: "conv",
  summary: "y[p, o] = Σ over taps and c in o's group of x[p·stride + tap·dilation − pad, c] · kernel[tap, c, o].",
  operandNames: ["x", "kernel"],
  infer: ([x, kernel], attributes) =>
    slideOver(x!, kernelWindow({ attributes }, kernel!), knownSize(kernel!.dims, "channel")),
  gradient: (node, dy, build) => {
    const [x, kernel] = node.operands as [Node, Node];
    return [
      build.node("conv_input_gradient", [dy, kernel], {
        ...node.attributes,
        height: knownSize(x.type.dims, "height"),
        width: knownSize(x.type.dims, "width"),
        channel: knownSize(x.type.dims, "channel"),
      }),
      build.node("conv_kernel_gradient", [x, dy], {
        ...node.attributes,
        kernel: [knownSize(kernel.type.dims, "kernel_height"), knownSize(kernel.type.dims, "kernel_width")],
      }),
    ];
  },
  interpret: ([x, kernel], node, context) => {
    const [xNode, kernelNode] = node.operands;
    const y = zerosOf(node.type, context);
    const maps = pairMaps({ type: xNode!.type, shape: x!.shape }, { type: node.type, shape: y.shape });
    const window = kernelWindow(node, kernelNode!.type);
    visitProducts({ ...maps, window, groups: numberAt(node.attributes, "groups") }, (xAt, k, yAt, count, by) => {
      const value = x!.values[xAt]!;
      for (let i = 0; i < count; i++) y.values[yAt + i * by]! += value * kernel!.values[k + i]!;
    });
    return y;
  },
  multiplyAdds: (node) => convolutionWork(node.type, node.operands[1]!.type),
  samples: convSamples.map(({ title, x, kernel, attributes }) => ({
    title,
    operands: [{ type: x }, { type: kernel }],
    attributes,
  })),
};

interface Settings {
  readonly out: number;
  readonly groups: number;
  readonly window: Window;
}

const settingsOf = (args: Arguments, ctx: PlaceContext): Settings | undefined => {
  const size = pairArgument(args, ctx, "k");
  const stride = pairArgument(args, ctx, "stride", [1, 1]);
  const dilation = pairArgument(args, ctx, "dilation", [1, 1]);
  const out = args.float("out");
  if (!size || !stride || !dilation || out === undefined) return undefined;
  const pad = padArgument(args, { size, dilation });
  return pad && { out, groups: args.float("groups") ?? 1, window: { size, stride, dilation, pad, extra: [0, 0] } };
};

const groupsDivide = (input: number, { out, groups }: Settings, ctx: PlaceContext): boolean => {
  const side = input % groups ? "input" : out % groups ? "out" : undefined;
  if (side) ctx.report(groupsDontDivide, "groups", { callee: ctx.callee, groups, input, out, side });
  return side === undefined;
};

/** He's normal rule by what goes out, not divided by the groups, as PyTorch has it. */
const heNormal = ({ out, window }: Settings): Initializer => ({
  kind: "normal",
  deviation: Math.sqrt(2 / (out * window.size[0] * window.size[1])),
});

const place = (args: Arguments, ctx: PlaceContext): Node | undefined => {
  const x = args.tensor("x");
  const settings = settingsOf(args, ctx);
  if (!settings || !knowsItsSizes(x, ctx)) return undefined;
  const { out, groups, window } = settings;
  const input = knownSize(x.type.dims, "channel");
  if (!groupsDivide(input, settings, ctx) || !windowFits(x, window, ctx)) return undefined;
  const kernel = ctx.variable(
    "kernel",
    [
      { axis: "kernel_height", size: window.size[0] },
      { axis: "kernel_width", size: window.size[1] },
      { axis: "input", size: input / groups },
      { axis: "channel", size: out },
    ],
    args.init("init") ?? heNormal(settings),
  );
  const { stride, pad, dilation } = window;
  const y = ctx.node("conv", [x, kernel], { stride, pad, dilation, groups });
  if (!args.flag("bias")) return y;
  return ctx.node("add", [y, ctx.variable("bias", [{ axis: "channel", size: out }], { kind: "constant", value: 0 })]);
};

const convSurface: Surface = {
  name: "conv",
  doc: "Slides `out` kernels of k × k over a map: y[p, o] = Σ x[p·stride + tap·dilation − pad, c] · kernel[tap, c, o] over taps and the channels c of o's group. No bias unless asked for.",
  ownsWeights: true,
  parameters: [
    { name: "x", doc: "the map", type: { kind: "tensor", axes: ["height", "width", "channel"] } },
    { name: "k", doc: "edge of the kernel in pixels, or [height, width]", type: { kind: "value" } },
    { name: "out", doc: "channels that come out", type: { kind: "int", least: 1 } },
    {
      name: "stride",
      doc: "pixels from one output to the next, or [height, width]",
      type: { kind: "value" },
      default: "1",
    },
    {
      name: "groups",
      doc: "groups of channels that don't see each other",
      type: { kind: "int", least: 1 },
      default: "1",
    },
    {
      name: "dilation",
      doc: "pixels from one tap to the next, or [height, width]",
      type: { kind: "value" },
      default: "1",
    },
    {
      name: "pad",
      doc: "zeros around the map: a number, or [top, right, bottom, left]",
      type: { kind: "padding" },
      default: "floor(dilation * (k - 1) / 2)",
    },
    { name: "bias", doc: "adds one number a channel", type: { kind: "bool" }, default: "false" },
    { name: "init", doc: "how the kernel begins", type: { kind: "init" }, default: "normal(sqrt(2 / (out * k * k)))" },
  ],
  title: (args) => `conv ${showPair(args.value("k"))}`,
  place: (args, ctx) => {
    const node = place(args, ctx);
    return node && { kind: "tensor", node };
  },
};

export const primitives: readonly Primitive[] = [conv];
export const surfaces: readonly Surface[] = [convSurface];
