import { graphBuilder } from "../../4-graph/builder.ts";
import type { GraphBuilder } from "../../4-graph/builder.ts";
import type { Node, Origin, Placement } from "../../4-graph/graph.ts";
import { span } from "../../../base/source.ts";
import { normalNumbers, streamOf, uniformNumbers } from "../../random.ts";
import type { Dense, Primitive, PrimitiveTable, Sample, SampleOperand } from "../primitive.ts";
import { countOf, denseOf, shapeOf } from "./dense.ts";

/** The batch that samples are drawn and run with; operands with `values` and a batch are written for it. */
export const SAMPLE_BATCH = 2;

const drawIndex = ({ type }: SampleOperand, count: number, stream: number, batch: number): Float64Array => {
  const range = type.range === "batch" ? batch : (type.range ?? 1);
  return uniformNumbers(1, 0, stream, count).map((x) => Math.floor(x * range));
};

/** 0.07 apart, around 0, in random order. */
const drawDistinct = (count: number, stream: number): Float64Array => {
  const keys = uniformNumbers(1, 0, stream, count);
  const order = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
  const values = new Float64Array(count);
  order.forEach((at, place) => (values[at] = 0.07 * (place - count / 2) + 0.03));
  return values;
};

const drawValues = (operand: SampleOperand, count: number, stream: number, batch: number): Float64Array => {
  if (operand.values) return Float64Array.from(operand.values);
  if (operand.type.kind === "mask") return uniformNumbers(1, 0, stream, count).map((x) => (x < 0.5 ? 0 : 1));
  if (operand.type.kind === "index") return drawIndex(operand, count, stream, batch);
  if (operand.draw === "distinct") return drawDistinct(count, stream);
  const normal = normalNumbers(1, 0, stream, count);
  return operand.draw === "positive" ? normal.map((x) => Math.abs(x) + 0.5) : normal;
};

/** A sample's operands, the same each time: a function of primitive, title and position. All are exact as 32-bit floats. */
export const drawSample = (primitive: Primitive, sample: Sample, batch = SAMPLE_BATCH): readonly Dense[] =>
  sample.operands.map((operand, i) => {
    const count = countOf(shapeOf(operand.type.dims, batch));
    const values = drawValues(operand, count, streamOf(`${primitive.name}/${sample.title}/${i}`), batch);
    return denseOf(operand.type.dims, batch, values.map(Math.fround));
  });

const nowhere: Placement = {
  id: 0,
  sort: "model",
  name: "Sample",
  declaration: "Sample",
  title: "Sample",
  segments: [],
  path: "",
  span: span({ path: "sample.kes", text: "" }, 0, 0),
  settings: new Map(),
  inputs: [],
  turns: [],
  children: [],
  results: [],
};

/** An origin for graphs that no text made. */
export const sampleOrigin: Origin = { path: "", span: nowhere.span, placement: nowhere };

export interface SampleGraph {
  readonly build: GraphBuilder;
  /** Nodes of op `input`, named `x0`, `x1`, … */
  readonly operands: readonly Node[];
  readonly node: Node;
}

/** The sample as a graph: its operands as inputs, and the node. */
export const sampleGraph = (primitive: Primitive, sample: Sample, primitives: PrimitiveTable): SampleGraph => {
  const build = graphBuilder(primitives, sampleOrigin);
  const operands = sample.operands.map(({ type }, i) => build.input(`x${i}`, type));
  return { build, operands, node: build.node(primitive.name, operands, sample.attributes) };
};
