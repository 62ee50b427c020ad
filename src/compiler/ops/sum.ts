import { whole } from "../../base/number.ts";
import { foldValues, keepParameter, overParameter, placeOver, severalValues } from "./kit/place-reduction.ts";
import type { Surface } from "./surface.ts";
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

const sumSurface: Surface = {
  name: "sum",
  doc: "Σ x over the axes, which go; of a list without `over:` the elementwise sum (0 for an empty one).",
  parameters: [
    { name: "x", doc: "a tensor, or a list of tensors and numbers", type: { kind: "operand" } },
    overParameter,
    keepParameter,
  ],
  place: (args, ctx) => {
    const x = args.value("x");
    if (args.has("over")) return placeOver(args, ctx, "sum", x);
    if (x?.kind === "list" && !x.items.length) return { kind: "number", value: whole(0) };
    const values = severalValues(ctx, [x]);
    return values && foldValues(ctx, "add", values);
  },
};

export const primitives: readonly Primitive[] = [sum];
export const surfaces: readonly Surface[] = [sumSurface];
