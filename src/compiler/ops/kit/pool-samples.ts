import type { Attributes, Dim, TensorType } from "../../4-graph/graph.ts";

/** One pool over a map: samples of both pools and their gradients. */
export interface PoolSample {
  readonly title: string;
  readonly x: TensorType;
  readonly attributes: Attributes;
}

const map = (height: number, width: number, channel: number): readonly Dim[] => [
  { axis: "batch", size: "batch" },
  { axis: "height", size: height },
  { axis: "width", size: width },
  { axis: "channel", size: channel },
];
const NONE = [0, 0, 0, 0];
const ONE = [1, 1, 1, 1];

const cases: readonly {
  title: string;
  dims: readonly Dim[];
  size: readonly [number, number];
  stride: readonly [number, number];
  pad?: readonly number[];
  extra?: readonly number[];
}[] = [
  { title: "2×2, stride 2", dims: map(4, 6, 2), size: [2, 2], stride: [2, 2] },
  { title: "3×3, stride 2, padded", dims: map(5, 6, 2), size: [3, 3], stride: [2, 2], pad: ONE },
  { title: "3×3, stride 1: windows overlap", dims: map(4, 4, 2), size: [3, 3], stride: [1, 1], pad: ONE },
  { title: "3×3, stride 2, a row left over", dims: map(6, 6, 1), size: [3, 3], stride: [2, 2] },
  { title: "3×3, stride 2, rounded up", dims: map(6, 6, 2), size: [3, 3], stride: [2, 2], extra: [1, 1] },
  {
    title: "2×2, stride 2, rounded up in height alone",
    dims: map(5, 4, 2),
    size: [2, 2],
    stride: [2, 2],
    extra: [1, 0],
  },
  {
    title: "3×3, stride 2, padded, rounded up",
    dims: map(4, 6, 1),
    size: [3, 3],
    stride: [2, 2],
    pad: ONE,
    extra: [1, 1],
  },
  { title: "2×3 window, stride 1×2", dims: map(4, 7, 2), size: [2, 3], stride: [1, 2] },
  { title: "pads differ", dims: map(4, 4, 2), size: [3, 3], stride: [2, 2], pad: [0, 1, 2, 1] },
  { title: "stride larger than the window", dims: map(7, 7, 2), size: [2, 2], stride: [3, 3] },
  { title: "one pixel", dims: map(1, 1, 3), size: [1, 1], stride: [1, 1] },
  { title: "one pixel, padded", dims: map(1, 1, 2), size: [3, 3], stride: [2, 2], pad: ONE },
  { title: "the whole map", dims: map(3, 4, 2), size: [3, 4], stride: [1, 1] },
  {
    title: "channel first, proposal rides along",
    dims: [
      { axis: "batch", size: "batch" },
      { axis: "proposal", size: 2 },
      { axis: "channel", size: 2 },
      { axis: "height", size: 4 },
      { axis: "width", size: 4 },
    ],
    size: [2, 2],
    stride: [2, 2],
  },
  {
    title: "width before height, no batch",
    dims: [
      { axis: "width", size: 5 },
      { axis: "height", size: 4 },
      { axis: "channel", size: 2 },
    ],
    size: [3, 2],
    stride: [1, 2],
    pad: [1, 0, 1, 1],
  },
];

export const poolSamples: readonly PoolSample[] = cases.map(({ title, dims, size, stride, pad, extra }) => ({
  title,
  x: { kind: "float", dims },
  attributes: { size, stride, pad: pad ?? NONE, extra: extra ?? [0, 0] },
}));
