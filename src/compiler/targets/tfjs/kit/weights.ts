import type { Piece } from "./piece.ts";

const piece = (name: string, ...text: readonly string[]): Piece => ({ name, text: () => text.join("\n") });

/** What stands behind the table of weights: how each begins. */
export const weightPieces: readonly Piece[] = [
  piece(
    "normal",
    "const normal = (deviation, ...sizes) => ({",
    "  sizes,",
    '  begin: (tf, shape, seed) => tf.randomNormal(shape, 0, deviation, "float32", seed),',
    "});",
  ),
  piece(
    "he",
    "/** He's rule for what goes out of a convolution. */",
    "const he = (...sizes) => ({",
    "  sizes,",
    '  begin: (tf, s, seed) => tf.randomNormal(s, 0, Math.sqrt(2 / (s[0] * s[1] * s[3])), "float32", seed),',
    "});",
  ),
  piece(
    "between",
    'const between = (to, ...sizes) => ({ sizes, begin: (tf, s, seed) => tf.randomUniform(s, -to, to, "float32", seed) });',
  ),
  piece(
    "denseLayer",
    "const denseLayer = (n, out) => ({ kernel: between(1 / Math.sqrt(n), n, out), bias: between(1 / Math.sqrt(n), out) });",
  ),
  piece("filled", "const filled = (value, ...sizes) => ({ sizes, begin: (tf, shape) => tf.fill(shape, value) });"),
  piece("state", "const state = (value, n) => ({ ...filled(value, n), trainable: false });"),
  piece(
    "norm",
    "const norm = (n) => ({ scale: filled(1, n), shift: filled(0, n), mean: state(0, n), variance: state(1, n) });",
  ),
];

/** Makes the variables; stands in every module that has weights. */
export const variablesText = (counted: boolean): string => `\
${counted ? expandText : ""}/** Variables by path, and the same as a tree: from \`weights\`, or random by seed and path. */
function makeVariables(tf, weights, seed) {
  const given = weights instanceof Map ? Object.fromEntries(weights) : weights;
  const [variables, tree] = [Object.create(null), Object.create(null)];
  const add = (path, ${counted ? "turn, { sizes" : "{ sizes: shape"}, begin, trainable = true }) => {
${counted ? "    const shape = sizes.map((n) => n[turn] ?? n);\n" : ""}\
    const stream = [...path].reduce((hash, c) => Math.imul(hash ^ c.codePointAt(0), 0x01000193), seed) >>> 0 || 1;
    const [count, got] = [shape.reduce((a, b) => a * b, 1), given?.[path]?.size ?? given?.[path]?.length ?? "none"];
    if (given && got !== count) throw new Error(\`\${path} takes \${count} numbers, \${got} given\`);
    const make = () => tf.variable(given ? tf.reshape(given[path], shape) : begin(tf, shape, stream), trainable);
    const leaf = (variables[path] = tf.tidy(make));
    path.split("/").reduce((at, name, i, all) => (at[name] ??= all[i + 1] ? Object.create(null) : leaf), tree);
  };
  for (const [${counted ? "pattern" : "path"}, owned] of Object.entries(owners))
${
  counted
    ? `    for (const [path, turn] of expand(pattern))
      if (owned.begin) add(path, turn, owned);
      else for (const [name, one] of Object.entries(owned)) add(\`\${path}/\${name}\`, turn, one);
`
    : `    if (owned.begin) add(path, owned);
    else for (const [name, one] of Object.entries(owned)) add(\`\${path}/\${name}\`, one);
`
}\
  for (const path in given) if (!(path in variables)) throw new Error(\`no weight is called \${path}\`);
  return { variables, tree };
}`;

const expandText = `\
/** The paths of a pattern, each with its place in the first {…}. */
function expand(pattern) {
  const [count, from, to] = /\\{(\\d+)\\.\\.(\\d+)\\}/.exec(pattern) ?? [];
  if (!count) return [[pattern, 0]];
  const turns = [...Array(to - from + 1).keys()];
  return turns.flatMap((i) => expand(pattern.replace(count, +from + i)).map(([path]) => [path, i]));
}

`;
