import { outsideDomain } from "../diagnostics/sizes.ts";
import type { Surface } from "./surface.ts";

const normal: Surface = {
  name: "normal",
  doc: "An initialization, for `init:`: normal numbers around 0.",
  gives: { kind: "init" },
  parameters: [{ name: "deviation", doc: "their standard deviation", type: { kind: "float" } }],
  place: (args, ctx) => {
    const deviation = args.float("deviation")!;
    if (!(deviation >= 0 && deviation < Infinity))
      return ctx.report(outsideDomain, "deviation", { callee: ctx.callee, value: String(deviation), domain: "from 0" });
    return { kind: "init", initializer: { kind: "normal", deviation } };
  },
};

export const surfaces: readonly Surface[] = [normal];
