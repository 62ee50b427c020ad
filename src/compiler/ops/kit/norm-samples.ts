import type { Dim, TensorType } from "../../4-graph/graph.ts";
import { knownSize } from "./dims.ts";

/** [channel], as many as x has. */
export const perChannel = (x: TensorType): TensorType => ({
  kind: "float",
  dims: [{ axis: "channel", size: knownSize(x.dims, "channel") }],
});

const float = (...dims: (readonly [string, Dim["size"]])[]): TensorType => ({
  kind: "float",
  dims: dims.map(([axis, size]) => ({ axis, size })),
});

/** What every part of the norm is tried with. */
export const normSamples: readonly { readonly title: string; readonly x: TensorType; readonly epsilon: number }[] = [
  { title: "a map", x: float(["batch", "batch"], ["height", 3], ["width", 4], ["channel", 2]), epsilon: 1e-5 },
  { title: "a vector", x: float(["batch", "batch"], ["channel", 5]), epsilon: 1e-3 },
  { title: "channel first", x: float(["batch", "batch"], ["channel", 3], ["height", 2], ["width", 3]), epsilon: 1e-5 },
  { title: "channel before all", x: float(["channel", 3], ["batch", "batch"], ["height", 2]), epsilon: 1e-2 },
  { title: "tokens", x: float(["batch", "batch"], ["token", 4], ["channel", 3]), epsilon: 1e-5 },
  {
    title: "proposal rides along",
    x: float(["batch", "batch"], ["height", 2], ["width", 2], ["channel", 2], ["proposal", 3]),
    epsilon: 1e-5,
  },
  { title: "no batch", x: float(["height", 4], ["channel", 2]), epsilon: 1e-5 },
  { title: "one channel", x: float(["batch", "batch"], ["height", 3], ["width", 3], ["channel", 1]), epsilon: 1e-5 },
];
