import { toFloat } from "../../base/number.ts";
import type { Span } from "../../base/source.ts";
import type { Dim } from "../4-graph/graph.ts";
import { raggedConstant } from "../diagnostics/values.ts";
import { builderOf, report, type Env } from "./environment.ts";
import type { Value } from "./value.ts";

/** Numbers nested `levels` deep as one row of numbers with its shape, or undefined where they are no full box. */
export const flattenNumbers = (value: Value, levels: number): { shape: number[]; values: number[] } | undefined => {
  let level: readonly Value[] = [value];
  const shape: number[] = [];
  for (let depth = 0; depth < levels; depth++) {
    const next: Value[] = [];
    const length = level[0]?.kind === "list" ? level[0].items.length : 0;
    if (!length) return undefined;
    for (const item of level) {
      if (item.kind !== "list" || item.items.length !== length) return undefined;
      next.push(...item.items);
    }
    shape.push(length);
    level = next;
  }
  const values: number[] = [];
  for (const item of level) {
    if (item.kind === "number") values.push(toFloat(item.value));
    else if (item.kind === "bool") values.push(item.value ? 1 : 0);
    else return undefined;
  }
  return { shape, values };
};

/** A nested list where a tensor is expected: its levels are the axes in order. With `indexOf` its numbers point into that axis. */
export const constantTensor = (
  value: Value,
  axes: readonly string[],
  where: string,
  at: Span,
  env: Env,
  indexOf?: string,
): Value | undefined => {
  const flat = flattenNumbers(value, axes.length);
  if (!flat) return report(env, raggedConstant, at, { where, levels: axes.length, axes });
  const dims = axes.map((axis, index): Dim => ({ axis, size: flat.shape[index] ?? 0 }));
  return {
    kind: "tensor",
    node: builderOf(env, at).constant(
      Float64Array.from(flat.values),
      dims,
      indexOf === undefined ? "float" : "index",
      indexOf,
    ),
  };
};
