import type { Node } from "../../../compiler/4-graph/graph.ts";
import { numberAt, numbersAt } from "../../../compiler/ops/kit/attributes.ts";
import type { Tensor } from "../../engines/engine.ts";
import type { Lowering, Run } from "../lowering.ts";
import { asMaps, dimsOf, hasKernel, reshape, ridersOf, runKernel } from "./kit.ts";

/** Everything is [height, width] or [top, right, bottom, left]. */
interface Geometry {
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly pad: readonly [number, number, number, number];
  readonly groups: number;
}

const geometryOf = (node: Node): Geometry => ({
  stride: pair(numbersAt(node.attributes, "stride")),
  dilation: pair(numbersAt(node.attributes, "dilation")),
  pad: numbersAt(node.attributes, "pad") as unknown as readonly [number, number, number, number],
  groups: numberAt(node.attributes, "groups"),
});

const pair = (numbers: readonly number[]): readonly [number, number] => [numbers[0]!, numbers[1]!];

/**
 * A forward convolution, x [N, H, W, C] with filter [h, w, C, D]. The kernel is called directly, for `tf.conv2d` refuses stride
 * together with dilation, which every engine can. Negative pads crop.
 */
const convolve = (
  x: Tensor,
  filter: Tensor,
  stride: readonly [number, number],
  dilation: readonly [number, number],
  pad: readonly [number, number, number, number],
  run: Run,
): Tensor => {
  const cropped = crop(x, pad, run);
  const [top, right, bottom, left] = pad.map((side) => Math.max(0, side)) as [number, number, number, number];
  return run.tf.engine().runKernel<Tensor>(
    "Conv2D",
    { x: cropped, filter },
    {
      strides: [...stride],
      dilations: [...dilation],
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
      dataFormat: "NHWC",
    },
  );
};

const crop = (x: Tensor, pad: readonly number[], run: Run): Tensor => {
  if (pad.every((side) => side >= 0)) return x;
  const [top, right, bottom, left] = pad.map((side) => Math.max(0, -side)) as [number, number, number, number];
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return run.tf.slice(x, [0, top, left, 0], [n, h - top - bottom, w - left - right, c]);
};

/** Number `g` of the `groups` along the last axis. */
const groupOf = (x: Tensor, g: number, groups: number, run: Run): Tensor => {
  if (groups === 1) return x;
  const size = x.shape.at(-1)! / groups;
  const begin = x.shape.map(() => 0);
  begin[begin.length - 1] = g * size;
  return run.tf.slice(x, begin, [...x.shape.slice(0, -1), size]);
};

/** One result per group, side by side along `axis`. */
const eachGroup = (groups: number, axis: number, run: Run, one: (g: number) => Tensor): Tensor => {
  if (groups === 1) return one(0);
  return run.tf.concat(
    Array.from({ length: groups }, (_, g) => one(g)),
    axis,
  );
};

export const conv: Lowering = ([x, kernel], node, run) => {
  const geometry = geometryOf(node);
  const { stride, dilation, pad, groups } = geometry;
  const maps = asMaps(x!, dimsOf(node), run);
  if (hasKernel(run, "KesConv"))
    return maps.back(runKernel(run, "KesConv", { x: maps.x, kernel: kernel! }, { ...geometry }), node.type.dims);
  const y = eachGroup(groups, 3, run, (g) =>
    convolve(groupOf(maps.x, g, groups, run), groupOf(kernel!, g, groups, run), stride, dilation, pad, run),
  );
  return maps.back(y, node.type.dims);
};

/** [h, w, C, D] turned by half a turn, [h, w, D, C]. */
const rotated = (kernel: Tensor, run: Run): Tensor =>
  run.tf.transpose(run.tf.reverse(kernel as never, [0, 1]), [0, 1, 3, 2]);

/**
 * The gradient of a convolution's input: the result's gradient with `stride - 1` zeros between neighbours, convolved with the
 * turned kernel. A 1×1 kernel goes first and spreads afterwards, which spares multiplying zeros.
 */
export const convInputGradient: Lowering = ([dy, kernel], node, run) => {
  const geometry = geometryOf(node);
  const { stride, dilation, pad, groups } = geometry;
  const [height, width] = [numberAt(node.attributes, "height"), numberAt(node.attributes, "width")];
  const maps = asMaps(dy!, dimsOf(node), run);
  if (hasKernel(run, "KesConvInputGradient")) {
    const inputs = { dy: maps.x, kernel: kernel! };
    return maps.back(runKernel(run, "KesConvInputGradient", inputs, { ...geometry, height, width }), node.type.dims);
  }
  const [kh, kw] = kernel!.shape as [number, number];
  const [top, , , left] = pad;
  const one = (g: number): Tensor => {
    const part = groupOf(maps.x, g, groups, run);
    const filter = rotated(groupOf(kernel!, g, groups, run), run);
    if (kh === 1 && kw === 1)
      return spread(
        convolve(part, filter, [1, 1], [1, 1], [0, 0, 0, 0], run),
        stride,
        [-top, -left],
        [height, width],
        run,
      );
    const reach = [dilation[0] * (kh - 1), dilation[1] * (kw - 1)] as const;
    const size = [height + reach[0], width + reach[1]] as const;
    const wide = spread(part, stride, [reach[0] - top, reach[1] - left], size, run);
    return convolve(wide, filter, [1, 1], dilation, [0, 0, 0, 0], run);
  };
  return maps.back(eachGroup(groups, 3, run, one), node.type.dims);
};

/** x [n, h, w, C] set into zeros [n, height, width, C]: pixel (i, j) at (i · stride + offset). What falls outside is dropped. */
const spread = (
  x: Tensor,
  stride: readonly [number, number],
  offset: readonly [number, number],
  size: readonly [number, number],
  run: Run,
): Tensor => {
  const [, h, w] = x.shape as [number, number, number];
  if (stride[0] === 1 && stride[1] === 1 && offset[0] === 0 && offset[1] === 0 && h === size[0] && w === size[1])
    return x;
  return runKernel(run, "KesSpread", { x }, { stride, offset, size });
};

/**
 * The gradient of a convolution's kernel, as a forward convolution: x with channels as its batch, the result's gradient as the
 * kernel with the batch as its channels; stride and dilation change places.
 */
export const convKernelGradient: Lowering = ([x, dy], node, run) => {
  const geometry = geometryOf(node);
  const { stride, dilation, pad, groups } = geometry;
  const [kh, kw] = pair(numbersAt(node.attributes, "kernel"));
  const maps = asMaps(x!, dimsOf(node, 0), run).x;
  const gradient = asMaps(dy!, dimsOf(node, 1), run, ridersOf(dimsOf(node, 0))).x;
  if (hasKernel(run, "KesConvKernelGradient"))
    return runKernel(run, "KesConvKernelGradient", { x: maps, dy: gradient }, { ...geometry, kernel: [kh, kw] });
  const [, h, w] = maps.shape as [number, number, number];
  const [, oh, ow] = gradient.shape as [number, number, number];
  const [top, , , left] = pad;
  const right = (kw - 1) * dilation[1] + (ow - 1) * stride[1] + 1 - w - left;
  const bottom = (kh - 1) * dilation[0] + (oh - 1) * stride[0] + 1 - h - top;
  return eachGroup(groups, 3, run, (g) => {
    const part = run.tf.transpose(groupOf(maps, g, groups, run), [3, 1, 2, 0]);
    const filter = run.tf.transpose(groupOf(gradient, g, groups, run), [1, 2, 0, 3]);
    const turned = convolve(part, filter, dilation, stride, [top, right, bottom, left], run);
    return run.tf.transpose(reshape(turned, [turned.shape[0], kh, kw, turned.shape[3]!], run), [1, 2, 0, 3]);
  });
};
