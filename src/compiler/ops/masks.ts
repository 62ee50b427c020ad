import { maskOf, unite } from "./kit/dims.ts";
import { interpretBinary } from "./kit/elementwise.ts";
import { float, index, mask } from "./kit/sample-types.ts";
import type { Primitive, Sample } from "./primitive.ts";

const shape = { batch: "batch", height: 3, channel: 4 } as const;

const comparisonSamples: readonly Sample[] = [
  {
    title: "less, equal, more",
    operands: [float({ channel: 3 }, { values: [1, 2, 3] }), float({ channel: 3 }, { values: [2, 2, 2] })],
    gradient: false,
  },
  { title: "the second lacks axes", operands: [float(shape), float({ channel: 4 })], gradient: false },
  {
    title: "indices, each its own axes",
    operands: [index("class", 3, { batch: "batch" }), index("class", 3, { token: 5 })],
    gradient: false,
  },
];
const logicSamples: readonly Sample[] = [
  { title: "alike", operands: [mask(shape), mask(shape)], gradient: false },
  { title: "each has its own", operands: [mask({ batch: "batch" }), mask({ channel: 4 })], gradient: false },
];

const maskOperation = (
  name: string,
  summary: string,
  of: (a: number, b: number) => boolean,
  samples: readonly Sample[],
): Primitive => ({
  name,
  summary: `${summary}: 1 or 0`,
  operandNames: ["a", "b"],
  infer: ([a, b]) => maskOf(unite(a!.dims, b!.dims)),
  interpret: interpretBinary((a, b) => (of(a, b) ? 1 : 0)),
  samples,
});

export const primitives: readonly Primitive[] = [
  maskOperation("eq", "whether a = b", (a, b) => a === b, comparisonSamples),
  maskOperation("ne", "whether a ≠ b", (a, b) => a !== b, comparisonSamples),
  maskOperation("lt", "whether a < b", (a, b) => a < b, comparisonSamples),
  maskOperation("le", "whether a ≤ b", (a, b) => a <= b, comparisonSamples),
  maskOperation("gt", "whether a > b", (a, b) => a > b, comparisonSamples),
  maskOperation("ge", "whether a ≥ b", (a, b) => a >= b, comparisonSamples),
  maskOperation("and", "whether both masks are 1", (a, b) => a !== 0 && b !== 0, logicSamples),
  maskOperation("or", "whether one of the masks is 1", (a, b) => a !== 0 || b !== 0, logicSamples),
];
