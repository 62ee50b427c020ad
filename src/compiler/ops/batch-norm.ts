import { showNum } from "../../base/number.ts";
import type { Node, TensorType } from "../4-graph/graph.ts";
import { statisticOutOfRange } from "../diagnostics/convolution.ts";
import { numberAt } from "./kit/attributes.ts";
import { channelsOf, fromChannels } from "./kit/channels.ts";
import { axesOf, without } from "./kit/dims.ts";
import { arithmetic } from "./kit/gradient.ts";
import { normSamples, perChannel } from "./kit/norm-samples.ts";
import { knowsItsSizes } from "./kit/window-arguments.ts";
import type { Primitive } from "./primitive.ts";
import type { Arguments, PlaceContext, Surface } from "./surface.ts";

/** Normalizes each channel by given statistics: what a network does when it isn't trained, or where its norm is frozen. */
export const batchNorm: Primitive = {
  name: "batch_norm",
  summary: "y = (x − mean) / √(variance + epsilon) · scale + shift, channel by channel.",
  operandNames: ["x", "scale", "shift", "mean", "variance"],
  infer: ([x]) => ({ kind: "float", dims: x!.dims }),
  gradient: (node, dy, build) => {
    const [x, scale, , mean, variance] = node.operands as [Node, Node, Node, Node, Node];
    const { add, sub, mul, div, neg, sum } = arithmetic(build);
    const others = axesOf(without(x.type.dims, ["channel"]));
    const root = build.node("sqrt", [add(variance, numberAt(node.attributes, "epsilon"))]);
    const normalized = div(sub(x, mean), root);
    const dx = mul(dy, div(scale, root));
    return [
      dx,
      sum(mul(dy, normalized), others),
      sum(dy, others),
      neg(sum(dx, others)),
      div(mul(sum(mul(dx, normalized), others), -0.5), root),
    ];
  },
  interpret: ([x, scale, shift, mean, variance], node, { batch }) => {
    const epsilon = numberAt(node.attributes, "epsilon");
    const rows = channelsOf(x!, node.operands[0]!.type, batch);
    const y = rows.values.map((value, i) => {
      const c = Math.floor(i / rows.count);
      const normalized = (value - mean!.values[c]!) / Math.sqrt(variance!.values[c]! + epsilon);
      return normalized * scale!.values[c]! + shift!.values[c]!;
    });
    return { shape: x!.shape, values: fromChannels(y, rows, node.type, batch) };
  },
  samples: normSamples.map(({ title, x, epsilon }) => ({
    title,
    operands: [
      { type: x },
      { type: perChannel(x) },
      { type: perChannel(x) },
      { type: perChannel(x) },
      { type: perChannel(x), draw: "positive" },
    ],
    attributes: { epsilon, keep: 0.9 },
  })),
};

/** The settings with their defaults; undefined after a report. */
const settingsOf = (
  args: Arguments,
  ctx: PlaceContext,
): { readonly epsilon: number; readonly keep: number } | undefined => {
  const [epsilon, keep] = [args.float("epsilon") ?? 1e-5, args.float("keep") ?? 0.9];
  const show = (name: string): string => showNum(args.number(name)!);
  if (!(epsilon > 0))
    return ctx.report(statisticOutOfRange, "epsilon", {
      parameter: "epsilon",
      value: show("epsilon"),
      range: "positive",
    });
  if (!(keep >= 0 && keep <= 1))
    return ctx.report(statisticOutOfRange, "keep", { parameter: "keep", value: show("keep"), range: "from 0 to 1" });
  return { epsilon, keep };
};

const weights = (x: TensorType, ctx: PlaceContext): readonly Node[] => {
  const dims = perChannel(x).dims;
  const one = { kind: "constant", value: 1 } as const;
  const zero = { kind: "constant", value: 0 } as const;
  return [
    ctx.variable("scale", dims, one),
    ctx.variable("shift", dims, zero),
    ctx.variable("mean", dims, zero, false),
    ctx.variable("variance", dims, one, false),
  ];
};

const surface: Surface = {
  name: "batch_norm",
  doc: "Normalizes each channel over all other axes, then scales and shifts it: (x − mean) / √(variance + epsilon) · scale + shift. While training by the batch's statistics (variance divided by n), otherwise by running ones (divided by n − 1).",
  ownsWeights: true,
  parameters: [
    { name: "x", doc: "what is normalized", type: { kind: "tensor", axes: ["channel"] } },
    { name: "epsilon", doc: "added to the variance before the root", type: { kind: "float" }, default: "1e-5" },
    {
      name: "keep",
      doc: "the share of the running statistics that stays at each step",
      type: { kind: "float" },
      default: "0.9",
    },
  ],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const settings = settingsOf(args, ctx);
    if (!settings || !knowsItsSizes(x, ctx, ["channel"])) return undefined;
    return { kind: "tensor", node: ctx.node("batch_norm", [x, ...weights(x.type, ctx)], { ...settings }) };
  },
};

export const primitives: readonly Primitive[] = [batchNorm];
export const surfaces: readonly Surface[] = [surface];
