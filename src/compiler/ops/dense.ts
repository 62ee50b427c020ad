import { mergeNeedsAxes } from "../diagnostics/axes.ts";
import type { Dim, Initializer, Node } from "../4-graph/graph.ts";
import { areFree, areKnown, hasAxes } from "./kit/check-axes.ts";
import { axesOf, countOfOne, dimOf, freshAxis, placeOf, without } from "./kit/dims.ts";
import { countParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Arguments, PlaceContext, Surface } from "./surface.ts";

interface Layer {
  readonly out: number;
  readonly over: readonly string[];
  readonly as: string;
  readonly bias: boolean;
  readonly init: Initializer | undefined;
}

const layerOf = (args: Arguments): Layer => ({
  out: args.float("out")!,
  over: args.axes("over") ?? ["channel"],
  as: args.axis("as") ?? "channel",
  bias: args.flag("bias") ?? true,
  init: args.init("init"),
});

/** As PyTorch's `Linear` begins: uniform within 1 / √(fan in). */
const withinFanIn = (contracted: readonly Dim[]): Initializer => ({
  kind: "uniform",
  limit: 1 / Math.sqrt(Number(countOfOne(contracted))),
});

/** The new axis stands where the first contracted one stood; `dot` puts it last. */
const inPlace = (ctx: PlaceContext, x: Node, y: Node, { over, as }: Layer): Node => {
  const place = Math.min(...over.map((axis) => placeOf(x.type.dims, axis)));
  const rest = axesOf(y.type.dims).filter((axis) => axis !== as);
  const order = [...rest.slice(0, place), as, ...rest.slice(place)];
  return order.join() === axesOf(y.type.dims).join() ? y : ctx.node("transpose", [y], { order });
};

const placeDense = (ctx: PlaceContext, x: Node, layer: Layer): Node | undefined => {
  const { over, as, out } = layer;
  const { dims } = x.type;
  if (!over.length) return ctx.report(mergeNeedsAxes, "over", { callee: ctx.callee, axes: over, argument: "over" });
  if (!hasAxes(ctx, "over", x, over) || !areKnown(ctx, "over", x, over)) return undefined;
  if (!areFree(ctx, "as", without(dims, over), [as])) return undefined;
  // A kernel can't have one axis twice: from `channel` to `channel` the side that comes in is `input`, as in convolutions.
  const input = freshAxis([...dims, { axis: as, size: out }], "input");
  const renamed = over.includes(as) ? ctx.node("rename", [x], { axes: { [as]: input } }) : x;
  const contracted = over.map((axis): Dim => ({ axis: axis === as ? input : axis, size: dimOf(dims, axis).size }));
  const created: Dim = { axis: as, size: out };
  const kernel = ctx.variable("kernel", [...contracted, created], layer.init ?? withinFanIn(contracted));
  const y = inPlace(ctx, x, ctx.node("dot", [renamed, kernel], { over: axesOf(contracted) }), layer);
  return layer.bias ? ctx.node("add", [y, ctx.variable("bias", [created], withinFanIn(contracted))]) : y;
};

const dense: Surface = {
  name: "dense",
  doc: "y = Σ x · kernel over the axes, plus a bias: contracts `over` into the new axis `as`, which stands where the first of them stood. Other axes ride along.",
  ownsWeights: true,
  parameters: [
    tensorParameter("x", "what comes in"),
    countParameter("out", "how many numbers come out"),
    { name: "over", doc: "the axes that are contracted", type: { kind: "axes" }, default: "channel" },
    { name: "as", doc: "the axis that comes out", type: { kind: "axis" }, default: "channel" },
    { name: "bias", doc: "adds one number to each that comes out", type: { kind: "bool" }, default: "true" },
    {
      name: "init",
      doc: "how the kernel begins; the bias is uniform within 1 / √(fan in)",
      type: { kind: "init" },
      default: "uniform within 1 / √(fan in)",
    },
  ],
  place: (args, ctx) => tensor(placeDense(ctx, args.tensor("x"), layerOf(args))),
};

export const surfaces: readonly Surface[] = [dense];
