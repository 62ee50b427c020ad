import { whole } from "../../base/number.ts";
import { foldValues, keepParameter, overParameter, placeOver, severalValues } from "./kit/place-reduction.ts";
import type { Surface } from "./surface.ts";
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

const meanSurface: Surface = {
  name: "mean",
  doc: "Σ x / n over the axes, which go; of a list without `over:` the elementwise mean.",
  parameters: [
    { name: "x", doc: "a tensor, or a list of tensors and numbers", type: { kind: "operand" } },
    overParameter,
    keepParameter,
  ],
  place: (args, ctx) => {
    if (args.has("over")) return placeOver(args, ctx, "mean", args.value("x"));
    const values = severalValues(ctx, [args.value("x")]);
    const total = values && foldValues(ctx, "add", values);
    return total && ctx.binary("div", total, { kind: "number", value: whole(values.length) });
  },
};

export const primitives: readonly Primitive[] = [mean];
export const surfaces: readonly Surface[] = [meanSurface];
