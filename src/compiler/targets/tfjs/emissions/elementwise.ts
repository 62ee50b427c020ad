import { kit, number, text, tf, type Code } from "../code.ts";
import { aligned, attribute, type Emission } from "../emission.ts";

/** A function of TF.js by its name there. */
const named =
  (callee: string): Emission =>
  (node, operands) =>
    tf(callee, ...aligned(node, operands));

/** A step function: TF.js has no gradient for most of them, ours is zero. */
const stepping =
  (callee: string): Emission =>
  (node, operands) =>
    kit("flat", text(callee), ...aligned(node, operands));

/** The larger or the smaller of two. */
const extreme =
  (callee: string): Emission =>
  (node, operands) => {
    const [a, b] = aligned(node, operands) as [Code, Code];
    const rank = node.type.dims.length;
    const grows = node.operands.some(({ op, type }) => op !== "constant" && type.dims.length !== rank);
    return grows ? kit("extreme", text(`tf.${callee}`), a, b) : tf(callee, a, b);
  };

const isNumber = (code: Code, wanted: number): boolean => code.kind === "number" && code.value === wanted;

/** Leaves and elementwise operations. A variable or constant is written where it is read, not as a statement. */
export const elementwise = {
  abs: named("abs"),
  add: named("add"),
  and: named("mul"),
  div: named("div"),
  dropout: (node, [x]) => kit("dropout", x!, number("rate", attribute(node, "rate"))),
  eq: stepping("tf.equal"),
  exp: named("exp"),
  floor: named("floor"),
  ge: stepping("tf.greaterEqual"),
  gelu: (_node, [x]) => kit("gelu", x!),
  gt: stepping("tf.greater"),
  le: stepping("tf.lessEqual"),
  leaky_relu: (node, [x]) => tf("leakyRelu", x!, number("slope", attribute(node, "slope"))),
  log: named("log"),
  lt: stepping("tf.less"),
  max: extreme("maximum"),
  min: extreme("minimum"),
  mul: named("mul"),
  ne: stepping("tf.notEqual"),
  neg: named("neg"),
  not: (_node, [x]) => tf("sub", text(1), x!),
  or: named("maximum"),
  pow: (node, operands) => {
    const [x, exponent] = aligned(node, operands);
    return isNumber(exponent!, 2) ? tf("square", x!) : tf("pow", x!, exponent!);
  },
  relu: named("relu"),
  relu6: named("relu6"),
  sigmoid: named("sigmoid"),
  sign: stepping("tf.sign"),
  sqrt: (_node, [x]) => kit("sqrt", x!),
  stop: (_node, [x]) => kit("flat", text("tf.clone"), x!),
  sub: named("sub"),
  tanh: named("tanh"),
  where: (node, operands) => kit("where", ...aligned(node, operands)),
} satisfies Record<string, Emission>;
