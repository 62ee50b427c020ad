import type { Dim, Node } from "../4-graph/graph.ts";
import { numberAt } from "./kit/attributes.ts";
import { channelsOf, fromChannels, momentDims, momentRows, operandChannels } from "./kit/channels.ts";
import type { Channels } from "./kit/channels.ts";
import { knownSize } from "./kit/dims.ts";
import { normSamples, perChannel } from "./kit/norm-samples.ts";
import type { Dense, Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/*
 * The training form of `batch_norm`. Everything that sums over a whole batch stands in a node of its own, so that forward and
 * backward share it and an engine may do each in one sweep.
 */

/** Σ over the numbers of each channel of `term(i, c)`, `i` counting through all rows. */
const sumRows = (rows: Channels, term: (i: number, c: number) => number): Float64Array =>
  Float64Array.from({ length: rows.channels }, (_, c) => {
    let sum = 0;
    for (let i = c * rows.count; i < (c + 1) * rows.count; i++) sum += term(i, c);
    return sum;
  });

const stacked = (first: Float64Array, second: Float64Array): Dense => ({
  shape: [2, first.length],
  values: Float64Array.of(...first, ...second),
});

const momentsOf = (dims: readonly Dim[]) => ({ kind: "float", dims: momentDims(knownSize(dims, "channel")) }) as const;

const batchMoments: Primitive = {
  name: "batch_moments",
  summary: "Row 0: each channel's mean over all other axes; row 1: its variance, divided by n.",
  operandNames: ["x"],
  infer: ([x]) => momentsOf(x!.dims),
  interpret: ([x], node, { batch }) => {
    const rows = channelsOf(x!, node.operands[0]!.type, batch);
    const mean = sumRows(rows, (i) => rows.values[i]! / rows.count);
    return stacked(
      mean,
      sumRows(rows, (i, c) => (rows.values[i]! - mean[c]!) ** 2 / rows.count),
    );
  },
  samples: normSamples.map(({ title, x }) => ({ title, operands: [{ type: x }] })),
};

/** x̂ = (x − mean) / √(variance + epsilon), as rows. */
const normalizedRows = (
  inputs: readonly Dense[],
  node: Node,
  moments: number,
  batch: number,
): Channels & { readonly root: Float64Array } => {
  const rows = channelsOf(inputs[0]!, node.operands[0]!.type, batch);
  const [mean, variance] = momentRows(inputs[moments]!, node.operands[moments]!.type, batch);
  const root = variance.map((value) => Math.sqrt(value + numberAt(node.attributes, "epsilon")));
  const values = rows.values.map(
    (value, i) => (value - mean[Math.floor(i / rows.count)]!) / root[Math.floor(i / rows.count)]!,
  );
  return { ...rows, values, root };
};

const slot = (sums: Node, moment: 0 | 1, build: Parameters<NonNullable<Primitive["gradient"]>>[2]): Node => {
  const slices = [{ axis: "moment", begin: moment, end: moment + 1, step: 1 }];
  return build.node("squeeze", [build.node("slice", [sums], { slices })], { axis: "moment" });
};

const batchNormTrain: Primitive = {
  name: "batch_norm_train",
  summary:
    "y = (x − mean) / √(variance + epsilon) · scale + shift by the batch's own moments; dx includes the way through them.",
  operandNames: ["x", "scale", "shift", "moments"],
  infer: ([x]) => ({ kind: "float", dims: x!.dims }),
  gradient: (node, dy, build) => {
    const [x, scale, , moments] = node.operands as [Node, Node, Node, Node];
    const { epsilon } = node.attributes;
    const sums = build.node("batch_norm_sums", [x, moments, dy], { epsilon: epsilon! });
    const dx = build.node("batch_norm_input_gradient", [x, scale, moments, dy, sums], { epsilon: epsilon! });
    return [dx, slot(sums, 1, build), slot(sums, 0, build), undefined];
  },
  interpret: (inputs, node, { batch }) => {
    const [x, scale, shift] = inputs as [Dense, Dense, Dense];
    const rows = normalizedRows(inputs, node, 3, batch);
    const y = rows.values.map((value, i) => {
      const c = Math.floor(i / rows.count);
      return value * scale.values[c]! + shift.values[c]!;
    });
    return { shape: x.shape, values: fromChannels(y, rows, node.type, batch) };
  },
  samples: normSamples.map(({ title, x, epsilon }) => ({
    title,
    operands: [
      { type: x },
      { type: perChannel(x) },
      { type: perChannel(x) },
      { type: momentsOf(x.dims), draw: "positive" },
    ],
    attributes: { epsilon },
    // By design no derivative of its own: moments are tied to x. Finite differences of the pair stand in test/passes.
    gradient: false,
  })),
};

const batchNormSums: Primitive = {
  name: "batch_norm_sums",
  summary: "Row 0: Σ dy over all axes but channel; row 1: Σ dy · x̂.",
  operandNames: ["x", "moments", "dy"],
  infer: ([x]) => momentsOf(x!.dims),
  interpret: (inputs, node, { batch }) => {
    const rows = normalizedRows(inputs, node, 1, batch);
    const dy = operandChannels(inputs, node, 2, batch).values;
    return stacked(
      sumRows(rows, (i) => dy[i]!),
      sumRows(rows, (i) => dy[i]! * rows.values[i]!),
    );
  },
  samples: normSamples.map(({ title, x, epsilon }) => ({
    title,
    operands: [{ type: x }, { type: momentsOf(x.dims), draw: "positive" }, { type: x }],
    attributes: { epsilon },
  })),
};

const batchNormInputGradient: Primitive = {
  name: "batch_norm_input_gradient",
  summary: "dx = scale / √(variance + epsilon) · (dy − (Σ dy + x̂ · Σ dy·x̂) / n), n numbers a channel.",
  operandNames: ["x", "scale", "moments", "dy", "sums"],
  infer: ([x]) => ({ kind: "float", dims: x!.dims }),
  interpret: (inputs, node, { batch }) => {
    const rows = normalizedRows(inputs, node, 2, batch);
    const scale = inputs[1]!.values;
    const dy = operandChannels(inputs, node, 3, batch).values;
    const [plain, weighted] = momentRows(inputs[4]!, node.operands[4]!.type, batch);
    const dx = rows.values.map((value, i) => {
      const c = Math.floor(i / rows.count);
      return (scale[c]! / rows.root[c]!) * (dy[i]! - (plain[c]! + value * weighted[c]!) / rows.count);
    });
    return { shape: inputs[0]!.shape, values: fromChannels(dx, rows, node.type, batch) };
  },
  samples: normSamples.map(({ title, x, epsilon }) => ({
    title,
    operands: [
      { type: x },
      { type: perChannel(x) },
      { type: momentsOf(x.dims), draw: "positive" },
      { type: x },
      { type: momentsOf(x.dims) },
    ],
    attributes: { epsilon },
  })),
};

export const primitives: readonly Primitive[] = [batchMoments, batchNormTrain, batchNormSums, batchNormInputGradient];
export const surfaces: readonly Surface[] = [];
