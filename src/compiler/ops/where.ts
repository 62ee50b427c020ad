import { notAMask } from "../diagnostics/axes.ts";
import { sizesAgree } from "./kit/check-axes.ts";
import { describe } from "./kit/show.ts";
import { tensor } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { TensorType } from "../4-graph/graph.ts";
import { arrangeOperand, denseOf } from "./kit/dense.ts";
import { unite } from "./kit/dims.ts";
import { arithmetic } from "./kit/gradient.ts";
import { kindOfAll } from "./kit/kinds.ts";
import { float, index, mask } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const shape = { batch: "batch", height: 3, channel: 4 } as const;

const where: Primitive = {
  name: "where",
  summary: "a where the mask is 1, else b; what is not chosen passes no gradient and does no harm",
  operandNames: ["mask", "a", "b"],
  // The axes of what is chosen stand before those of the mask.
  infer: ([condition, a, b]): TensorType => ({
    ...kindOfAll([a!, b!]),
    dims: unite(a!.dims, b!.dims, condition!.dims),
  }),
  gradient: (node, dy, build) => {
    const { where: choose } = arithmetic(build);
    const condition = node.operands[0]!;
    return [undefined, choose(condition, dy, 0), choose(condition, 0, dy)];
  },
  interpret: (inputs, node, { batch }) => {
    const { dims } = node.type;
    const [condition, a, b] = [0, 1, 2].map((i) => arrangeOperand(inputs, node, i, dims, batch));
    return denseOf(
      dims,
      batch,
      condition!.map((chosen, i) => (chosen !== 0 ? a![i]! : b![i]!)),
    );
  },
  samples: [
    { title: "alike", operands: [mask(shape), float(shape), float(shape)] },
    { title: "a number", operands: [mask(shape), float({}), float(shape)] },
    { title: "a narrow mask", operands: [mask({ batch: "batch" }), float(shape), float({ channel: 4 })] },
    { title: "a wide mask", operands: [mask(shape), float({ height: 3 }), float({})] },
    {
      title: "infinity on the other side",
      operands: [
        float({ anchor: 3 }, { values: [1, 0, 1] }),
        float({ anchor: 3 }),
        float({}, { values: [-Infinity] }),
      ].map((operand, i) => (i ? operand : { ...operand, type: { ...operand.type, kind: "mask" as const } })),
      gradient: false,
    },
    {
      title: "indices",
      operands: [mask({ anchor: 4 }), index("class", 3, { anchor: 4 }), index("class", 3, {})],
      gradient: false,
    },
  ],
};

const whereSurface: Surface = {
  name: "where",
  doc: "a where the mask is 1, else b, number by number; what is not chosen passes no gradient.",
  parameters: [
    { name: "mask", doc: "a comparison, or masks joined by `and`, `or`, `not`", type: { kind: "operand" } },
    { name: "a", doc: "what is chosen where it is 1", type: { kind: "operand" } },
    { name: "b", doc: "what is chosen where it is 0", type: { kind: "operand" } },
  ],
  place: (args, ctx) => {
    const choice = args.value("mask")!;
    if (choice.kind === "bool") return args.value(choice.value ? "a" : "b");
    if (choice.kind !== "tensor" || choice.node.type.kind !== "mask")
      return ctx.report(notAMask, "mask", { callee: ctx.callee, got: describe(choice) });
    const a = ctx.tensorOf(args.value("a")!);
    const b = a && ctx.tensorOf(args.value("b")!);
    if (
      !b ||
      !sizesAgree(
        ctx,
        undefined,
        [a, b, choice.node].map(({ type }) => type.dims),
      )
    )
      return undefined;
    return tensor(ctx.node("where", [choice.node, a, b]));
  },
};

export const primitives: readonly Primitive[] = [where];
export const surfaces: readonly Surface[] = [whereSurface];
