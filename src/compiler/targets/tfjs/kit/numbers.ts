import type { Piece } from "./piece.ts";

const lines = (...parts: readonly string[]): string => parts.join("\n");

const piece = (name: string, ...text: readonly string[]): Piece => ({
  name,
  text: () => lines(...text),
});

/** Elementwise work, axes and indices. */
export const numbers: readonly Piece[] = [
  piece(
    "flat",
    "/** A step function `f` at `xs`: its gradient is zero. TensorFlow.js has none for most of them. */",
    "function flat(f, ...xs) {",
    '  const tensors = xs.map((x) => (typeof x === "number" ? tf.scalar(x) : x));',
    "  return tf.customGrad((...ys) => ({",
    '    value: tf.cast(f(...ys.slice(0, tensors.length)), "float32"),',
    "    gradFunc: () => tensors.map(({ shape }) => tf.zeros(shape)),",
    "  }))(...tensors);",
    "}",
  ),
  piece(
    "sqrt",
    "/** Its gradient is 0 at 0. */",
    "const sqrt = tf.customGrad((x, save) => {",
    "  const value = tf.sqrt(x);",
    "  save([value]);",
    "  return { value, gradFunc: (dy, [root]) => tf.divNoNan(dy, tf.mul(root, 2)) };",
    "});",
  ),
  piece("gelu", "const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));"),
  piece(
    "extreme",
    "/** `f` is tf.maximum or tf.minimum, whose gradients know no broadcasting: adding zeros does it. */",
    "const extreme = (f, a, b) => f(tf.add(a, tf.zerosLike(b)), tf.add(b, tf.zerosLike(a)));",
  ),
  piece("where", 'const where = (mask, a, b) => tf.where(tf.cast(mask, "bool"), a, b);'),
  piece(
    "spread",
    "/** `x` with axes of size 1 at `places`. */",
    "const spread = (x, places) => places.reduce((y, at) => tf.expandDims(y, at), x);",
  ),
  piece("logSoftmax", "const logSoftmax = (x, over) => tf.sub(x, tf.logSumExp(x, over, true));"),
  piece("softmax", "const softmax = (x, over) => tf.exp(logSoftmax(x, over));"),
  piece(
    "split",
    "/** Axis `at` taken apart into axes of these sizes. */",
    "const split = (x, at, sizes) => tf.reshape(x, [...x.shape.slice(0, at), ...sizes, ...x.shape.slice(at + 1)]);",
  ),
  piece(
    "merge",
    "/** `count` axes from `at` on become one. */",
    "const merge = (x, at, count) => tf.reshape(x, [...x.shape.slice(0, at), -1, ...x.shape.slice(at + count)]);",
  ),
  piece(
    "everyNth",
    "/** `count` places along an axis, `step` apart. */",
    "function everyNth(x, axis, begin, count, step) {",
    "  const lack = Math.max(0, begin + count * step - x.shape[axis]);",
    "  const long = tf.pad(x, x.shape.map((_, at) => [0, at === axis ? lack : 0]));",
    "  const cut = tf.slice(long, x.shape.map((_, at) => (at === axis ? begin : 0)), x.shape.map((size, at) => (at === axis ? count * step : size)));",
    "  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];",
    "  const rows = tf.reshape(cut, [before.reduce((a, b) => a * b, 1) * count, step, after.reduce((a, b) => a * b, 1)]);",
    "  return tf.reshape(tf.slice(rows, [0, 0, 0], [-1, 1, -1]), [...before, count, ...after]);",
    "}",
  ),
  piece(
    "contract",
    "/** Sums products over pairs of axes; `shared` pairs stay once, where `a` has them, then come the others of `b`. */",
    "function contract(a, b, over, shared) {",
    "  const side = (pairs, i) => pairs.map((pair) => pair[i]);",
    "  const others = (x, i) => [...x.shape.keys()].filter((at) => !side([...over, ...shared], i).includes(at));",
    "  const count = (x, axes) => axes.reduce((n, at) => n * x.shape[at], 1);",
    "  const [keptA, keptB, n] = [others(a, 0), others(b, 1), count(a, side(over, 0))];",
    "  const left = tf.reshape(tf.transpose(a, [...side(shared, 0), ...keptA, ...side(over, 0)]), [-1, count(a, keptA), n]);",
    "  const right = tf.reshape(tf.transpose(b, [...side(shared, 1), ...side(over, 1), ...keptB]), [-1, n, count(b, keptB)]);",
    "  const order = [...side(shared, 0), ...keptA];",
    "  const y = tf.reshape(tf.matMul(left, right), [...order.map((at) => a.shape[at]), ...keptB.map((at) => b.shape[at])]);",
    "  const back = [...order.keys()].sort((i, j) => order[i] - order[j]);",
    "  return tf.transpose(y, [...back, ...keptB.map((_, i) => order.length + i)]);",
    "}",
  ),
  piece("oneHot", 'const oneHot = (index, size) => flat((x) => tf.oneHot(tf.cast(x, "int32"), size), index);'),
  piece("argMax", "const argMax = (x, axis) => flat((y) => tf.argMax(y, axis), x);"),
  piece(
    "topK",
    "/** Where along the last axis the k largest are, largest first. */",
    "const topK = (x, k) => flat((y) => tf.topk(y, k).indices, x);",
  ),
  piece(
    "rank",
    "/** The place of each number along the last axis when sorted, equals in their order. */",
    "const rank = (x, descending) =>",
    "  flat((y) => {",
    "    const n = y.shape.at(-1);",
    "    const order = tf.reshape(tf.topk(descending ? y : tf.neg(y), n).indices, [-1, n]);",
    "    const rows = tf.range(0, y.size, n);",
    "    const places = tf.tile(tf.range(0, n), [order.shape[0]]);",
    '    const at = tf.cast(tf.reshape(tf.add(order, tf.expandDims(rows, 1)), [-1, 1]), "int32");',
    "    return tf.reshape(tf.scatterND(at, places, [y.size]), y.shape);",
    "  }, x);",
  ),
  piece(
    "stored",
    "/** Numbers made when compiling. */",
    "const stored = (at) => tf.tensor(constants[at].values, constants[at].shape);",
  ),
  piece(
    "uniform",
    "/** Numbers in [0, 1), anew at each step. */",
    'const uniform = (shape) => tf.randomUniform(shape, 0, 1, "float32", ++draws);',
  ),
];
