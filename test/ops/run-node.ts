import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Attributes, TensorType } from "../../src/compiler/4-graph/graph.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { sampleOrigin } from "../../src/compiler/ops/kit/draw-sample.ts";
import { dimsFrom } from "../../src/compiler/ops/kit/sample-types.ts";
import type { Sizes } from "../../src/compiler/ops/kit/sample-types.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";

export interface Given {
  readonly type: TensorType;
  readonly values: readonly number[];
}

export const float = (sizes: Sizes, ...values: readonly number[]): Given => ({
  type: { dims: dimsFrom(sizes), kind: "float" },
  values,
});
export const mask = (sizes: Sizes, ...values: readonly number[]): Given => ({
  type: { dims: dimsFrom(sizes), kind: "mask" },
  values,
});
export const index = (of: string, range: number, sizes: Sizes, ...values: readonly number[]): Given => ({
  type: { dims: dimsFrom(sizes), kind: "index", of, range },
  values,
});

/** What a primitive gives for these operands: its axes with their sizes in order, its kind, its numbers row-major. */
export const run = (op: string, given: readonly Given[], attributes: Attributes = {}) => {
  const build = graphBuilder(primitiveTable, sampleOrigin);
  const operands = given.map(({ type, values }) => build.constant(Float64Array.from(values), type.dims, type.kind));
  const typed = operands.map((node, i) => ({ ...node, type: given[i]!.type }));
  const node = build.node(op, typed, attributes);
  const value = interpret([node], { batch: 2 }).get(node)!;
  return {
    axes: node.type.dims.map(({ axis, size }) => `${axis} ${size}`).join(", "),
    kind: node.type.kind === "index" ? `index into ${node.type.range} ${node.type.of}` : node.type.kind,
    values: [...value.values],
  };
};
