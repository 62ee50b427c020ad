import { batchNorm, batchNormInputGradient, batchNormSums, moments, runningStatistic } from "./batch-norm.ts";
import { geluGradient, reluGradient } from "./gradients.ts";
import { gather, oneHot, rank, scatterAdd, topK } from "./indexing.ts";
import type { PlainKernel } from "./plain-kernel.ts";
import { avgPool, avgPoolGradient, maxPool, maxPoolGradient } from "./pool.ts";
import { reduce } from "./reduce.ts";
import { repeat } from "./repeat.ts";
import { resize, resizeGradient } from "./resize.ts";
import { softmax } from "./softmax.ts";
import { spread } from "./spread.ts";

/** What lowerings need beyond TensorFlow.js's own kernels; each engine registers all of them, or faster ones of the same names. */
export const plainKernels: readonly PlainKernel[] = [
  avgPool,
  avgPoolGradient,
  batchNorm,
  batchNormInputGradient,
  batchNormSums,
  gather,
  geluGradient,
  maxPool,
  maxPoolGradient,
  moments,
  oneHot,
  rank,
  reduce,
  reluGradient,
  repeat,
  resize,
  resizeGradient,
  runningStatistic,
  scatterAdd,
  softmax,
  spread,
  topK,
];
