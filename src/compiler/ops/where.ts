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

export const primitives: readonly Primitive[] = [where];
