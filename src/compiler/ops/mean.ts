import { arithmetic, countNode } from "./kit/gradient.ts";
import { interpretReduction, reducedDims, reducedType, reductionSamples, withoutKept } from "./kit/reduction.ts";
import type { Primitive } from "./primitive.ts";

const mean: Primitive = {
  name: "mean",
  summary: "Σ x / n over the axes, n the number of summands",
  operandNames: ["x"],
  infer: reducedType,
  gradient: (node, dy, build) => [
    arithmetic(build).div(withoutKept(build, node, dy), countNode(build, reducedDims(node))),
  ],
  interpret: interpretReduction((row) => row.reduce((total, x) => total + x, 0) / row.length),
  samples: reductionSamples(),
};

export const primitives: readonly Primitive[] = [mean];
