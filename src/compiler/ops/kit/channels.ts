import type { Dim, Node, TensorType } from "../../4-graph/graph.ts";
import type { Dense } from "../primitive.ts";
import { knownSize, without } from "./dims.ts";
import { arrange } from "./dense.ts";

/** A tensor as rows, one for each channel, its other axes in a fixed order: what norms see. */
export interface Channels {
  readonly values: Float64Array;
  readonly channels: number;
  /** Numbers a channel. */
  readonly count: number;
  readonly order: readonly Dim[];
}

const channelFirst = (dims: readonly Dim[]): readonly Dim[] => [
  { axis: "channel", size: knownSize(dims, "channel") },
  ...without(dims, ["channel"]),
];

/** `like` sets the order of the other axes, so that two tensors' rows pair up. The rows may be the tensor's own array: read only. */
export const channelsOf = (x: Dense, type: TensorType, batch: number, like: TensorType = type): Channels => {
  const order = channelFirst(like.dims);
  const channels = knownSize(type.dims, "channel");
  const values = arrange(x.values, type.dims, order, batch);
  return { values, channels, count: channels ? values.length / channels : 0, order };
};

/** Rows laid out as `type` has its axes again. */
export const fromChannels = (values: Float64Array, rows: Channels, type: TensorType, batch: number): Float64Array =>
  arrange(values, rows.order, type.dims, batch);

/** [moment: 2, channel] in memory order of its type: one row of each. */
export const momentRows = (moments: Dense, type: TensorType, batch: number): readonly [Float64Array, Float64Array] => {
  const channels = knownSize(type.dims, "channel");
  const rows = arrange(moments.values, type.dims, momentDims(channels), batch);
  return [rows.subarray(0, channels), rows.subarray(channels)];
};

export const momentDims = (channels: number): readonly Dim[] => [
  { axis: "moment", size: 2 },
  { axis: "channel", size: channels },
];

/** The rows of a node's operand `i`, paired up with those of operand 0. */
export const operandChannels = (inputs: readonly Dense[], node: Node, i: number, batch: number): Channels =>
  channelsOf(inputs[i]!, node.operands[i]!.type, batch, node.operands[0]!.type);
