import type * as tfjs from "@tensorflow/tfjs";
import type { Unit } from "./wasm-nets.ts";

/** The network of `trainingNet` as one writes it in TensorFlow.js, for its own automatic differentiation; weights by the same paths. */
export type Weights = ReadonlyMap<string, tfjs.Variable>;
type Maps = tfjs.Tensor4D;

interface Stock {
  readonly tf: typeof tfjs;
  readonly weights: Weights;
}

const weight = <Shape extends tfjs.Tensor>({ weights }: Stock, path: string): Shape =>
  weights.get(path)! as unknown as Shape;

/** TensorFlow.js has no groups: cut, convolve, join. */
const conv = (stock: Stock, path: string, x: Maps, stride = 1, groups = 1): Maps => {
  const { tf } = stock;
  const kernel = weight<Maps>(stock, `${path}/kernel`);
  // Even maps and a stride of 2 make TensorFlow's "same" lopsided: say it outright.
  const side = (kernel.shape[0] - 1) / 2;
  const around = [side, side] as [number, number];
  const padded = side === 0 ? x : tf.pad4d(x, [[0, 0], around, around, [0, 0]]);
  if (groups === 1) return tf.conv2d<Maps>(padded, kernel, stride, "valid");
  const [inputs, kernels] = [tf.split(padded, groups, 3), tf.split(kernel, groups, 3)];
  const parts = inputs.map((input, g) => tf.conv2d(input as Maps, kernels[g] as Maps, stride, "valid"));
  return tf.concat<Maps>(parts, 3);
};

const normRelu = (stock: Stock, path: string, x: Maps): Maps => {
  const { tf } = stock;
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const [scale, shift] = [weight<tfjs.Tensor1D>(stock, `${path}/scale`), weight<tfjs.Tensor1D>(stock, `${path}/shift`)];
  return tf.relu(tf.batchNorm4d(x, mean as tfjs.Tensor1D, variance as tfjs.Tensor1D, shift, scale, 1e-5));
};

const residualUnit = (stock: Stock, path: string, x: Maps, out: number, stride: number, unit?: Unit): Maps => {
  const y = normRelu(stock, `${path}/norm`, x);
  const first = conv(stock, `${path}/conv1`, y, unit ? 1 : stride, unit?.groups);
  const second = conv(stock, `${path}/conv2`, normRelu(stock, `${path}/norm1`, first), unit ? stride : 1, unit?.groups);
  const residual = unit ? conv(stock, `${path}/conv3`, normRelu(stock, `${path}/norm2`, second)) : second;
  const shortcut = x.shape[3] === out ? x : conv(stock, `${path}/shortcut`, y, stride);
  return stock.tf.add(residual, shortcut);
};

/** The mean cross entropy over the batch: image [N, 32, 32, 3], label [N] whole numbers. */
export const stockLoss = (
  tf: typeof tfjs,
  weights: Weights,
  image: Maps,
  label: tfjs.Tensor1D,
  depth: number,
  width: number,
  unit?: Unit,
): tfjs.Scalar => {
  const stock: Stock = { tf, weights };
  let x = conv(stock, "stem", image);
  for (const [group, channels] of [16, 32, 64].entries())
    for (let i = 0; i < (depth - 4) / 6; i++)
      x = residualUnit(stock, `group${group}/unit${i}`, x, channels * width, group > 0 && i === 0 ? 2 : 1, unit);
  const pooled = tf.mean<tfjs.Tensor2D>(normRelu(stock, "norm", x), [1, 2]);
  const logits = tf.add(tf.matMul(pooled, weight<tfjs.Tensor2D>(stock, "dense/kernel")), weight(stock, "dense/bias"));
  const picked = tf.oneHot(tf.cast(label, "int32"), 10);
  return tf.losses.softmaxCrossEntropy(picked, logits);
};
