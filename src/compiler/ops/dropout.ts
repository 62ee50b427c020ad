import { showNum } from "../../base/number.ts";
import { rateOutOfRange } from "../diagnostics/convolution.ts";
import type { Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/** The identity; the training pass puts a scaled random mask in its place. */
const dropout: Primitive = {
  name: "dropout",
  summary:
    "x; while training each number is zeroed with probability `rate` and the others multiplied by 1 / (1 − rate).",
  operandNames: ["x"],
  infer: ([x]) => ({ kind: "float", dims: x!.dims }),
  gradient: (_node, dy) => [dy],
  interpret: ([x]) => x!,
  samples: [
    {
      title: "inferring",
      operands: [
        {
          type: {
            kind: "float",
            dims: [
              { axis: "batch", size: "batch" },
              { axis: "channel", size: 4 },
            ],
          },
        },
      ],
      attributes: { rate: 0.5 },
    },
  ],
};

const surface: Surface = {
  name: "dropout",
  doc: "While training zeroes each number with probability `rate`, anew at each step, and multiplies the others by 1 / (1 − rate); otherwise does nothing.",
  parameters: [
    { name: "x", doc: "any tensor", type: { kind: "tensor" } },
    { name: "rate", doc: "the share that is zeroed, from 0 to below 1", type: { kind: "float" } },
  ],
  place: (args, ctx) => {
    const rate = args.float("rate");
    if (rate === undefined) return undefined;
    if (!(rate >= 0 && rate < 1)) return ctx.report(rateOutOfRange, "rate", { rate: showNum(args.number("rate")!) });
    return { kind: "tensor", node: ctx.node("dropout", [args.tensor("x")], { rate }) };
  },
};

export const primitives: readonly Primitive[] = [dropout];
export const surfaces: readonly Surface[] = [surface];
