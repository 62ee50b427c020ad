import type { Piece } from "./piece.ts";

const lines = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join("\n");

/** What follows a product: the bias, where all, some or none of the callers have one. */
const biased = (has: (feature: string) => boolean, product: string): string =>
  !has("bias") ? product : has("bare") ? `addBias(${product}, bias)` : `tf.add(${product}, bias)`;
const weightsOf = (has: (feature: string) => boolean): string => (has("bias") ? "{ kernel, bias }" : "{ kernel }");

const addBias: Piece = {
  name: "addBias",
  text: () => "const addBias = (x, bias) => (bias ? tf.add(x, bias) : x);",
};

const conv: Piece = {
  name: "conv",
  text: (has) =>
    lines(
      "/** Zeros stand around `x` as far as the kernel reaches, unless `pad` says otherwise. */",
      ...(has("groups")
        ? [
            `function conv(x, ${weightsOf(has)}, { stride = 1, pad = (kernel.shape[0] - 1) >> 1, groups = x.shape[3] / kernel.shape[2] } = {}) {`,
            `  if (groups === 1) return ${biased(has, "tf.conv2d(x, kernel, stride, pad)")};`,
            has("depthwise") && "  const [height, width, input, out] = kernel.shape;",
            has("depthwise") &&
              `  if (input === 1) return ${biased(has, "tf.depthwiseConv2d(x, tf.reshape(kernel, [height, width, groups, out / groups]), stride, pad)")};`,
            "  const kernels = tf.split(kernel, groups, 3);",
            "  const parts = tf.split(x, groups, 3).map((part, i) => tf.conv2d(part, kernels[i], stride, pad));",
            `  return ${biased(has, "tf.concat(parts, 3)")};`,
            "}",
          ]
        : [
            `function conv(x, ${weightsOf(has)}, { stride = 1, pad = (kernel.shape[0] - 1) >> 1 } = {}) {`,
            `  return ${biased(has, "tf.conv2d(x, kernel, stride, pad)")};`,
            "}",
          ]),
    ),
};

const dilatedConv: Piece = {
  name: "dilatedConv",
  text: (has) =>
    lines(
      "/** A sum over the kernel's taps, each a convolution of 1 × 1: TensorFlow.js has no gradient for a dilated one. */",
      `function dilatedConv(x, ${weightsOf(has)}, { stride = 1, dilation${has("groups") ? ", groups = 1" : ""} }) {`,
      "  const [height, width] = kernel.shape;",
      "  const [down, right] = Array.isArray(dilation) ? dilation : [dilation, dilation];",
      "  const size = [x.shape[1] - down * (height - 1), x.shape[2] - right * (width - 1)];",
      "  const taps = [...Array(height * width).keys()].map((tap) => {",
      "    const [row, column] = [Math.floor(tap / width), tap % width];",
      "    const seen = tf.slice(x, [0, row * down, column * right, 0], [-1, ...size, -1]);",
      "    const one = tf.slice(kernel, [row, column, 0, 0], [1, 1, -1, -1]);",
      has("groups") && '    if (groups === 1) return tf.conv2d(seen, one, stride, "valid");',
      has("groups") && "    const kernels = tf.split(one, groups, 3);",
      has("groups") &&
        '    return tf.concat(tf.split(seen, groups, 3).map((part, i) => tf.conv2d(part, kernels[i], stride, "valid")), 3);',
      !has("groups") && '    return tf.conv2d(seen, one, stride, "valid");',
      "  });",
      `  return ${biased(has, "tf.addN(taps)")};`,
      "}",
    ),
};

const dense: Piece = {
  name: "dense",
  text: (has) =>
    has("axes")
      ? lines(
          "/** Contracts the last axes of `x` with all but the last one of the kernel. */",
          `function dense(x, ${weightsOf(has)}) {`,
          "  const out = kernel.shape.at(-1);",
          "  const rows = tf.reshape(x, [-1, kernel.size / out]);",
          "  const y = tf.matMul(rows, tf.reshape(kernel, [-1, out]));",
          `  return ${biased(has, "tf.reshape(y, [...x.shape.slice(0, x.rank - kernel.rank + 1), out])")};`,
          "}",
        )
      : `const dense = (x, ${weightsOf(has)}) => ${biased(has, "tf.matMul(x, kernel)")};`,
};

const batchNorm: Piece = {
  name: "batchNorm",
  text: (has) => {
    const [keep, rest] = has("options") ? ["keep", "(1 - keep)"] : ["0.9", "0.1"];
    const epsilon = has("options") ? "epsilon" : "1e-5";
    return lines(
      "/** By the batch's own statistics while training, which the running ones follow; otherwise by those. */",
      `function batchNorm(x, w${has("options") ? ", { epsilon = 1e-5, keep = 0.9 } = {}" : ""}) {`,
      `  if (!training) return tf.batchNorm(x, w.mean, w.variance, w.shift, w.scale, ${epsilon});`,
      "  const { mean, variance } = tf.moments(x, [...x.shape.keys()].slice(0, -1));",
      "  const n = x.size / mean.size;",
      `  w.mean.assign(tf.add(tf.mul(w.mean, ${keep}), tf.mul(mean, ${rest})));`,
      `  w.variance.assign(tf.add(tf.mul(w.variance, ${keep}), tf.mul(variance, (${rest} * n) / Math.max(n - 1, 1))));`,
      `  return tf.batchNorm(x, mean, variance, w.shift, w.scale, ${epsilon});`,
      "}",
    );
  },
};

const onRows: Piece = {
  name: "onRows",
  text: () =>
    lines(
      "/** `work` on [rows, channels]. */",
      "const onRows = (x, work) => tf.reshape(work(tf.reshape(x, [-1, x.shape.at(-1)])), x.shape);",
    ),
};

const avgPoolOf: Piece = {
  name: "avgPoolOf",
  text: () =>
    lines(
      "/** Means over the pixels that count: those of `x` and of the padding `counted`, never those of `rest`. */",
      "function avgPoolOf(x, size, stride, counted, rest) {",
      '  const pool = (map) => tf.avgPool(tf.pad(map, rest), size, stride, "valid");',
      "  const inner = tf.pad(x, counted);",
      "  return tf.div(pool(inner), pool(tf.ones(inner.shape)));",
      "}",
    ),
};

const resize: Piece = {
  name: "resize",
  text: () =>
    lines(
      "/** One axis brought to `size` by a matrix; centres at half pixels, no antialiasing. */",
      "function resize(x, axis, size, method) {",
      "  const n = x.shape[axis];",
      "  const matrix = tf.buffer([n, size]);",
      "  for (let i = 0; i < size; i++) {",
      "    const nearest = Math.floor(((2 * i + 1) * n) / (2 * size));",
      '    const centre = method === "nearest" ? nearest : Math.min(Math.max(((i + 0.5) * n) / size - 0.5, 0), n - 1);',
      "    const [low, rest] = [Math.floor(centre), centre % 1];",
      "    matrix.set(1 - rest, low, i);",
      "    if (rest > 0) matrix.set(rest, low + 1, i);",
      "  }",
      "  const last = [...x.shape.keys()].filter((at) => at !== axis).concat(axis);",
      "  const rows = tf.transpose(x, last);",
      "  const y = tf.matMul(tf.reshape(rows, [-1, n]), matrix.toTensor());",
      "  const back = last.map((_, at) => last.indexOf(at));",
      "  return tf.transpose(tf.reshape(y, [...rows.shape.slice(0, -1), size]), back);",
      "}",
    ),
};

const onMaps: Piece = {
  name: "onMaps",
  text: () =>
    lines(
      "/** `work` on [N, H, W, C], whatever other axes ride along: `order` names those first, then height, width, channel. */",
      "function onMaps(x, order, work) {",
      "  const maps = tf.transpose(x, order);",
      "  const y = work(tf.reshape(maps, [-1, ...maps.shape.slice(-3)]));",
      "  const back = order.map((_, at) => order.indexOf(at));",
      "  return tf.transpose(tf.reshape(y, [...maps.shape.slice(0, -3), ...y.shape.slice(1)]), back);",
      "}",
    ),
};

const dropout: Piece = {
  name: "dropout",
  text: () =>
    lines(
      "/** While training each number is zeroed with probability `rate`, anew at each step. */",
      "function dropout(x, rate) {",
      "  if (!training) return tf.clone(x);",
      '  const kept = tf.floor(tf.randomUniform(x.shape, 1 - rate, 2 - rate, "float32", ++draws));',
      "  return tf.mul(x, tf.div(kept, 1 - rate));",
      "}",
    ),
};

export const layers: readonly Piece[] = [
  addBias,
  conv,
  dilatedConv,
  dense,
  batchNorm,
  onRows,
  avgPoolOf,
  resize,
  onMaps,
  dropout,
];
