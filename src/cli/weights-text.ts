import { alignColumns } from "../base/columns.ts";
import { grouped } from "../compiler/analyses/show-count.ts";
import { significant } from "../runtime/report/show-number.ts";
import type { SavedTensor, Tensors } from "../runtime/runs/safetensors.ts";

/** A saved tensor by its numbers. Mean and deviation are of the finite ones; undefined where there are none. */
export interface TensorSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly numbers: number;
  readonly mean: number | undefined;
  readonly deviation: number | undefined;
  /** Of NaN and infinities. */
  readonly notFinite: number;
}

/** In the file's order. */
export const summarize = ({ tensors }: Tensors): readonly TensorSummary[] =>
  [...tensors].map(([name, tensor]) => ({ name, ...numbersOf(tensor) }));

const numbersOf = ({ shape, values }: SavedTensor): Omit<TensorSummary, "name"> => {
  const finite = values.filter((value) => Number.isFinite(value));
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length;
  const known = finite.length > 0;
  return {
    shape,
    numbers: values.length,
    mean: known ? mean : undefined,
    deviation: known ? Math.sqrt(variance) : undefined,
    notFinite: values.length - finite.length,
  };
};

/** A line a tensor, and their sum. */
export const weightsTable = (tensors: readonly TensorSummary[]): readonly string[] => {
  const strange = tensors.some(({ notFinite }) => notFinite > 0);
  const rows = tensors.map(({ name, shape, numbers, mean, deviation, notFinite }) => [
    name,
    shape.length === 0 ? "scalar" : shape.join("×"),
    grouped(numbers),
    mean === undefined ? "–" : significant(mean),
    deviation === undefined ? "–" : significant(deviation),
    ...(strange ? [notFinite > 0 ? grouped(notFinite) : ""] : []),
  ]);
  const sum = tensors.reduce((all, { numbers }) => all + numbers, 0);
  const heading = ["tensor", "shape", "numbers", "mean", "deviation", ...(strange ? ["not finite"] : [])];
  const sides = ["left", "left", "right", "right", "right", "right"] as const;
  return [
    ...alignColumns([heading, ...rows], sides),
    `${grouped(tensors.length)} ${tensors.length === 1 ? "tensor" : "tensors"}, ${grouped(sum)} ${sum === 1 ? "number" : "numbers"}`,
  ];
};
