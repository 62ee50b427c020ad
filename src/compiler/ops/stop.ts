import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const stop: Primitive = {
  name: "stop",
  summary: "x, through which no gradient flows",
  operandNames: ["x"],
  infer: ([x]) => x!,
  interpret: ([x]) => x!,
  samples: [{ title: "two axes", operands: [float({ batch: "batch", channel: 3 })], gradient: false }],
};

export const primitives: readonly Primitive[] = [stop];
