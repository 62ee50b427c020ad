import type { Attributes, Dim, TensorType } from "../../4-graph/graph.ts";

/** One convolution with all three of its tensors: samples of the forward operation and of both gradients. */
export interface ConvSample {
  readonly title: string;
  readonly x: TensorType;
  readonly kernel: TensorType;
  readonly attributes: Attributes;
}

interface Case {
  readonly title: string;
  readonly x: readonly (readonly [axis: string, size: Dim["size"]])[];
  readonly kernel: readonly [number, number];
  readonly out: number;
  readonly stride?: readonly [number, number];
  readonly pad?: readonly [number, number, number, number];
  readonly dilation?: readonly [number, number];
  readonly groups?: number;
}

const nhwc = (height: number, width: number, channel: number): Case["x"] => [
  ["batch", "batch"],
  ["height", height],
  ["width", width],
  ["channel", channel],
];
const ONE = [1, 1, 1, 1] as const;

const cases: readonly Case[] = [
  { title: "3×3, padded", x: nhwc(5, 6, 2), kernel: [3, 3], out: 3, pad: ONE },
  { title: "1×1", x: nhwc(3, 4, 3), kernel: [1, 1], out: 2 },
  { title: "1×1, stride 2, 2 groups", x: nhwc(5, 4, 4), kernel: [1, 1], out: 6, stride: [2, 2], groups: 2 },
  { title: "3×3, no padding", x: nhwc(4, 5, 2), kernel: [3, 3], out: 2 },
  { title: "stride 2, odd map", x: nhwc(5, 7, 2), kernel: [3, 3], out: 2, stride: [2, 2], pad: ONE },
  {
    title: "stride 2, even map: a column is never seen",
    x: nhwc(6, 4, 2),
    kernel: [3, 3],
    out: 2,
    stride: [2, 2],
    pad: ONE,
  },
  { title: "2×3 kernel, stride 1×2", x: nhwc(4, 6, 2), kernel: [2, 3], out: 2, stride: [1, 2] },
  { title: "pads differ on all sides", x: nhwc(4, 4, 2), kernel: [3, 3], out: 2, pad: [0, 1, 2, 3] },
  { title: "pads differ, stride 2", x: nhwc(5, 5, 1), kernel: [3, 3], out: 2, stride: [2, 2], pad: [2, 0, 1, 1] },
  { title: "dilation 2", x: nhwc(6, 7, 2), kernel: [3, 3], out: 2, pad: [2, 2, 2, 2], dilation: [2, 2] },
  {
    title: "dilation 2×1, stride 2, 2 groups",
    x: nhwc(7, 6, 4),
    kernel: [3, 3],
    out: 4,
    stride: [2, 2],
    pad: [2, 1, 2, 1],
    dilation: [2, 1],
    groups: 2,
  },
  { title: "2 groups", x: nhwc(4, 4, 4), kernel: [3, 3], out: 6, pad: ONE, groups: 2 },
  { title: "2 groups, stride 2", x: nhwc(5, 6, 4), kernel: [3, 3], out: 4, stride: [2, 2], pad: ONE, groups: 2 },
  { title: "depthwise", x: nhwc(4, 5, 3), kernel: [3, 3], out: 3, pad: ONE, groups: 3 },
  { title: "depthwise, stride 2", x: nhwc(6, 5, 3), kernel: [3, 3], out: 3, stride: [2, 2], pad: ONE, groups: 3 },
  { title: "depthwise, two kernels a channel", x: nhwc(4, 4, 2), kernel: [3, 3], out: 4, pad: ONE, groups: 2 },
  {
    title: "depthwise, dilation 2",
    x: nhwc(5, 5, 2),
    kernel: [3, 3],
    out: 2,
    pad: [2, 2, 2, 2],
    dilation: [2, 2],
    groups: 2,
  },
  { title: "one pixel", x: nhwc(1, 1, 3), kernel: [1, 1], out: 2 },
  { title: "one pixel under 3×3", x: nhwc(1, 1, 2), kernel: [3, 3], out: 2, pad: ONE },
  { title: "kernel as large as the map", x: nhwc(3, 4, 2), kernel: [3, 4], out: 2 },
  {
    title: "channel first",
    x: [
      ["batch", "batch"],
      ["channel", 4],
      ["height", 4],
      ["width", 3],
    ],
    kernel: [3, 3],
    out: 2,
    pad: ONE,
    groups: 2,
  },
  {
    title: "batch last, width before height, stride 2×1",
    x: [
      ["width", 4],
      ["height", 5],
      ["channel", 2],
      ["batch", "batch"],
    ],
    kernel: [3, 2],
    out: 3,
    stride: [2, 1],
    pad: [1, 0, 1, 1],
  },
  { title: "proposal rides along", x: [...nhwc(3, 3, 2), ["proposal", 2]], kernel: [3, 3], out: 2, pad: ONE },
  {
    title: "no batch",
    x: [
      ["height", 4],
      ["width", 4],
      ["channel", 2],
    ],
    kernel: [3, 3],
    out: 2,
    pad: ONE,
  },
];

export const convSamples: readonly ConvSample[] = cases.map((one) => {
  const groups = one.groups ?? 1;
  const dims = one.x.map(([axis, size]) => ({ axis, size }));
  const channels = dims.find((dim) => dim.axis === "channel")!.size as number;
  return {
    title: one.title,
    x: { kind: "float", dims },
    kernel: {
      kind: "float",
      dims: [
        { axis: "kernel_height", size: one.kernel[0] },
        { axis: "kernel_width", size: one.kernel[1] },
        { axis: "input", size: channels / groups },
        { axis: "channel", size: one.out },
      ],
    },
    attributes: {
      stride: one.stride ?? [1, 1],
      pad: one.pad ?? [0, 0, 0, 0],
      dilation: one.dilation ?? [1, 1],
      groups,
    },
  };
});
