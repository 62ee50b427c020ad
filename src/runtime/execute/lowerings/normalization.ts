import type { Dim } from "../../../compiler/4-graph/graph.ts";
import { flagAt, numberAt, textAt } from "../../../compiler/ops/kit/attributes.ts";
import type { Tensor } from "../../engines/engine.ts";
import type { Lowering, Run } from "../lowering.ts";
import { arrange, axesOf, dimsOf, product, reshape, runKernel } from "./kit.ts";

/** A tensor as [rows, channels], rows in the order of `riders`, and the way back. */
const asRows = (
  x: Tensor,
  dims: readonly Dim[],
  run: Run,
  riders = axesOf(dims).filter((axis) => axis !== "channel"),
) => {
  const order = [...riders, "channel"];
  const arranged = arrange(x, axesOf(dims), order, run);
  const sizes = arranged.shape;
  return {
    rows: reshape(arranged, [product(sizes.slice(0, -1)), sizes.at(-1)!], run),
    riders,
    back: (y: Tensor): Tensor => arrange(reshape(y, sizes, run), order, axesOf(dims), run),
  };
};

/** By given statistics, then max(y, 0) if asked. */
const batchNorm =
  (relu: boolean): Lowering =>
  ([x, scale, shift, mean, variance], node, run) => {
    const { rows, back } = asRows(x!, dimsOf(node), run);
    const moments = run.tf.stack([mean!, variance!]);
    const attributes = { epsilon: numberAt(node.attributes, "epsilon"), relu };
    return back(runKernel(run, "KesBatchNorm", { x: rows, scale: scale!, shift: shift!, moments }, attributes));
  };

const batchMoments: Lowering = ([x], node, run) =>
  runKernel(run, "KesMoments", { x: asRows(x!, dimsOf(node), run).rows });

/** By the batch's own statistics. */
const batchNormTrain =
  (relu: boolean): Lowering =>
  ([x, scale, shift, moments], node, run) => {
    const { rows, back } = asRows(x!, dimsOf(node), run);
    const attributes = { epsilon: numberAt(node.attributes, "epsilon"), relu };
    return back(
      runKernel(run, "KesBatchNorm", { x: rows, scale: scale!, shift: shift!, moments: moments! }, attributes),
    );
  };

const batchNormSums: Lowering = ([x, moments, dy], node, run) => {
  const { rows, riders } = asRows(x!, dimsOf(node), run);
  const gradient = asRows(dy!, dimsOf(node, 2), run, riders).rows;
  const epsilon = numberAt(node.attributes, "epsilon");
  return runKernel(run, "KesBatchNormSums", { x: rows, moments: moments!, dy: gradient }, { epsilon });
};

const batchNormInputGradient: Lowering = ([x, scale, moments, dy, sums], node, run) => {
  const { rows, riders, back } = asRows(x!, dimsOf(node), run);
  const gradient = asRows(dy!, dimsOf(node, 3), run, riders).rows;
  const inputs = { x: rows, scale: scale!, moments: moments!, dy: gradient, sums: sums! };
  return back(runKernel(run, "KesBatchNormInputGradient", inputs, { epsilon: numberAt(node.attributes, "epsilon") }));
};

const runningStatistic: Lowering = ([old, moments], node, run) => {
  const { attributes } = node;
  return runKernel(
    run,
    "KesRunningStatistic",
    { old: old!, moments: moments! },
    {
      keep: numberAt(attributes, "keep"),
      row: textAt(attributes, "statistic") === "variance" ? 1 : 0,
      count: numberAt(attributes, "positions") * (flagAt(attributes, "batched") ? run.batch : 1),
    },
  );
};

export const normalization = {
  batch_norm: batchNorm(false),
  batch_moments: batchMoments,
  batch_norm_train: batchNormTrain(false),
  batch_norm_sums: batchNormSums,
  batch_norm_input_gradient: batchNormInputGradient,
  running_statistic: runningStatistic,
} satisfies Record<string, Lowering>;

/** The same with a relu behind it, by the norm's primitive; called with the norm's node. */
export const normalizationThenRelu: ReadonlyMap<string, Lowering> = new Map([
  ["batch_norm", batchNorm(true)],
  ["batch_norm_train", batchNormTrain(true)],
]);
