import { sizesLeftOut, splitDiffers, splitUneven } from "../diagnostics/sizes.ts";
import type { Dim, Node } from "../4-graph/graph.ts";
import { areDistinct, areFree, areKnown, hasAxes } from "./kit/check-axes.ts";
import { writtenSizes } from "./kit/written-sizes.ts";
import { axisParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { PlaceContext, Surface } from "./surface.ts";
import { dimsAt, textAt } from "./kit/attributes.ts";
import { axesOf, countOfOne, knownSize, replaced, without } from "./kit/dims.ts";
import { dimsAttribute } from "./kit/attributes.ts";
import { dimsFrom, float } from "./kit/sample-types.ts";
import type { Sizes } from "./kit/sample-types.ts";
import type { Primitive, Sample } from "./primitive.ts";

const sample = (title: string, sizes: Sizes, axis: string, into: Sizes): Sample => ({
  title,
  operands: [float(sizes)],
  attributes: { axis, into: dimsAttribute(dimsFrom(into)) },
});

const split: Primitive = {
  name: "split",
  summary: "one axis as several, the first of which varies slowest; they stand where it stood",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const axis = textAt(attributes, "axis");
    const into = dimsAt(attributes, "into");
    if (countOfOne(into) !== BigInt(knownSize(x!.dims, axis)))
      throw new Error(`split does not keep the size of ${axis}`);
    return { ...x!, dims: replaced(x!.dims, [axis], into) };
  },
  gradient: (node, dy, build) => [
    build.node("merge", [dy], {
      axes: axesOf(dimsAt(node.attributes, "into")),
      into: textAt(node.attributes, "axis"),
    }),
  ],
  interpret: ([x], node, { batch }) => ({
    shape: node.type.dims.map(({ size }) => (size === "batch" ? batch : size)),
    values: x!.values,
  }),
  samples: [
    sample("the last axis in two", { batch: "batch", channel: 6 }, "channel", { group: 2, member: 3 }),
    sample("in three, in the middle", { batch: "batch", token: 12, channel: 2 }, "token", { a: 2, b: 3, c: 2 }),
    sample("a part keeps the name", { channel: 6, height: 2 }, "channel", { group: 3, channel: 2 }),
    sample("into one", { channel: 4, height: 2 }, "channel", { box: 4 }),
  ],
};

/** The parts with the size that was left out; undefined after a report. */
const completeSizes = (
  ctx: PlaceContext,
  axis: string,
  size: number,
  parts: readonly { readonly axis: string; readonly size?: number }[],
): readonly Dim[] | undefined => {
  const open = parts.filter((part) => part.size === undefined).map((part) => part.axis);
  if (open.length > 1) return ctx.report(sizesLeftOut, "into", { callee: ctx.callee, axes: open, most: 1 });
  const sizes = parts.flatMap((part) => part.size ?? []);
  // Exact: sizes may be up to 2^53.
  const product = sizes.reduce((a, b) => a * BigInt(b), 1n);
  if (open.length ? BigInt(size) % product !== 0n : product !== BigInt(size))
    return open.length
      ? ctx.report(splitUneven, "into", { axis, size, parts: Number(product), open: open[0]! })
      : ctx.report(splitDiffers, "into", { axis, size, sizes, product: String(product) });
  return parts.map((part) => ({ axis: part.axis, size: part.size ?? size / Number(product) }));
};

const placeSplit = (
  ctx: PlaceContext,
  x: Node,
  axis: string,
  parts: ReturnType<typeof writtenSizes>,
): Node | undefined => {
  if (!parts || !hasAxes(ctx, "axis", x, [axis]) || !areKnown(ctx, "axis", x, [axis])) return undefined;
  const names = parts.map((part) => part.axis);
  if (!areDistinct(ctx, "into", names) || !areFree(ctx, "into", without(x.type.dims, [axis]), names)) return undefined;
  const into = completeSizes(ctx, axis, knownSize(x.type.dims, axis), parts);
  return into && ctx.node("split", [x], { axis, into: dimsAttribute(into) });
};

const splitSurface: Surface = {
  name: "split",
  doc: "One axis as several, which stand where it stood, the first varying slowest: `split(x, channel, into: [group: 2, member])`. One size may be left out.",
  parameters: [
    tensorParameter("x", "the tensor"),
    axisParameter("axis", "the axis that is split"),
    { name: "into", doc: "the new axes with their sizes", type: { kind: "sizes" } },
  ],
  place: (args, ctx) => tensor(placeSplit(ctx, args.tensor("x"), args.axis("axis")!, writtenSizes(args, ctx, "into"))),
};

export const primitives: readonly Primitive[] = [split];
export const surfaces: readonly Surface[] = [splitSurface];
