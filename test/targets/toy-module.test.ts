import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { interpret } from "../../src/compiler/interpret.ts";
import { uniformNumbers } from "../../src/compiler/random.ts";
import { moduleText } from "../../src/compiler/targets/tfjs/module.ts";
import { importText } from "./run-module.ts";
import { toyNetwork, type ToyOptions } from "./toy-network.ts";

const source = { from: "toy.kes", version: "0.0.0" };
const relative = (got: ArrayLike<number>, wanted: ArrayLike<number>): number => {
  const largest = Math.max(...Array.from(wanted, Math.abs), 1e-30);
  return Math.max(...Array.from(got, (value, i) => Math.abs(value - wanted[i]!))) / largest;
};
const toy = async (options: ToyOptions = {}) => {
  const network = toyNetwork(options);
  const { text = "" } = moduleText(network, source);
  const { build } = await importText(text);
  return { network, text, built: build(tf) };
};

beforeAll(async () => void (await tf.setBackend("cpu")));

describe.each([{ units: 3 }, { units: 2, groups: 2 }, { units: 1, groups: 8 }])("a toy network with %o", (options) => {
  it("predicts what the interpreter computes", async () => {
    const { network, built } = await toy(options);
    const image = Float32Array.from(uniformNumbers(1, 0, 0, 2 * 8 * 8 * 3));
    const variables = new Map(
      Object.entries(built.variables).map(([path, variable]) => [
        path,
        { shape: variable.shape, values: Float64Array.from(variable.dataSync()) },
      ]),
    );
    const logits = network.outputs.get("logits")!;
    if (logits.kind !== "tensor") throw new Error("logits are one tensor");
    const asked = [logits.node, ...network.taps.map(({ node }) => node)];
    const values = interpret(asked, {
      batch: 2,
      variables,
      feeds: new Map([["image", { shape: [2, 8, 8, 3], values: Float64Array.from(image) }]]),
    });
    const x = tf.tensor4d(image, [2, 8, 8, 3]);
    const got = built.outputs(x) as { logits: tf.Tensor; taps: tf.Tensor[] };
    expect(relative(got.logits.dataSync(), values.get(asked[0]!)!.values)).toBeLessThan(1e-5);
    got.taps.forEach((tap, i) =>
      expect(relative(tap.dataSync(), values.get(asked[i + 1]!)!.values)).toBeLessThan(1e-5),
    );
    expect(relative((built.predict(x) as tf.Tensor).dataSync(), values.get(asked[0]!)!.values)).toBeLessThan(1e-5);
  });

  it("has the network's variables by their paths", async () => {
    const { network, built } = await toy(options);
    const wanted = network
      .variables()
      .map(({ path, dims, trainable }) => [path, dims.map(({ size }) => size), trainable]);
    const got = Object.entries(built.variables).map(([path, variable]) => [path, variable.shape, variable.trainable]);
    expect(new Map(got.map((row) => [row[0], row]))).toEqual(new Map(wanted.map((row) => [row[0], row])));
  });

  it("is the same text twice", async () => {
    expect((await toy(options)).text).toBe((await toy(options)).text);
  });
});

it("learns with TF.js's own gradients, running statistics included", async () => {
  const { built } = await toy({ units: 2, width: 4 });
  const x = tf.tensor4d(Float32Array.from(uniformNumbers(1, 0, 0, 4 * 8 * 8 * 3)), [4, 8, 8, 3]);
  const label = tf.oneHot(tf.tensor1d([1, 2, 3, 4], "int32"), 10);
  const predicted = (): tf.Tensor => built.outputs(x, { training: true }).logits as tf.Tensor;
  const loss = (): tf.Scalar => tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(label, predicted());
  const optimizer = tf.train.sgd(0.2);
  const before = built.variables["group1/Group1/unit1/y/batch_norm1/mean"]!.dataSync().slice();
  const steps = Array.from({ length: 10 }, () => optimizer.minimize(loss, true)!.dataSync()[0]!);
  expect(steps.at(-1)!).toBeLessThan(steps[0]! * 0.8);
  expect(built.variables["group1/Group1/unit1/y/batch_norm1/mean"]!.dataSync()).not.toEqual(before);
});

it("begins alike with the same seed, takes given weights and refuses wrong ones", async () => {
  const { text } = await toy();
  const { build } = await importText(text);
  const numbers = (built: ReturnType<typeof build>): unknown =>
    Object.fromEntries(Object.entries(built.variables).map(([path, variable]) => [path, variable.arraySync()]));
  expect(numbers(build(tf, { seed: 7 }))).toEqual(numbers(build(tf, { seed: 7 })));
  expect(numbers(build(tf, { seed: 7 }))).not.toEqual(numbers(build(tf, { seed: 8 })));
  const given = Object.fromEntries(
    Object.entries(build(tf, { seed: 3 }).variables).map(([path, variable]) => [path, variable.dataSync()]),
  );
  expect(numbers(build(tf, { weights: given }))).toEqual(
    numbers(build(tf, { weights: new Map(Object.entries(given)) })),
  );
  expect(() => build(tf, { weights: { ...given, other: new Float32Array(1) } })).toThrow("no weight is called other");
  const count = given["stem/conv1/kernel"]!.length;
  expect(() => build(tf, { weights: { ...given, "stem/conv1/kernel": [1, 2] } })).toThrow(
    `stem/conv1/kernel takes ${count} numbers, 2 given`,
  );
  delete given["stem/conv1/kernel"];
  expect(() => build(tf, { weights: given })).toThrow(`stem/conv1/kernel takes ${count} numbers, none given`);
});
