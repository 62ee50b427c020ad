import { sizesLeftOut } from "../diagnostics/sizes.ts";
import type { Dim } from "../4-graph/graph.ts";
import { tensor } from "./kit/parameters.ts";
import { distinctSizes } from "./kit/written-sizes.ts";
import type { Surface } from "./surface.ts";

const learned: Surface = {
  name: "learned",
  doc: "A weight by itself, called as the name it is bound to: `learned([channel: 64], init: 1)`.",
  ownsWeights: true,
  parameters: [
    { name: "sizes", doc: "its axes with their sizes", type: { kind: "sizes" } },
    { name: "init", doc: "how it begins: a number, or `normal(0.02)`", type: { kind: "init" } },
  ],
  place: (args, ctx) => {
    const sizes = distinctSizes(args, ctx, "sizes");
    if (!sizes) return undefined;
    const open = sizes.filter(({ size }) => size === undefined).map(({ axis }) => axis);
    if (open.length) return ctx.report(sizesLeftOut, "sizes", { callee: ctx.callee, axes: open, most: 0 });
    const dims = sizes.flatMap(({ axis, size }): Dim[] => (size === undefined ? [] : [{ axis, size }]));
    return tensor(ctx.variable("learned", dims, args.init("init")!));
  },
};

export const surfaces: readonly Surface[] = [learned];
