import { convSamples } from "./kit/conv-samples.ts";
import { numberAt } from "./kit/attributes.ts";
import { convolutionWork, kernelWindow, pairMaps, visitProducts } from "./kit/convolution.ts";
import { knownSize } from "./kit/dims.ts";
import { zerosOf } from "./kit/planes.ts";
import { slideOver, withSizes } from "./kit/window.ts";
import type { Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/** The transpose of `conv` in its map: what x's gradient is. Linear in both operands. */
export const convInputGradient: Primitive = {
  name: "conv_input_gradient",
  summary:
    "dx[p·stride + tap·dilation − pad, c] = Σ over taps and o of dy[p, o] · kernel[tap, c, o], as large as the map was.",
  operandNames: ["dy", "kernel"],
  infer: ([dy], { height, width, channel }) => ({
    kind: "float",
    dims: withSizes(dy!.dims, { height: height as number, width: width as number, channel: channel as number }),
  }),
  gradient: (node, g, build) => {
    const [dy, kernel] = node.operands as [typeof g, typeof g];
    const { stride, pad, dilation, groups } = node.attributes;
    const attributes = { stride: stride!, pad: pad!, dilation: dilation!, groups: groups! };
    return [
      build.node("conv", [g, kernel], attributes),
      build.node("conv_kernel_gradient", [g, dy], {
        ...attributes,
        kernel: [knownSize(kernel.type.dims, "kernel_height"), knownSize(kernel.type.dims, "kernel_width")],
      }),
    ];
  },
  interpret: ([dy, kernel], node, context) => {
    const [dyNode, kernelNode] = node.operands;
    const dx = zerosOf(node.type, context);
    const maps = pairMaps({ type: node.type, shape: dx.shape }, { type: dyNode!.type, shape: dy!.shape });
    const window = kernelWindow(node, kernelNode!.type);
    visitProducts({ ...maps, window, groups: numberAt(node.attributes, "groups") }, (xAt, k, yAt, count, by) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += dy!.values[yAt + i * by]! * kernel!.values[k + i]!;
      dx.values[xAt]! += sum;
    });
    return dx;
  },
  multiplyAdds: (node) => convolutionWork(node.operands[0]!.type, node.operands[1]!.type),
  samples: convSamples.map(({ title, x, kernel, attributes }) => ({
    title,
    operands: [
      { type: slideOver(x, kernelWindow({ attributes }, kernel), knownSize(kernel.dims, "channel")) },
      { type: kernel },
    ],
    attributes: {
      ...attributes,
      height: knownSize(x.dims, "height"),
      width: knownSize(x.dims, "width"),
      channel: knownSize(x.dims, "channel"),
    },
  })),
};

export const primitives: readonly Primitive[] = [convInputGradient];
export const surfaces: readonly Surface[] = [];
