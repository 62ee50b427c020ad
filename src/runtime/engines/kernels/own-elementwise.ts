/**
 * Primitives that an engine may do by a kernel of its own when all operands have one shape. Lowerings ask whether it is registered
 * and else use TensorFlow.js's.
 */
export interface OwnElementwise {
  readonly primitive: string;
  readonly kernel: string;
  readonly inputs: readonly string[];
}

const own = (primitive: string, kernel: string, ...inputs: string[]): OwnElementwise => ({ primitive, kernel, inputs });

export const ownElementwise: readonly OwnElementwise[] = [
  own("relu", "KesRelu", "x"),
  own("relu_gradient", "KesReluGradient", "dy", "y"),
  own("add", "KesAdd", "a", "b"),
  own("sub", "KesSub", "a", "b"),
  own("mul", "KesMul", "a", "b"),
  own("div", "KesDiv", "a", "b"),
  own("max", "KesMax", "a", "b"),
  own("min", "KesMin", "a", "b"),
  own("eq", "KesEq", "a", "b"),
  own("ne", "KesNe", "a", "b"),
  own("lt", "KesLt", "a", "b"),
  own("le", "KesLe", "a", "b"),
  own("gt", "KesGt", "a", "b"),
  own("ge", "KesGe", "a", "b"),
  own("where", "KesWhere", "mask", "a", "b"),
];
