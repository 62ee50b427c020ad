import type { Attributes } from "../4-graph/graph.ts";
import { flagAt, numberAt, textAt } from "./kit/attributes.ts";
import { momentDims, momentRows } from "./kit/channels.ts";
import type { Primitive, Sample } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/** Numbers a channel that the moments were taken over. */
const countedNumbers = (attributes: Attributes, batch: number): number =>
  numberAt(attributes, "positions") * (flagAt(attributes, "batched") ? batch : 1);

const sample = (title: string, attributes: Attributes): Sample => ({
  title,
  operands: [
    { type: { kind: "float", dims: [{ axis: "channel", size: 3 }] }, draw: "positive" },
    { type: { kind: "float", dims: momentDims(3) }, draw: "positive" },
  ],
  attributes: { keep: 0.9, ...attributes },
});

/** A norm's running mean or variance after one more step. The variance is divided by n - 1; a single number's stays as it is. */
const runningStatistic: Primitive = {
  name: "running_statistic",
  summary: "keep · old + (1 − keep) · mean, or · variance · n / (n − 1).",
  operandNames: ["old", "moments"],
  infer: ([old]) => ({ kind: "float", dims: old!.dims }),
  interpret: ([old, moments], node, { batch }) => {
    const keep = numberAt(node.attributes, "keep");
    const [mean, variance] = momentRows(moments!, node.operands[1]!.type, batch);
    const n = countedNumbers(node.attributes, batch);
    const isMean = textAt(node.attributes, "statistic") === "mean";
    const factor = isMean || n <= 1 ? 1 : n / (n - 1);
    const statistic = isMean ? mean : variance;
    return {
      shape: old!.shape,
      values: old!.values.map((value, c) => keep * value + (1 - keep) * statistic[c]! * factor),
    };
  },
  samples: [
    sample("mean", { statistic: "mean", positions: 12, batched: true }),
    sample("variance", { statistic: "variance", positions: 12, batched: true }),
    sample("variance of one batch without positions", { statistic: "variance", positions: 1, batched: true }),
    sample("variance without a batch", { statistic: "variance", positions: 5, batched: false }),
    sample("variance of a single number", { statistic: "variance", positions: 1, batched: false }),
    sample("keeps nothing", { statistic: "variance", positions: 4, batched: true, keep: 0 }),
  ],
};

export const primitives: readonly Primitive[] = [runningStatistic];
export const surfaces: readonly Surface[] = [];
