import type { Node, TensorType } from "../../4-graph/graph.ts";
import { countOfOne, knownSize } from "./dims.ts";
import { planesOf, ridersOf, visitTaps } from "./planes.ts";
import type { Planes } from "./planes.ts";
import { windowOf } from "./window.ts";
import type { Window } from "./window.ts";

/** The window of a convolution: its size stands in the kernel's dims. */
export const kernelWindow = (node: Pick<Node, "attributes">, kernel: TensorType): Window =>
  windowOf(node.attributes, [knownSize(kernel.dims, "kernel_height"), knownSize(kernel.dims, "kernel_width")]);

/** What one number of x takes part in: `count` neighbours in a row of the kernel, and as many channels of y, `by` apart. */
export type VisitProducts = (x: number, kernel: number, y: number, count: number, by: number) => void;

/**
 * Visits every product of a grouped convolution, x[x] · kernel[kernel + i] → y[y + i · by] for i below count, with places in
 * memory. The kernel lies as [kernel_height, kernel_width, input, channel]; the output channel o belongs to group
 * floor(o / (out / groups)). Forward and both gradients differ only in which of the three they add to.
 */
export const visitProducts = (
  maps: { readonly x: Planes; readonly y: Planes; readonly window: Window; readonly groups: number },
  visit: VisitProducts,
): void => {
  const { x, y, groups } = maps;
  const [inputs, outs] = [x.channels / groups, y.channels / groups];
  visitTaps(x, y, maps.window, (xAt, yAt, tap) => {
    for (let group = 0; group < groups; group++)
      for (let input = 0; input < inputs; input++) {
        const xPlace = xAt + (group * inputs + input) * x.byChannel;
        const kernelRow = (tap * inputs + input) * y.channels + group * outs;
        visit(xPlace, kernelRow, yAt + group * outs * y.byChannel, outs, y.byChannel);
      }
  });
};

/** Memory layouts of a convolution's two maps, their riding axes paired up by name. */
export const pairMaps = (
  x: { readonly type: TensorType; readonly shape: readonly number[] },
  y: { readonly type: TensorType; readonly shape: readonly number[] },
): { readonly x: Planes; readonly y: Planes } => {
  const riders = ridersOf(x.type);
  return { x: planesOf(x.type, x.shape, riders), y: planesOf(y.type, y.shape, riders) };
};

/** Positions · out · kernel area · inputs a group, for one picture: the work of a convolution and of either gradient. */
export const convolutionWork = (y: TensorType, kernel: TensorType): bigint =>
  countOfOne(y.dims) * countOfOne(kernel.dims.slice(0, 3));
