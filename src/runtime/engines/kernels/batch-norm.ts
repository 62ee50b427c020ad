import type { PlainKernel } from "./plain-kernel.ts";

/** All over x [R, C]; `moments` and `sums` are [2, C]. Sums are in double precision. */

/** → [2, C]: each channel's mean and biased variance. */
export const moments: PlainKernel = {
  name: "KesMoments",
  inputs: ["x"],
  shape: ([x]) => [2, x![1]!],
  compute([x], out, [shape]) {
    const [rows, channels] = shape as [number, number];
    // Shifted by the first row, so that a large mean does not swallow the variance.
    const shift = Float64Array.from(x!.subarray(0, channels));
    const [sum, squares] = [new Float64Array(channels), new Float64Array(channels)];
    for (let r = 0, at = 0; r < rows; r++)
      for (let c = 0; c < channels; c++) {
        const value = x![at++]! - shift[c]!;
        sum[c]! += value;
        squares[c]! += value * value;
      }
    for (let c = 0; c < channels; c++) {
      const mean = sum[c]! / rows;
      out[c] = mean + shift[c]!;
      out[channels + c] = Math.max(0, squares[c]! / rows - mean * mean);
    }
  },
};

/** y = a · x + b by channel; max(y, 0) with `relu`. */
export const batchNorm: PlainKernel = {
  name: "KesBatchNorm",
  inputs: ["x", "scale", "shift", "moments"],
  shape: ([x]) => x!,
  compute([x, scale, shift, moments], out, [shape], { epsilon, relu }) {
    const channels = shape![1]!;
    const { a, b } = normalizer(scale!, shift!, moments!, epsilon as number);
    const least = relu === true ? 0 : -Infinity;
    for (let at = 0; at < out.length; at += channels)
      for (let c = 0; c < channels; c++) out[at + c] = Math.max(least, x![at + c]! * a[c]! + b[c]!);
  },
};

/** Normalizing as one product and one sum by channel. */
export const normalizer = (
  scale: Float32Array,
  shift: Float32Array,
  moments: Float32Array,
  epsilon: number,
): { readonly a: Float32Array; readonly b: Float32Array } => {
  const channels = scale.length;
  const [a, b] = [new Float32Array(channels), new Float32Array(channels)];
  for (let c = 0; c < channels; c++) {
    const factor = scale[c]! / Math.sqrt(moments[channels + c]! + epsilon);
    a[c] = factor;
    b[c] = shift[c]! - moments[c]! * factor;
  }
  return { a, b };
};

/** → [2, C]: Σdy and Σdy · x̂, x̂ the normalized x. */
export const batchNormSums: PlainKernel = {
  name: "KesBatchNormSums",
  inputs: ["x", "moments", "dy"],
  shape: ([x]) => [2, x![1]!],
  compute([x, moments, dy], out, [shape], { epsilon }) {
    const [rows, channels] = shape as [number, number];
    const [sum, products] = [new Float64Array(channels), new Float64Array(channels)];
    const mean = Float64Array.from(moments!.subarray(0, channels));
    for (let r = 0, at = 0; r < rows; r++)
      for (let c = 0; c < channels; c++, at++) {
        sum[c]! += dy![at]!;
        products[c]! += dy![at]! * (x![at]! - mean[c]!);
      }
    for (let c = 0; c < channels; c++) {
      out[c] = sum[c]!;
      out[channels + c] = products[c]! / Math.sqrt(moments![channels + c]! + (epsilon as number));
    }
  },
};

/** dx = scale / σ · (dy − Σdy / R − x̂ · Σ(dy · x̂) / R): the way through the moments included. */
export const batchNormInputGradient: PlainKernel = {
  name: "KesBatchNormInputGradient",
  inputs: ["x", "scale", "moments", "dy", "sums"],
  shape: ([x]) => x!,
  compute([x, scale, moments, dy, sums], out, [shape], { epsilon }) {
    const [rows, channels] = shape as [number, number];
    const { a, b, d } = gradientCoefficients(scale!, moments!, sums!, rows, epsilon as number);
    for (let at = 0; at < out.length; at += channels)
      for (let c = 0; c < channels; c++) out[at + c] = dy![at + c]! * a[c]! + x![at + c]! * b[c]! + d[c]!;
  },
};

/** dx = a · dy + b · x + d by channel. */
export const gradientCoefficients = (
  scale: Float32Array,
  moments: Float32Array,
  sums: Float32Array,
  rows: number,
  epsilon: number,
): { readonly a: Float32Array; readonly b: Float32Array; readonly d: Float32Array } => {
  const channels = scale.length;
  const [a, b, d] = [new Float32Array(channels), new Float32Array(channels), new Float32Array(channels)];
  for (let c = 0; c < channels; c++) {
    const inverse = 1 / Math.sqrt(moments[channels + c]! + epsilon);
    const factor = scale[c]! * inverse;
    const slope = (-factor * inverse * sums[channels + c]!) / rows;
    a[c] = factor;
    b[c] = slope;
    d[c] = (-factor * sums[c]!) / rows - slope * moments[c]!;
  }
  return { a, b, d };
};

/**
 * old [C], moments [2, C] → [C]: keep · old + (1 − keep) · new, where `row` 0 is the mean and 1 the variance, which is divided by
 * n − 1 here (by n where n is 1).
 */
export const runningStatistic: PlainKernel = {
  name: "KesRunningStatistic",
  inputs: ["old", "moments"],
  shape: ([old]) => old!,
  compute([old, moments], out, _shapes, attributes) {
    const [keep, row, count] = [attributes.keep as number, attributes.row as number, attributes.count as number];
    const factor = row === 1 && count > 1 ? count / (count - 1) : 1;
    const channels = out.length;
    for (let c = 0; c < channels; c++) out[c] = keep * old![c]! + (1 - keep) * moments![row * channels + c]! * factor;
  },
};
