import type { Node } from "../../../compiler/4-graph/graph.ts";
import { numberAt } from "../../../compiler/ops/kit/attributes.ts";
import { ownElementwise } from "../../engines/kernels/own-elementwise.ts";
import type { Tensor, TensorFlow } from "../../engines/engine.ts";
import type { Lowering, Run } from "../lowering.ts";
import { align, dimsOf, hasKernel, runKernel, shapeOf, stretch } from "./kit.ts";

const unary =
  (of: (tf: TensorFlow, x: Tensor) => Tensor): Lowering =>
  ([x], _node, run) =>
    of(run.tf, x!);

const sameShape = (tensors: readonly Tensor[]): boolean =>
  tensors.every(
    ({ shape }) => shape.length === tensors[0]!.shape.length && shape.every((size, i) => size === tensors[0]!.shape[i]),
  );

/** The engine's own kernel for a primitive, where it has one and the operands are alike. */
const ownKernel = (primitive: string, operands: readonly Tensor[], run: Run): Tensor | undefined => {
  const own = ownElementwise.find((candidate) => candidate.primitive === primitive);
  if (!own || !sameShape(operands) || !hasKernel(run, own.kernel)) return undefined;
  return runKernel(run, own.kernel, Object.fromEntries(own.inputs.map((name, i) => [name, operands[i]!])));
};

/** Operands lined up by the names of their axes. */
const binary =
  (of: (tf: TensorFlow, a: Tensor, b: Tensor) => Tensor): Lowering =>
  (operands, node, run) => {
    const dims = node.type.dims;
    const [a, b] = operands.map((operand, i) => align(operand, dimsOf(node, i), dims, run));
    return ownKernel(node.op, [a!, b!], run) ?? of(run.tf, a!, b!);
  };

/** A power by a number that is known: products and roots where they say the same, for a power costs twenty times as much. */
const power: Lowering = (operands, node, run) => {
  const [x] = operands;
  const exponent = node.operands[1];
  const known = exponent?.op === "constant" && exponent.type.dims.length === 0 ? exponent.values?.[0] : undefined;
  const times = (a: Tensor, b: Tensor): Tensor => ownKernel("mul", [a, b], run) ?? run.tf.mul(a, b);
  if (known === 2) return times(x!, x!);
  if (known === 3) return times(times(x!, x!), x!);
  if (known === 0.5) return run.tf.sqrt(x!);
  return binary((tf, a, b) => tf.pow(a, b))(operands, node, run);
};

/** Masks are floats at run time, TensorFlow.js's are booleans. Its comparisons are slow, so that repeating operands pays. */
const comparison =
  (of: (tf: TensorFlow, a: Tensor, b: Tensor) => Tensor): Lowering =>
  (operands, node, run) => {
    const [a, b] = alike(operands, node, run);
    return ownKernel(node.op, [a!, b!], run) ?? run.tf.cast(of(run.tf, a!, b!), "float32");
  };

/** All operands with the result's axes, repeated where they lack some. */
const alike = (operands: readonly Tensor[], node: Node, run: Run): Tensor[] => {
  const shape = shapeOf(node.type.dims, run);
  return operands.map((operand, i) => stretch(align(operand, dimsOf(node, i), node.type.dims, run), shape, run));
};

export const elementwise = {
  neg: unary((tf, x) => tf.neg(x)),
  exp: unary((tf, x) => tf.exp(x)),
  log: unary((tf, x) => tf.log(x)),
  sqrt: unary((tf, x) => tf.sqrt(x)),
  abs: unary((tf, x) => tf.abs(x)),
  relu: ([x], node, run) => ownKernel(node.op, [x!], run) ?? run.tf.relu(x!),
  relu6: unary((tf, x) => tf.relu6(x)),
  sigmoid: unary((tf, x) => tf.sigmoid(x)),
  tanh: unary((tf, x) => tf.tanh(x)),
  gelu: unary((tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))),
  sign: unary((tf, x) => tf.sign(x)),
  floor: unary((tf, x) => tf.floor(x)),
  not: unary((tf, x) => tf.sub(1, x)),
  stop: unary((_tf, x) => x),
  /** Of inference: training has replaced it. */
  dropout: unary((_tf, x) => x),
  leaky_relu: ([x], node, run) => run.tf.leakyRelu(x!, numberAt(node.attributes, "slope")),
  add: binary((tf, a, b) => tf.add(a, b)),
  sub: binary((tf, a, b) => tf.sub(a, b)),
  mul: binary((tf, a, b) => tf.mul(a, b)),
  div: binary((tf, a, b) => tf.div(a, b)),
  pow: power,
  max: binary((tf, a, b) => tf.maximum(a, b)),
  min: binary((tf, a, b) => tf.minimum(a, b)),
  eq: comparison((tf, a, b) => tf.equal(a, b)),
  ne: comparison((tf, a, b) => tf.notEqual(a, b)),
  lt: comparison((tf, a, b) => tf.less(a, b)),
  le: comparison((tf, a, b) => tf.lessEqual(a, b)),
  gt: comparison((tf, a, b) => tf.greater(a, b)),
  ge: comparison((tf, a, b) => tf.greaterEqual(a, b)),
  and: binary((tf, a, b) => tf.mul(a, b)),
  or: binary((tf, a, b) => tf.maximum(a, b)),
  where: (operands, node, run) => {
    const [mask, a, b] = alike(operands, node, run);
    const own = ownKernel(node.op, [mask!, a!, b!], run);
    if (own) return own;
    return run.tf.where(run.tf.cast(mask!, "bool"), a!, b!);
  },
  relu_gradient: (operands, node, run) => {
    const [dy, y] = alike(operands, node, run);
    return runKernel(run, "KesReluGradient", { dy: dy!, y: y! });
  },
  gelu_gradient: (operands, node, run) => {
    const [dy, x] = alike(operands, node, run);
    return runKernel(run, "KesGeluGradient", { dy: dy!, x: x! });
  },
} satisfies Record<string, Lowering>;

export const leaves = {
  /** Of the batch's size, which only a run knows: one number for all. */
  constant: (_operands, node, run) => run.tf.fill(shapeOf(node.type.dims, run), node.values![0]!),
  batch_size: (_operands, _node, run) => run.tf.scalar(run.batch),
  uniform: (_operands, node, run) => {
    const shape = shapeOf(node.type.dims, run);
    return run.engine.make(
      shape,
      run.random(
        node,
        shape.reduce((a, b) => a * b, 1),
      ),
    );
  },
} satisfies Record<string, Lowering>;
