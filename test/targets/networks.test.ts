import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { initialValues } from "../../src/compiler/initial-values.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { shapeOf } from "../../src/compiler/ops/kit/dense.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { normalNumbers } from "../../src/compiler/random.ts";
import { importText } from "./run-module.ts";
import { nodesOf, programOf, relative, root, write, type Written } from "./written.ts";

const batch = 2;

beforeAll(async () => void (await tf.setBackend("cpu")));

/** Small networks of the library's blocks: loops, optional parts, lists, records, what broadcasts and what is rearranged. */
const nets: Readonly<Record<string, string>> = {
  "inverted residuals": `import { InvertedResidual } from "models/mobilenet-v2"
model Net(image: map[8, 8, 3]) {
  stem   = image -> conv(3, 8, stride: 2) -> batch_norm -> relu6
  y      = stem -> InvertedResidual(1)(8) -> InvertedResidual(2)(12, stride: 2) -> repeat(2) { InvertedResidual(2)(12) }
  logits = y -> mean(over: [height, width]) -> dropout(0.2) -> dense(5, as: class)
  output logits
}`,
  "squeeze and excite, hard swish": `import { MobileV3Unit, hard_swish } from "models/mobilenet-v3"
model Net(image: map[6, 6, 8]) {
  y = image -> MobileV3Unit(5, 16, true, hard_swish)(8) -> MobileV3Unit(3, 16, false, relu)(8, stride: 2)
  output y
}`,
  "shuffled groups": `import { ShuffleUnit, ShuffleDown } from "models/shufflenet-v2"
model Net(image: map[8, 8, 4]) {
  y = image -> ShuffleDown(8) -> repeat(3) { ShuffleUnit }
  output y
}`,
  "dense blocks": `import { DenseBlock, Transition } from "models/densenet"
model Net(image: map[8, 8, 4]) {
  y = image -> DenseBlock(2, 4) -> Transition -> DenseBlock(3, 4)
  output y
}`,
  "inception with a table": `import { Inception, Halve } from "models/googlenet"
model Net(image: map[9, 9, 4]) {
  rows = table {
    halve | c1 | r3 | c3 | r5 | c5 | pool
    false | 2  | 2  | 3  | 1  | 2  | 2
    true  | 3  | 2  | 4  | 2  | 2  | 1
  }
  stages = image -> scan row in rows { if row.halve { Halve } -> Inception(row) }
  y = stages[-1]
  output y
  tap stages
}`,
  "an encoder with attention": `import { Encoder, LayerNorm } from "models/vit"
model Net(image: map[8, 8, 3]) {
  patches = image -> conv(4, 8, stride: 4, pad: 0, bias: true) -> merge([height, width], into: token)
  first   = learned([token: 1, channel: 8], init: normal(0.5))
  place   = learned([token: patches.token + 1, channel: 8], init: normal(0.02))
  tokens  = concat([first, patches], along: token) + place
  y       = tokens -> repeat(2) { Encoder(2) } -> LayerNorm
  output y
}`,
  "heads on several maps": `import { ExtraStage, L2Norm, MultiboxHead } from "paper/ssd"
import { KE } from "paper/ke"
model Net(image: map[12, 12, 8]) {
  first   = image -> L2Norm -> KE(4)
  rest    = first -> scan n in [8, 16] { ExtraStage(4, n) }
  sources = [first, rest[0], rest[1]]
  heads   = for (source, k) in zip(sources, [2, 3, 3]) { source -> MultiboxHead(k, 4) }
  loc     = concat(heads.loc, along: anchor)
  conf    = concat(heads.conf, along: anchor)
  output loc, conf
}`,
  "units with option A": `import { BasicUnit, ShortcutA, Stage } from "models/resnet"
model Net(image: map[8, 8, 4]) {
  y = image -> Stage(2, BasicUnit(ShortcutA))(4) -> Stage(2, BasicUnit(ShortcutA))(8, stride: 2)
  output y
}`,
  "one head for several maps, a dilated convolution": `block Head(x: map) = x -> conv(1, 3, bias: true)
model Net(image: map[8, 8, 4]) {
  share head = Head
  small = image -> max_pool(2, stride: 2) -> conv(3, 4, dilation: 2)
  a = image -> head
  b = small -> head
  output a, b
}`,
  "names that JavaScript has uses for": `block constructor(x: map) = x -> conv(1, 4) -> relu
model Net(class: map[4, 4, 4], __proto__: map[4, 4, 4]) {
  conv   = class -> constructor
  add    = conv + __proto__
  toString = add -> mean(over: [height, width])
  let_1  = learned([channel: 4], init: 2) * toString
  output let_1, conv
}`,
  "nothing computed": `model Net(image: map[2, 2, 3]) {
  y = image
  n = learned([channel: 3], init: normal(1))
  output y, n
}`,
};

const feedsFor = ({ network }: Written): ReadonlyMap<string, Dense> =>
  new Map(
    [...network.inputs].map(([name, node], i) => {
      const shape = shapeOf(node.type.dims, batch);
      return [
        name,
        {
          shape,
          values: normalNumbers(
            3,
            0,
            i,
            shape.reduce((a, b) => a * b, 1),
          ).map(Math.fround),
        },
      ];
    }),
  );

/** Given weights: initial ones, running statistics other than 0 and 1. */
const weightsFor = ({ network }: Written): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(
    network.nodes({ taps: true }).flatMap(({ variable }) => {
      if (!variable) return [];
      const values = Float32Array.from(initialValues(variable, 5));
      if (!variable.trainable) values.forEach((value, i) => (values[i] = value + 0.1 + 0.05 * (i % 3)));
      return [[variable.path, values]];
    }),
  );

/** The tensors of what a module gave, in the order of the network's nodes. */
const flatten = (got: unknown): readonly tf.Tensor[] =>
  got instanceof tf.Tensor
    ? [got]
    : Array.isArray(got)
      ? got.flatMap(flatten)
      : Object.values(got as object).flatMap(flatten);

describe.each(Object.entries(nets))("%s", (_title, text) => {
  const written = (): Written => write(programOf(text), "main.kes", "Net");

  it("is computed as the interpreter does", async () => {
    const made = written();
    const { build } = await importText(made.text);
    const weights = weightsFor(made);
    const feeds = feedsFor(made);
    const wanted: readonly Node[] = [
      ...[...made.network.outputs.values()].flatMap(nodesOf),
      ...made.network.taps.map(({ node }) => node),
    ];
    const variables = new Map(
      Object.entries(weights).map(([path, values]) => [
        path,
        { shape: shapeFor(made, path), values: Float64Array.from(values) },
      ]),
    );
    const values = interpret(wanted, { batch, feeds, variables });
    const tensors = [...feeds].map(
      ([name, { shape, values: numbers }]) => [name, tf.tensor(Float32Array.from(numbers), [...shape])] as const,
    );
    const built = build(tf, { weights });
    const got = flatten(built.outputs(tensors.length === 1 ? tensors[0]![1] : Object.fromEntries(tensors)));
    wanted.forEach((node, i) => {
      expect(got[i]!.shape).toEqual(values.get(node)!.shape);
      expect(relative(got[i]!.dataSync(), values.get(node)!.values), made.text).toBeLessThan(2e-5);
    });
  });

  it("learns: every weight gets a gradient from TF.js", async () => {
    const made = written();
    const { build } = await importText(made.text);
    const built = build(tf);
    const tensors = [...feedsFor(made)].map(
      ([name, { shape, values }]) => [name, tf.tensor(Float32Array.from(values), [...shape])] as const,
    );
    const trainable = Object.values(built.variables).filter((variable) => variable.trainable);
    if (trainable.length === 0) return;
    const { grads } = tf.variableGrads(() => {
      const out = flatten(
        built.outputs(tensors.length === 1 ? tensors[0]![1] : Object.fromEntries(tensors), { training: true }),
      );
      return tf.addN(out.map((tensor) => tf.sum(tf.square(tensor)))) as tf.Scalar;
    }, trainable);
    for (const [path, variable] of Object.entries(built.variables))
      if (variable.trainable) expect(grads[variable.name], path).toBeTruthy();
  });

  it("is the same text twice", () => {
    expect(written().text).toBe(written().text);
    expect(written().types).toBe(written().types);
  });
});

const shapeFor = ({ network }: Written, path: string): readonly number[] =>
  network
    .nodes({ taps: true })
    .find(({ variable }) => variable?.path === path)!
    .type.dims.map(({ size }) => size as number);

const kenet = "WRN(10, 1, unit: KENetUnit(2, 2), at_taps: KE(4))";
const kenetFile =
  'import { WRN, KENetUnit } from "paper/table1"\nimport { KE } from "paper/ke"\nimport { AT, CrossEntropy } from "paper/losses"\n';

it("predicts with the core and the wasm backend alone", () => {
  const made = write(programOf(kenetFile), "main.kes", kenet);
  const weights = weightsFor(made);
  const feeds = feedsFor(made);
  const folder = mkdtempSync(join(tmpdir(), "kes-core-"));
  try {
    writeFileSync(join(folder, "net.mjs"), made.text);
    const plain = {
      weights: Object.fromEntries(Object.entries(weights).map(([path, values]) => [path, [...values]])),
      image: [...feeds.get("image")!.values],
      batch,
    };
    writeFileSync(join(folder, "numbers.json"), JSON.stringify(plain));
    const printed = execFileSync(process.execPath, [join(root, "test/targets/predict-on-core.mjs"), folder], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const { logits, backend } = JSON.parse(printed.trim().split("\n").at(-1)!) as { logits: number[]; backend: string };
    expect(backend).toBe("wasm");
    const variables = new Map(
      Object.entries(weights).map(([path, values]) => [
        path,
        { shape: shapeFor(made, path), values: Float64Array.from(values) },
      ]),
    );
    const [node] = nodesOf(made.network.outputs.get("logits")!);
    const values = interpret([node!], { batch, feeds, variables }).get(node!)!.values;
    expect(relative(logits, values)).toBeLessThan(1e-4);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("trains with losses that the file imports, a teacher beside it", async () => {
  const made = write(programOf(kenetFile), "main.kes", kenet, { loss: ["all"] });
  const { build } = await importText(made.text);
  const [student, teacher] = [build(tf, { seed: 1 }), build(tf, { seed: 2 })];
  const image = tf.tensor4d(Float32Array.from(feedsFor(made).get("image")!.values), [batch, 32, 32, 3]);
  const label = tf.tensor1d([3, 7], "int32");
  const fixed = teacher.outputs(image);
  const optimizer = tf.train.momentum(0.02, 0.9);
  const loss = (): tf.Scalar =>
    student.losses.AT!(student.outputs(image, { training: true }), fixed, label) as tf.Scalar;
  const before = tf.memory().numTensors;
  const trainable = Object.values(student.variables).filter((variable) => variable.trainable);
  const steps = Array.from({ length: 4 }, () => {
    const { value, grads } = tf.variableGrads(loss, trainable);
    optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
    tf.dispose(grads);
    const number = value.dataSync()[0]!;
    value.dispose();
    return number;
  });
  expect(steps.at(-1)!).toBeLessThan(steps[0]!);
  // The optimizer's own accumulators and nothing else.
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(trainable.length + 2);
  const plain = student.losses.CrossEntropy!(student.outputs(image), label) as tf.Scalar;
  const logits = student.predict(image) as tf.Tensor;
  const own = tf.losses.softmaxCrossEntropy(tf.oneHot(label, 10), logits);
  expect(relative(plain.dataSync(), own.dataSync())).toBeLessThan(1e-5);
});

it("predicts all of several outputs and keeps no other tensor", async () => {
  const made = write(
    programOf(`model Net(image: map[4, 4, 3]) {
  y = image -> conv(3, 2) -> batch_norm -> relu
  z = y -> mean(over: [height, width]) -> dropout(0.5)
  w = image -> conv(1, 4)
  output y, z
  tap y, w
}`),
    "main.kes",
    "Net",
  );
  const net = (await importText(made.text)).build(tf);
  const image = tf.ones([2, 4, 4, 3]);
  const before = tf.memory().numTensors;
  const got = net.predict(image) as Readonly<Record<string, tf.Tensor>>;
  expect(Object.fromEntries(Object.entries(got).map(([name, { shape }]) => [name, shape]))).toEqual({
    y: [2, 4, 4, 2],
    z: [2, 2],
  });
  expect(tf.memory().numTensors - before).toBe(2);
  tf.dispose(got);
  const all = net.outputs(image) as { readonly taps: readonly tf.Tensor[] };
  expect(all.taps.map(({ shape }) => shape)).toEqual([
    [2, 4, 4, 2],
    [2, 4, 4, 4],
  ]);
  tf.dispose(all as object as tf.TensorContainer);
  expect(tf.memory().numTensors).toBe(before);
  net.dispose();
  expect(tf.memory().numTensors).toBe(before - Object.keys(net.variables).length);
  // A reader of the module sees what comes out.
  expect(made.text).toContain("→ { y: [N, 4, 4, 2], z: [N, 2], taps: [[N, 4, 4, 2], [N, 4, 4, 4]] } */");
});
