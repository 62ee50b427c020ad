import { interpretReduction, reducedType, reductionSamples, withoutKept } from "./kit/reduction.ts";
import type { Primitive } from "./primitive.ts";

const sum: Primitive = {
  name: "sum",
  summary: "Σ x over the axes",
  operandNames: ["x"],
  infer: reducedType,
  gradient: (node, dy, build) => [withoutKept(build, node, dy)],
  interpret: interpretReduction((row) => row.reduce((total, x) => total + x, 0)),
  samples: reductionSamples(),
};

export const primitives: readonly Primitive[] = [sum];
