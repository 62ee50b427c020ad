import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { differentiate } from "../../src/compiler/5-passes/differentiate.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { shapeOf } from "../../src/compiler/ops/kit/dense.ts";
import {
  SAMPLE_BATCH as batch,
  drawSample,
  sampleGraph,
  sampleOrigin,
} from "../../src/compiler/ops/kit/draw-sample.ts";
import type { Dense, Primitive, Sample } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { normalNumbers } from "../../src/compiler/random.ts";
import { isRefusal } from "../../src/compiler/targets/tfjs/emission.ts";
import { moduleText } from "../../src/compiler/targets/tfjs/module.ts";
import { emissionOf } from "../../src/compiler/targets/tfjs/table.ts";
import { importText } from "./run-module.ts";
import { networkOf } from "./toy-network.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

/** Largest difference over largest magnitude; equal infinities don't differ. */
const relative = (got: ArrayLike<number>, wanted: ArrayLike<number>): number => {
  const finite = Array.from(wanted, (value) => (Number.isFinite(value) ? Math.abs(value) : 0));
  const largest = Math.max(...finite, 1e-3);
  return Math.max(0, ...Array.from(wanted, (value, i) => (got[i] === value ? 0 : Math.abs(got[i]! - value)))) / largest;
};

const tensorOf = ({ shape, values }: Dense): tf.Tensor => tf.tensor(Float32Array.from(values), [...shape]);

/** A module of the one operation, run with TF.js as it comes. */
const written = async (primitive: Primitive, sample: Sample) => {
  const { build, operands, node } = sampleGraph(primitive, sample, primitiveTable);
  const inputs = Object.fromEntries(operands.map((operand, i) => [`x${i}`, operand]));
  const { text = "" } = moduleText(networkOf("Sample", sampleOrigin.placement, inputs, { y: node }), {
    from: "sample.kes",
    version: "0.0.0",
  });
  const built = (await importText(text)).build(tf);
  const run = (tensors: readonly tf.Tensor[]): tf.Tensor => {
    const named = Object.fromEntries(tensors.map((tensor, i) => [`x${i}`, tensor]));
    return built.outputs(tensors.length === 1 ? tensors[0] : named, { batch }).y as tf.Tensor;
  };
  return { build, operands, node, run, text };
};

const feed = (operands: readonly Node[], values: readonly Dense[]): ReadonlyMap<Node, Dense> =>
  new Map(operands.map((operand, i) => [operand, values[i]!]));

const checkValue = async (primitive: Primitive, sample: Sample): Promise<void> => {
  const { operands, node, run, text } = await written(primitive, sample);
  const values = drawSample(primitive, sample);
  const wanted = interpret([node], { batch, feeds: feed(operands, values) }).get(node)!;
  const got = run(values.map(tensorOf));
  expect(got.shape, text).toEqual([...wanted.shape]);
  if (node.op === "uniform") return;
  expect(
    relative(got.dataSync(), wanted.values),
    `${text}\n${[...got.dataSync()].join()} against ${[...wanted.values].join()}`,
  ).toBeLessThan(2e-5);
};

const checkGradients = async (primitive: Primitive, sample: Sample): Promise<void> => {
  const { build, operands, node, run, text } = await written(primitive, sample);
  const values = drawSample(primitive, sample);
  const shape = shapeOf(node.type.dims, batch);
  const weights: Dense = {
    shape,
    values: normalNumbers(
      7,
      0,
      0,
      shape.reduce((a, b) => a * b, 1),
    ).map(Math.fround),
  };
  const weight = build.input("weight", { ...node.type, kind: "float" });
  const product = build.node("mul", [node, weight]);
  const over = node.type.dims.map(({ axis }) => axis);
  const loss = over.length > 0 ? build.node("sum", [product], { over, keep: false }) : product;
  const floats = operands.flatMap((operand, i) => (operand.type.kind === "float" ? [{ operand, i }] : []));
  const gradients = differentiate(
    loss,
    floats.map(({ operand }) => operand),
    build,
    primitiveTable,
  );
  const feeds = new Map([...feed(operands, values), [weight, weights] as const]);
  const tensors = values.map(tensorOf);
  const by = tf.grads((...given: tf.Tensor[]) => {
    const all = tensors.map((tensor, i) => given[floats.findIndex((one) => one.i === i)] ?? tensor);
    return tf.sum(tf.mul(run(all), tensorOf(weights)));
  });
  const got = by(floats.map(({ i }) => tensors[i]!));
  floats.forEach(({ operand }, i) => {
    const gradient = gradients.get(operand);
    const wanted = gradient
      ? interpret([gradient], { batch, feeds }).get(gradient)!.values
      : new Float64Array(got[i]!.size);
    expect(got[i]!.shape).toEqual(shapeOf(operand.type.dims, batch));
    expect(
      relative(got[i]!.dataSync(), wanted),
      `operand ${i}: ${[...got[i]!.dataSync()].join()} against ${[...wanted].join()}\n${text}`,
    ).toBeLessThan(1e-4);
  });
};

const forward = [...primitiveTable.values()].filter(
  ({ name, samples }) => samples.length > 0 && !isRefusal(emissionOf(name)),
);

describe.each(forward)("$name", (primitive) => {
  it.each(primitive.samples)("$title: TF.js computes what the interpreter does", (sample) =>
    checkValue(primitive, sample),
  );

  const smooth = primitive.samples.filter(
    ({ gradient, operands }) => gradient !== false && operands.some(({ type }) => type.kind === "float"),
  );
  if (primitive.gradient && smooth.length > 0)
    it.each(smooth)("$title: TF.js's own gradient is ours", (sample) => checkGradients(primitive, sample));
});

it("refuses gradients, and operations that TF.js can't differentiate, with reasons", () => {
  const refused = [...primitiveTable.keys()].flatMap((name) => {
    const row = emissionOf(name);
    return isRefusal(row) && row.refused !== "never in a forward module" ? [name] : [];
  });
  expect(refused.sort()).toEqual(["greedy_match", "nms", "roi_align"]);
});
