import type { Node } from "../../4-graph/graph.ts";
import type { Arguments, PlaceContext, SurfaceParameter } from "../surface.ts";
import { knownSize } from "./dims.ts";
import { knowsItsSizes, padArgument, pairArgument, seesPixels, windowFits } from "./window-arguments.ts";
import type { Window } from "./window.ts";

export const poolParameters: readonly SurfaceParameter[] = [
  { name: "x", doc: "the map", type: { kind: "tensor", axes: ["height", "width", "channel"] } },
  { name: "k", doc: "edge of the window in pixels, or [height, width]", type: { kind: "value" } },
  { name: "stride", doc: "pixels from one window to the next, or [height, width]", type: { kind: "value" } },
  {
    name: "pad",
    doc: "pixels around the map: a number, or [top, right, bottom, left]",
    type: { kind: "padding" },
    default: "floor((k - 1) / 2)",
  },
  {
    name: "round",
    doc: "what becomes of pixels at the end that don't fill a window: `ceil` gives them one that reaches beyond the map",
    type: { kind: "choice", of: ["floor", "ceil"] },
    default: "floor",
  },
];

/**
 * Rows (0) or columns (1) beyond the padding that a rounded-up count of windows looks at. A last window that would begin in the
 * padding's far side is left out, as in PyTorch.
 */
const extraAlong = (window: Omit<Window, "extra">, along: 0 | 1, pixels: number): number => {
  const [size, stride] = [window.size[along], window.stride[along]];
  const before = window.pad[along === 0 ? 0 : 3];
  const padded = before + pixels + window.pad[along === 0 ? 2 : 1];
  const last = Math.ceil((padded - size) / stride);
  const final = last * stride >= before + pixels ? last - 1 : last;
  return Math.max(0, final * stride + size - padded);
};

/** A pool's window, checked against its map; undefined after a report. */
export const poolWindow = (x: Node, args: Arguments, ctx: PlaceContext): Window | undefined => {
  const size = pairArgument(args, ctx, "k");
  const stride = pairArgument(args, ctx, "stride");
  if (!size || !stride || !knowsItsSizes(x, ctx)) return undefined;
  const pad = padArgument(args, { size, dilation: [1, 1] });
  if (!pad) return undefined;
  const flat: Window = { size, stride, pad, dilation: [1, 1], extra: [0, 0] };
  if (!seesPixels(flat, ctx) || !windowFits(x, flat, ctx)) return undefined;
  if (args.choice("round") !== "ceil") return flat;
  const { dims } = x.type;
  return {
    ...flat,
    extra: [extraAlong(flat, 0, knownSize(dims, "height")), extraAlong(flat, 1, knownSize(dims, "width"))],
  };
};
