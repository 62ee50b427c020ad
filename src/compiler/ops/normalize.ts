import { hasAxes } from "./kit/check-axes.ts";
import { axesParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import { euclideanNorm } from "./norm.ts";
import type { Surface } from "./surface.ts";

const normalize: Surface = {
  name: "normalize",
  doc: "x / ‖x‖₂ over the axes, which stay; 0, with gradient 0, where the norm is 0.",
  parameters: [tensorParameter("x", "the tensor"), axesParameter("over", "the axes over which the norm is taken")],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const over = args.axes("over") ?? [];
    if (!hasAxes(ctx, "over", x, over)) return undefined;
    const length = euclideanNorm(ctx, x, { over, keep: false });
    const positive = ctx.node("gt", [length, ctx.constant(0)]);
    // 1 / length or 0, so that neither value nor gradient is infinite.
    const factor = ctx.node("div", [positive, ctx.node("where", [positive, length, ctx.constant(1)])]);
    return tensor(ctx.node("mul", [x, factor]));
  },
};

export const surfaces: readonly Surface[] = [normalize];
