import type * as tfjs from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { stockLoss } from "../../bench/stock-net.ts";
import { trainingNet } from "../../bench/wasm-nets.ts";
import { initialValues } from "../../src/compiler/initial-values.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { compileRun } from "../../src/runtime/execute/executor.ts";
import { uniformSource } from "./sample-numbers.ts";

const BATCH = 2;
const [DEPTH, WIDTH, UNIT] = [10, 1, { groups: 2, reduce: 2 }] as const;
const next = uniformSource(4);
const image = Float32Array.from({ length: BATCH * 3072 }, () => 2 * next() - 1);
const label = Float32Array.from([3, 8]);
const net = trainingNet(DEPTH, WIDTH, UNIT);
const weights = net.variables.map((variable) => ({
  variable,
  shape: variable.dims.map(({ size }) => size as number),
  values: Float32Array.from(initialValues(variable, 2)),
}));

const ours = async (): Promise<{ loss: number; gradients: ReadonlyMap<string, Float32Array> }> => {
  const engine = await openEngine("wasm");
  const plan = compileRun([net.loss, ...net.gradients.values()], engine, primitiveTable);
  const feeds = new Map([
    ["image", engine.make([BATCH, 32, 32, 3], image)],
    ["label", engine.make([BATCH], label)],
  ]);
  const variables = new Map(weights.map(({ variable, shape, values }) => [variable.path, engine.make(shape, values)]));
  const random = (): never => {
    throw new Error("nothing here is random");
  };
  const [loss, ...gradients] = plan.run(feeds, variables, { batch: BATCH, random });
  const numbers = gradients.map((gradient) => Float32Array.from(gradient.dataSync()));
  return {
    loss: loss!.dataSync()[0]!,
    gradients: new Map([...net.gradients.keys()].map((path, i) => [path, numbers[i]!])),
  };
};

test(
  "a grouped network's loss and gradients on wasm are those of TensorFlow.js's own differentiation",
  { timeout: 120_000 },
  async () => {
    const { loss, gradients } = await ours();
    const tf: typeof tfjs = await import("@tensorflow/tfjs");
    await tf.setBackend("cpu");
    const variables = new Map(
      weights.map(({ variable, shape, values }) => [
        variable.path,
        tf.variable(tf.tensor(values, shape), variable.trainable, variable.path),
      ]),
    );
    const [pictures, classes] = [tf.tensor4d(image, [BATCH, 32, 32, 3]), tf.tensor1d(label)];
    const { value, grads } = tf.variableGrads(() => stockLoss(tf, variables, pictures, classes, DEPTH, WIDTH, UNIT));
    expect(loss).toBeCloseTo(value.dataSync()[0]!, 5);
    expect(Object.keys(grads).sort()).toEqual([...gradients.keys()].sort());
    for (const [path, gradient] of gradients) {
      const expected = Float32Array.from(grads[path]!.dataSync());
      const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
      const most = expected.reduce((difference, x, i) => Math.max(difference, Math.abs(x - gradient[i]!)), 0);
      expect(most / scale, path).toBeLessThan(1e-3);
    }
  },
);
