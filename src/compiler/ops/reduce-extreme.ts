import { foldValues, keepParameter, overParameter, placeOver, severalValues } from "./kit/place-reduction.ts";
import type { Surface } from "./surface.ts";
import { textsAt } from "./kit/attributes.ts";
import { arithmetic } from "./kit/gradient.ts";
import { interpretReduction, reducedType, reductionSamples, withoutKept } from "./kit/reduction.ts";
import { distinct, float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

/** dx = dy shared evenly among the numbers that equal the result. */
const gradient: Primitive["gradient"] = (node, dy, build) => {
  const { eq, sum, mul, div } = arithmetic(build);
  const chosen = eq(node.operands[0]!, withoutKept(build, node, node));
  const each = div(withoutKept(build, node, dy), sum(chosen, textsAt(node.attributes, "over")));
  return [mul(chosen, each)];
};

const extreme = (name: string, summary: string, pick: (a: number, b: number) => number, start: number): Primitive => ({
  name,
  summary,
  operandNames: ["x"],
  infer: reducedType,
  gradient,
  interpret: interpretReduction((row) => row.reduce((best, x) => pick(best, x), start)),
  samples: [
    ...reductionSamples((sizes) => distinct(sizes)),
    {
      title: "ties",
      operands: [float({ channel: 4 }, { values: [2, 1, 2, 1] })],
      attributes: { over: ["channel"], keep: false },
      gradient: false,
    },
  ],
});

const extremeSurface = (name: "max" | "min", word: string): Surface => ({
  name,
  doc: `The ${word} number: of two values or a list elementwise, or with \`over:\` along axes, which go.`,
  parameters: [
    { name: "a", doc: "a tensor or number, or a list of such", type: { kind: "operand" } },
    { name: "b", doc: "the second, where two are compared", type: { kind: "operand" }, default: "none" },
    overParameter,
    keepParameter,
  ],
  place: (args, ctx) => {
    const operands = [args.value("a"), args.value("b")];
    if (args.has("over")) return placeOver(args, ctx, `reduce_${name}`, args.has("b") ? undefined : operands[0]);
    const values = severalValues(ctx, operands);
    return values && foldValues(ctx, name, values);
  },
});

export const primitives: readonly Primitive[] = [
  extreme("reduce_max", "the largest x over the axes; on ties the gradient is shared evenly", Math.max, -Infinity),
  extreme("reduce_min", "the smallest x over the axes; on ties the gradient is shared evenly", Math.min, Infinity),
];
export const surfaces: readonly Surface[] = [extremeSurface("max", "larger"), extremeSurface("min", "smaller")];
