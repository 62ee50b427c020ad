import { numberAt, numbersAt } from "./kit/attributes.ts";
import { convSamples } from "./kit/conv-samples.ts";
import { convolutionWork, pairMaps, visitProducts, kernelWindow } from "./kit/convolution.ts";
import { knownSize } from "./kit/dims.ts";
import { zerosOf } from "./kit/planes.ts";
import { slideOver } from "./kit/window.ts";
import type { Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/** What the kernel's gradient is. Linear in both operands. */
export const convKernelGradient: Primitive = {
  name: "conv_kernel_gradient",
  summary:
    "dkernel[tap, c, o] = Σ over positions p and all other axes of x[p·stride + tap·dilation − pad, c] · dy[p, o].",
  operandNames: ["x", "dy"],
  infer: ([x, dy], attributes) => {
    const [height, width] = numbersAt(attributes, "kernel");
    return {
      kind: "float",
      dims: [
        { axis: "kernel_height", size: height! },
        { axis: "kernel_width", size: width! },
        { axis: "input", size: knownSize(x!.dims, "channel") / numberAt(attributes, "groups") },
        { axis: "channel", size: knownSize(dy!.dims, "channel") },
      ],
    };
  },
  gradient: (node, g, build) => {
    const [x, dy] = node.operands as [typeof g, typeof g];
    const { stride, pad, dilation, groups } = node.attributes;
    const attributes = { stride: stride!, pad: pad!, dilation: dilation!, groups: groups! };
    return [
      build.node("conv_input_gradient", [dy, g], {
        ...attributes,
        height: knownSize(x.type.dims, "height"),
        width: knownSize(x.type.dims, "width"),
        channel: knownSize(x.type.dims, "channel"),
      }),
      build.node("conv", [x, g], attributes),
    ];
  },
  interpret: ([x, dy], node, context) => {
    const [xNode, dyNode] = node.operands;
    const dkernel = zerosOf(node.type, context);
    const maps = pairMaps({ type: xNode!.type, shape: x!.shape }, { type: dyNode!.type, shape: dy!.shape });
    const window = kernelWindow(node, node.type);
    visitProducts({ ...maps, window, groups: numberAt(node.attributes, "groups") }, (xAt, k, yAt, count, by) => {
      const value = x!.values[xAt]!;
      for (let i = 0; i < count; i++) dkernel.values[k + i]! += value * dy!.values[yAt + i * by]!;
    });
    return dkernel;
  },
  multiplyAdds: (node) => convolutionWork(node.operands[1]!.type, node.type),
  samples: convSamples.map(({ title, x, kernel, attributes }) => ({
    title,
    operands: [
      { type: x },
      { type: slideOver(x, kernelWindow({ attributes }, kernel), knownSize(kernel.dims, "channel")) },
    ],
    attributes: {
      ...attributes,
      kernel: [knownSize(kernel.dims, "kernel_height"), knownSize(kernel.dims, "kernel_width")],
    },
  })),
};

export const primitives: readonly Primitive[] = [convKernelGradient];
export const surfaces: readonly Surface[] = [];
