import { toFloat } from "../../base/number.ts";
import { notNested } from "../diagnostics/sizes.ts";
import type { Value } from "../3-elaborate/value.ts";
import type { Dim } from "../4-graph/graph.ts";
import { areDistinct } from "./kit/check-axes.ts";
import { axesParameter, tensor } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";

/** Numbers nested `levels` deep, row-major; undefined where they are no full box. */
const flatten = (
  value: Value,
  levels: number,
): { readonly shape: readonly number[]; readonly numbers: Float64Array } | undefined => {
  const shape: number[] = [];
  let items: readonly Value[] = [value];
  for (let level = 0; level < levels; level++) {
    const lists = items.map((item) => (item.kind === "list" ? item.items : []));
    const length = lists[0]?.length ?? 0;
    if (!length || lists.some((list) => list.length !== length)) return undefined;
    shape.push(length);
    items = lists.flat();
  }
  const numbers = items.flatMap((item) => (item.kind === "number" ? [toFloat(item.value)] : []));
  return numbers.length === items.length ? { shape, numbers: Float64Array.from(numbers) } : undefined;
};

const constant: Surface = {
  name: "constant",
  doc: "Numbers that are known when the file is compiled, as a tensor: `constant([[0, 1], [2, 3]], axes: [anchor, coord])`.",
  parameters: [
    { name: "numbers", doc: "a nested list; its levels are the axes in order", type: { kind: "value" } },
    axesParameter("axes", "the axes"),
  ],
  place: (args, ctx) => {
    const axes = args.axes("axes") ?? [];
    const flat = flatten(args.value("numbers")!, axes.length);
    if (!areDistinct(ctx, "axes", axes)) return undefined;
    if (!flat) return ctx.report(notNested, "numbers", { levels: axes.length, axes });
    const dims = axes.map((axis, i): Dim => ({ axis, size: flat.shape[i]! }));
    return tensor(ctx.constant(flat.numbers, dims));
  },
};

export const surfaces: readonly Surface[] = [constant];
