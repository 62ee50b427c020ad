import { showNum, toFloat, toWhole } from "../../../base/number.ts";
import { padCoversWindow, notAPair, sizeUnknown, windowTooLarge } from "../../diagnostics/convolution.ts";
import type { Node } from "../../4-graph/graph.ts";
import type { Value } from "../../3-elaborate/value.ts";
import type { Arguments, PlaceContext } from "../surface.ts";
import { dimOf } from "./dims.ts";
import { spanOf, windowsAlong } from "./window.ts";
import type { Window } from "./window.ts";

type Pair = readonly [number, number];

const wholeFrom = (value: Value | undefined, least: number): number | undefined => {
  const whole = value?.kind === "number" ? toWhole(value.value) : undefined;
  return whole !== undefined && whole >= BigInt(least) && whole <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(whole)
    : undefined;
};

const show = (value: Value): string => {
  if (value.kind === "number") return showNum(value.value);
  return value.kind === "list" ? `a list of ${value.items.length}` : `a ${value.kind}`;
};

/** A whole number for both directions or `[height, width]`; `standard` where it was left out; undefined after a report. */
export const pairArgument = (
  args: Arguments,
  ctx: PlaceContext,
  parameter: string,
  standard?: Pair,
): Pair | undefined => {
  const value = args.value(parameter);
  if (value === undefined || value.kind === "failed") return value ? undefined : standard;
  const numbers = (value.kind === "list" ? value.items : [value, value]).map((item) => wholeFrom(item, 1));
  const [height, width] = numbers;
  if (numbers.length === 2 && height !== undefined && width !== undefined) return [height, width];
  return ctx.report(notAPair, parameter, { parameter, least: 1, got: show(value) });
};

/** Pads in pixels, half of what the window spans beyond one pixel where left out. */
export const padArgument = (args: Arguments, window: Pick<Window, "size" | "dilation">): Window["pad"] | undefined => {
  if (!args.has("pad")) {
    const [high, wide] = [(spanOf(window, 0) - 1) >> 1, (spanOf(window, 1) - 1) >> 1];
    return [high, wide, high, wide];
  }
  const pad = args.padding("pad");
  return pad && [pad.top, pad.right, pad.bottom, pad.left];
};

/** Whether height, width and channel are known; reports the first that isn't. */
export const knowsItsSizes = (x: Node, ctx: PlaceContext, axes = ["height", "width", "channel"]): boolean => {
  const axis = axes.find((name) => dimOf(x.type.dims, name).size === "batch");
  if (axis !== undefined) ctx.report(sizeUnknown, "x", { callee: ctx.callee, axis });
  return axis === undefined;
};

/** Whether at least one window fits in both directions; reports the first in which none does. */
export const windowFits = (x: Node, window: Window, ctx: PlaceContext): boolean => {
  const along = ([0, 1] as const).find((direction) => windowsAlong(window, direction, sizeAlong(x, direction)) < 1);
  if (along === undefined) return true;
  const pixels = sizeAlong(x, along);
  const pads = along === 0 ? window.pad[0] + window.pad[2] : window.pad[1] + window.pad[3];
  ctx.report(windowTooLarge, "k", {
    callee: ctx.callee,
    span: spanOf(window, along),
    axis: along === 0 ? "height" : "width",
    pixels,
    padded: pixels + pads,
  });
  return false;
};

/** Whether every window of a pool sees a real pixel; reports where one could lie in the padding alone. */
export const seesPixels = (window: Window, ctx: PlaceContext): boolean => {
  for (const along of [0, 1] as const) {
    const pad = Math.max(window.pad[along === 0 ? 0 : 3], window.pad[along === 0 ? 2 : 1]);
    if (pad < window.size[along]) continue;
    const axis = along === 0 ? "height" : "width";
    ctx.report(padCoversWindow, "pad", { callee: ctx.callee, axis, pad, size: window.size[along] });
    return false;
  }
  return true;
};

/** `3×3` */
export const showPair = (value: Value | undefined): string => {
  const edge = (item: Value | undefined): string => (item?.kind === "number" ? String(toFloat(item.value)) : "?");
  return value?.kind === "list" ? value.items.map(edge).join("×") : `${edge(value)}×${edge(value)}`;
};

const sizeAlong = (x: Node, along: 0 | 1): number =>
  dimOf(x.type.dims, along === 0 ? "height" : "width").size as number;
