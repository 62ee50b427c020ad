import type { Dim, Size, TensorType } from "../../4-graph/graph.ts";
import type { SampleOperand } from "../primitive.ts";
import { floatOf, indexInto, maskOf } from "./dims.ts";

/** Short ways to write a sample's operands: `float({ batch: "batch", height: 3 })`. */
export type Sizes = Readonly<Record<string, Size>>;

export const dimsFrom = (sizes: Sizes): readonly Dim[] => Object.entries(sizes).map(([axis, size]) => ({ axis, size }));

const operand = (type: TensorType, rest: Omit<SampleOperand, "type">): SampleOperand => ({ type, ...rest });

export const float = (sizes: Sizes, rest: Omit<SampleOperand, "type"> = {}): SampleOperand =>
  operand(floatOf(dimsFrom(sizes)), rest);
export const positive = (sizes: Sizes): SampleOperand => float(sizes, { draw: "positive" });
export const distinct = (sizes: Sizes): SampleOperand => float(sizes, { draw: "distinct" });
export const mask = (sizes: Sizes): SampleOperand => operand(maskOf(dimsFrom(sizes)), {});
export const index = (of: string, range: number, sizes: Sizes, rest: Omit<SampleOperand, "type"> = {}): SampleOperand =>
  operand(indexInto(of, range, dimsFrom(sizes)), rest);
