// Written by scripts/generate-registry.ts from the files of this folder.
import { primitives as argmaxPrimitives } from "./argmax.ts";
import { primitives as avgPoolPrimitives, surfaces as avgPoolSurfaces } from "./avg-pool.ts";
import { primitives as batchNormTrainPrimitives } from "./batch-norm-train.ts";
import { primitives as batchNormPrimitives, surfaces as batchNormSurfaces } from "./batch-norm.ts";
import { primitives as broadcastPrimitives } from "./broadcast.ts";
import { primitives as concatPrimitives } from "./concat.ts";
import { primitives as convInputGradientPrimitives } from "./conv-input-gradient.ts";
import { primitives as convKernelGradientPrimitives } from "./conv-kernel-gradient.ts";
import { primitives as convPrimitives, surfaces as convSurfaces } from "./conv.ts";
import { primitives as dotPrimitives } from "./dot.ts";
import { primitives as dropoutPrimitives, surfaces as dropoutSurfaces } from "./dropout.ts";
import { primitives as elementwiseBinaryPrimitives } from "./elementwise-binary.ts";
import { primitives as elementwiseUnaryPrimitives } from "./elementwise-unary.ts";
import { primitives as expandPrimitives } from "./expand.ts";
import { primitives as gatherPrimitives } from "./gather.ts";
import { primitives as geluPrimitives } from "./gelu.ts";
import { primitives as greedyMatchPrimitives } from "./greedy-match.ts";
import { primitives as leavesPrimitives } from "./leaves.ts";
import { primitives as masksPrimitives } from "./masks.ts";
import { primitives as maxPoolPrimitives, surfaces as maxPoolSurfaces } from "./max-pool.ts";
import { primitives as meanPrimitives } from "./mean.ts";
import { primitives as mergePrimitives } from "./merge.ts";
import { primitives as nmsPrimitives } from "./nms.ts";
import { primitives as oneHotPrimitives } from "./one-hot.ts";
import { primitives as padPrimitives } from "./pad.ts";
import { primitives as rankPrimitives } from "./rank.ts";
import { primitives as reduceExtremePrimitives } from "./reduce-extreme.ts";
import { primitives as reluPrimitives } from "./relu.ts";
import { primitives as renamePrimitives } from "./rename.ts";
import { primitives as resizePrimitives, surfaces as resizeSurfaces } from "./resize.ts";
import { primitives as roiAlignPrimitives } from "./roi-align.ts";
import { primitives as runningStatisticPrimitives } from "./running-statistic.ts";
import { primitives as slicePrimitives } from "./slice.ts";
import { primitives as softmaxPrimitives } from "./softmax.ts";
import { primitives as splitPrimitives } from "./split.ts";
import { primitives as squeezePrimitives } from "./squeeze.ts";
import { primitives as stopPrimitives } from "./stop.ts";
import { primitives as sumPrimitives } from "./sum.ts";
import { primitives as topKPrimitives } from "./top-k.ts";
import { primitives as transposePrimitives } from "./transpose.ts";
import { primitives as wherePrimitives } from "./where.ts";
import type { PrimitiveTable } from "./primitive.ts";
import type { SurfaceTable } from "./surface.ts";

/** All kinds of graph nodes: `satisfies Record<PrimitiveName, …>` makes a target's table total. */
export type PrimitiveName =
  | "abs"
  | "add"
  | "and"
  | "argmax"
  | "avg_pool"
  | "avg_pool_gradient"
  | "batch_moments"
  | "batch_norm"
  | "batch_norm_input_gradient"
  | "batch_norm_sums"
  | "batch_norm_train"
  | "batch_size"
  | "broadcast"
  | "concat"
  | "constant"
  | "conv"
  | "conv_input_gradient"
  | "conv_kernel_gradient"
  | "div"
  | "dot"
  | "dropout"
  | "eq"
  | "exp"
  | "expand"
  | "floor"
  | "gather"
  | "ge"
  | "gelu"
  | "gelu_gradient"
  | "greedy_match"
  | "gt"
  | "input"
  | "le"
  | "leaky_relu"
  | "log"
  | "log_softmax"
  | "lt"
  | "max"
  | "max_pool"
  | "max_pool_gradient"
  | "mean"
  | "merge"
  | "min"
  | "mul"
  | "ne"
  | "neg"
  | "nms"
  | "not"
  | "one_hot"
  | "or"
  | "pad"
  | "pow"
  | "rank"
  | "reduce_max"
  | "reduce_min"
  | "relu"
  | "relu6"
  | "relu_gradient"
  | "rename"
  | "resize"
  | "resize_gradient"
  | "roi_align"
  | "roi_align_gradient"
  | "running_statistic"
  | "scatter_add"
  | "sigmoid"
  | "sign"
  | "slice"
  | "softmax"
  | "split"
  | "sqrt"
  | "squeeze"
  | "stop"
  | "sub"
  | "sum"
  | "tanh"
  | "top_k"
  | "transpose"
  | "uniform"
  | "variable"
  | "where";

const byName = <Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.name, row]));

export const primitiveTable: PrimitiveTable = byName([
  ...argmaxPrimitives,
  ...avgPoolPrimitives,
  ...batchNormTrainPrimitives,
  ...batchNormPrimitives,
  ...broadcastPrimitives,
  ...concatPrimitives,
  ...convInputGradientPrimitives,
  ...convKernelGradientPrimitives,
  ...convPrimitives,
  ...dotPrimitives,
  ...dropoutPrimitives,
  ...elementwiseBinaryPrimitives,
  ...elementwiseUnaryPrimitives,
  ...expandPrimitives,
  ...gatherPrimitives,
  ...geluPrimitives,
  ...greedyMatchPrimitives,
  ...leavesPrimitives,
  ...masksPrimitives,
  ...maxPoolPrimitives,
  ...meanPrimitives,
  ...mergePrimitives,
  ...nmsPrimitives,
  ...oneHotPrimitives,
  ...padPrimitives,
  ...rankPrimitives,
  ...reduceExtremePrimitives,
  ...reluPrimitives,
  ...renamePrimitives,
  ...resizePrimitives,
  ...roiAlignPrimitives,
  ...runningStatisticPrimitives,
  ...slicePrimitives,
  ...softmaxPrimitives,
  ...splitPrimitives,
  ...squeezePrimitives,
  ...stopPrimitives,
  ...sumPrimitives,
  ...topKPrimitives,
  ...transposePrimitives,
  ...wherePrimitives,
]);

/** What a spec can place, by name. */
export const surfaceTable: SurfaceTable = byName([
  ...avgPoolSurfaces,
  ...batchNormSurfaces,
  ...convSurfaces,
  ...dropoutSurfaces,
  ...maxPoolSurfaces,
  ...resizeSurfaces,
]);
