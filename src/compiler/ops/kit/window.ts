import type { Attributes, Dim, TensorType } from "../../4-graph/graph.ts";
import { numbersAt } from "./attributes.ts";
import { knownSize } from "./dims.ts";

/** How a window slides over height and width; all sizes in pixels. Pairs are `[height, width]`. */
export interface Window {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Zeros around the map: `[top, right, bottom, left]`. */
  readonly pad: readonly [number, number, number, number];
  /** Rows and columns beyond the padding that a rounded-up output looks at: `[bottom, right]`. They never count. */
  readonly extra: readonly [number, number];
}

const pairAt = (attributes: Attributes, name: string): readonly [number, number] => {
  const [height, width] = numbersAt(attributes, name);
  return [height!, width!];
};

/** The window that `attributes` describe; `size` where the attributes don't hold it (a kernel's dims do). */
export const windowOf = (attributes: Attributes, size = pairAt(attributes, "size")): Window => {
  const [top, right, bottom, left] = numbersAt(attributes, "pad");
  return {
    size,
    stride: pairAt(attributes, "stride"),
    dilation: attributes.dilation === undefined ? [1, 1] : pairAt(attributes, "dilation"),
    pad: [top!, right!, bottom!, left!],
    extra: attributes.extra === undefined ? [0, 0] : pairAt(attributes, "extra"),
  };
};

/** Pixels that one window spans along height (0) or width (1). */
export const spanOf = (window: Pick<Window, "size" | "dilation">, along: 0 | 1): number =>
  (window.size[along] - 1) * window.dilation[along] + 1;

/** Pixels between the first and the last that windows may look at. */
const reachOf = (window: Window, along: 0 | 1, pixels: number): number =>
  pixels + window.pad[along === 0 ? 0 : 3] + window.pad[along === 0 ? 2 : 1] + window.extra[along];

/** How many windows fit: floor((pixels + pads - span) / stride) + 1. */
export const windowsAlong = (window: Window, along: 0 | 1, pixels: number): number =>
  Math.floor((reachOf(window, along, pixels) - spanOf(window, along)) / window.stride[along]) + 1;

/** The same axes in the same order, some with other sizes. */
export const withSizes = (dims: readonly Dim[], sizes: Readonly<Record<string, number>>): readonly Dim[] =>
  dims.map((dim) => (Object.hasOwn(sizes, dim.axis) ? { axis: dim.axis, size: sizes[dim.axis]! } : dim));

/** What a window makes of a map: height and width by the number of windows, the other axes as they are. */
export const slideOver = (type: TensorType, window: Window, channel = knownSize(type.dims, "channel")): TensorType => ({
  kind: "float",
  dims: withSizes(type.dims, {
    height: windowsAlong(window, 0, knownSize(type.dims, "height")),
    width: windowsAlong(window, 1, knownSize(type.dims, "width")),
    channel,
  }),
});
