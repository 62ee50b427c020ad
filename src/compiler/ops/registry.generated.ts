// Written by scripts/generate-registry.ts from the files of this folder.
import { surfaces as anchorsSurfaces } from "./anchors.ts";
import { primitives as argmaxPrimitives, surfaces as argmaxSurfaces } from "./argmax.ts";
import { primitives as avgPoolPrimitives, surfaces as avgPoolSurfaces } from "./avg-pool.ts";
import { primitives as batchNormTrainPrimitives } from "./batch-norm-train.ts";
import { primitives as batchNormPrimitives, surfaces as batchNormSurfaces } from "./batch-norm.ts";
import { primitives as broadcastPrimitives } from "./broadcast.ts";
import { primitives as concatPrimitives, surfaces as concatSurfaces } from "./concat.ts";
import { surfaces as constantSurfaces } from "./constant.ts";
import { primitives as convInputGradientPrimitives } from "./conv-input-gradient.ts";
import { primitives as convKernelGradientPrimitives } from "./conv-kernel-gradient.ts";
import { primitives as convPrimitives, surfaces as convSurfaces } from "./conv.ts";
import { surfaces as crossEntropySurfaces } from "./cross-entropy.ts";
import { surfaces as denseSurfaces } from "./dense.ts";
import { primitives as dotPrimitives, surfaces as dotSurfaces } from "./dot.ts";
import { primitives as dropoutPrimitives, surfaces as dropoutSurfaces } from "./dropout.ts";
import { primitives as elementwiseBinaryPrimitives } from "./elementwise-binary.ts";
import { primitives as elementwiseUnaryPrimitives } from "./elementwise-unary.ts";
import { primitives as expandPrimitives } from "./expand.ts";
import { surfaces as functionsSurfaces } from "./functions.ts";
import { primitives as gatherPrimitives, surfaces as gatherSurfaces } from "./gather.ts";
import { primitives as geluPrimitives } from "./gelu.ts";
import { primitives as greedyMatchPrimitives, surfaces as greedyMatchSurfaces } from "./greedy-match.ts";
import { surfaces as identitySurfaces } from "./identity.ts";
import { surfaces as learnedSurfaces } from "./learned.ts";
import { primitives as leavesPrimitives } from "./leaves.ts";
import { primitives as masksPrimitives } from "./masks.ts";
import { primitives as maxPoolPrimitives, surfaces as maxPoolSurfaces } from "./max-pool.ts";
import { primitives as meanPrimitives, surfaces as meanSurfaces } from "./mean.ts";
import { primitives as mergePrimitives, surfaces as mergeSurfaces } from "./merge.ts";
import { primitives as nmsPrimitives, surfaces as nmsSurfaces } from "./nms.ts";
import { surfaces as normSurfaces } from "./norm.ts";
import { surfaces as normalSurfaces } from "./normal.ts";
import { surfaces as normalizeSurfaces } from "./normalize.ts";
import { primitives as oneHotPrimitives, surfaces as oneHotSurfaces } from "./one-hot.ts";
import { primitives as padPrimitives, surfaces as padSurfaces } from "./pad.ts";
import { surfaces as priorBoxesSurfaces } from "./prior-boxes.ts";
import { primitives as rankPrimitives, surfaces as rankSurfaces } from "./rank.ts";
import { primitives as reduceExtremePrimitives, surfaces as reduceExtremeSurfaces } from "./reduce-extreme.ts";
import { primitives as reluPrimitives } from "./relu.ts";
import { primitives as renamePrimitives, surfaces as renameSurfaces } from "./rename.ts";
import { primitives as resizePrimitives, surfaces as resizeSurfaces } from "./resize.ts";
import { primitives as roiAlignPrimitives, surfaces as roiAlignSurfaces } from "./roi-align.ts";
import { primitives as runningStatisticPrimitives } from "./running-statistic.ts";
import { primitives as slicePrimitives } from "./slice.ts";
import { primitives as softmaxPrimitives, surfaces as softmaxSurfaces } from "./softmax.ts";
import { primitives as splitPrimitives, surfaces as splitSurfaces } from "./split.ts";
import { primitives as squeezePrimitives } from "./squeeze.ts";
import { surfaces as stackSurfaces } from "./stack.ts";
import { primitives as stopPrimitives, surfaces as stopSurfaces } from "./stop.ts";
import { primitives as sumPrimitives, surfaces as sumSurfaces } from "./sum.ts";
import { primitives as topKPrimitives, surfaces as topKSurfaces } from "./top-k.ts";
import { primitives as transposePrimitives } from "./transpose.ts";
import { primitives as uniformPrimitives, surfaces as uniformSurfaces } from "./uniform.ts";
import { primitives as wherePrimitives, surfaces as whereSurfaces } from "./where.ts";
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
  ...uniformPrimitives,
  ...wherePrimitives,
]);

/** What a spec can place, by name. */
export const surfaceTable: SurfaceTable = byName([
  ...anchorsSurfaces,
  ...argmaxSurfaces,
  ...avgPoolSurfaces,
  ...batchNormSurfaces,
  ...concatSurfaces,
  ...constantSurfaces,
  ...convSurfaces,
  ...crossEntropySurfaces,
  ...denseSurfaces,
  ...dotSurfaces,
  ...dropoutSurfaces,
  ...functionsSurfaces,
  ...gatherSurfaces,
  ...greedyMatchSurfaces,
  ...identitySurfaces,
  ...learnedSurfaces,
  ...maxPoolSurfaces,
  ...meanSurfaces,
  ...mergeSurfaces,
  ...nmsSurfaces,
  ...normSurfaces,
  ...normalSurfaces,
  ...normalizeSurfaces,
  ...oneHotSurfaces,
  ...padSurfaces,
  ...priorBoxesSurfaces,
  ...rankSurfaces,
  ...reduceExtremeSurfaces,
  ...renameSurfaces,
  ...resizeSurfaces,
  ...roiAlignSurfaces,
  ...softmaxSurfaces,
  ...splitSurfaces,
  ...stackSurfaces,
  ...stopSurfaces,
  ...sumSurfaces,
  ...topKSurfaces,
  ...uniformSurfaces,
  ...whereSurfaces,
]);
