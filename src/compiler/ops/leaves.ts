import { countOf, denseOf, shapeOf } from "./kit/dense.ts";
import { floatOf } from "./kit/dims.ts";
import type { Primitive } from "./primitive.ts";

const madeByBuilder = (name: string): never => {
  throw new Error(`${name} nodes are made by the builder, with their type`);
};

const leaf = (name: string, summary: string): Primitive => ({
  name,
  summary,
  operandNames: [],
  infer: () => madeByBuilder(name),
  interpret: (_inputs, node, { batch }) => {
    if (!node.values) throw new Error(`${name} ${JSON.stringify(node.attributes)} was not fed`);
    const total = countOf(shapeOf(node.type.dims, batch));
    // One number stands for all.
    const values =
      node.values.length === 1 && total !== 1 ? new Float64Array(total).fill(node.values[0]!) : node.values;
    return denseOf(node.type.dims, batch, values);
  },
  samples: [],
});

const batchSize: Primitive = {
  name: "batch_size",
  summary: "how many pictures the batch holds",
  operandNames: [],
  infer: () => floatOf([]),
  interpret: (_inputs, _node, { batch }) => denseOf([], batch, Float64Array.of(batch)),
  samples: [{ title: "a number", operands: [], gradient: false }],
};

export const primitives: readonly Primitive[] = [
  leaf("input", "what a run feeds, by name"),
  leaf("variable", "a weight or running statistic, by path"),
  leaf("constant", "numbers known when compiling"),
  batchSize,
];
