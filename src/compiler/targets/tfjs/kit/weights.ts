import type { Piece } from "./piece.ts";

const piece = (name: string, ...text: readonly string[]): Piece => ({ name, text: () => text.join("\n") });

/** What stands behind the table of weights: how each begins, and the variables made of them. */
export const weightPieces: readonly Piece[] = [
  piece(
    "normal",
    "const normal = (deviation, ...shape) => ({",
    "  shape,",
    "  draw: (random) => deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),",
    "});",
  ),
  piece(
    "he",
    "/** A convolution's kernel, by He's rule for what goes out. */",
    "const he = (...shape) => normal(Math.sqrt(2 / (shape[0] * shape[1] * shape[3])), ...shape);",
  ),
  piece("between", "const between = (limit, ...shape) => ({ shape, draw: (random) => limit * (2 * random() - 1) });"),
  piece(
    "denseLayer",
    "/** A dense layer's weights, by the numbers that go in. */",
    "function denseLayer(...shape) {",
    "  const limit = 1 / Math.sqrt(shape.slice(0, -1).reduce((a, b) => a * b, 1));",
    "  return { kernel: between(limit, ...shape), bias: between(limit, shape.at(-1)) };",
    "}",
  ),
  piece("filled", "const filled = (value, ...shape) => ({ shape, draw: () => value });"),
  piece("state", "/** Follows the data, is not trained. */", "const state = (value, ...shape) => ({ ...filled(value, ...shape), trainable: false });"),
  piece(
    "norm",
    "const norm = (n) => ({ scale: filled(1, n), shift: filled(0, n), mean: state(0, n), variance: state(1, n) });",
  ),
];

/** Makes the variables; stands in every module that has weights. */
export const variablesText = `\
/** Each path that a pattern with counts like {2..6} stands for. */
function expand(pattern) {
  const [count, from, to] = /\\{(\\d+)\\.\\.(\\d+)\\}/.exec(pattern) ?? [];
  if (!count) return [pattern];
  return Array.from({ length: to - from + 1 }, (_, i) => expand(pattern.replace(count, Number(from) + i))).flat();
}

/** Numbers in [0, 1), the same for the same text: FNV-1a, then mulberry32. */
function randomFrom(text) {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Variables by path, and the same as a tree: from \`given\`, or drawn by seed and path. */
function makeVariables(tf, given, seed) {
  const [variables, tree] = [Object.create(null), Object.create(null)];
  const make = (path, { shape, draw, trainable = true }) => {
    const random = randomFrom(\`\${seed} \${path}\`);
    const size = shape.reduce((a, b) => a * b, 1);
    const values = given ? given[path] : Float32Array.from({ length: size }, () => draw(random));
    if (values === undefined) throw new Error(\`no weights are given for \${path}\`);
    variables[path] = tf.tidy(() => tf.variable(tf.reshape(tf.tensor(values.dataSync?.() ?? values), shape), trainable));
    const segments = path.split("/");
    const last = segments.pop();
    segments.reduce((node, segment) => (node[segment] ??= Object.create(null)), tree)[last] = variables[path];
  };
  for (const [pattern, owned] of Object.entries(owners))
    for (const path of expand(pattern))
      if (owned.draw) make(path, owned);
      else for (const [name, one] of Object.entries(owned)) make(\`\${path}/\${name}\`, one);
  return { variables, tree };
}`;
