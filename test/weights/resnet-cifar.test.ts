import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layeredHost, memoryHost } from "../../src/base/host.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import type { Part } from "../../src/compiler/3-elaborate/value.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { evaluationBatches } from "../../src/runtime/data/batches.ts";
import { openData } from "../../src/runtime/data/open-data.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { classOutput } from "../../src/runtime/eval/evaluate.ts";
import { isBeyondTop } from "../../src/runtime/eval/metrics.ts";
import { compileRun } from "../../src/runtime/execute/executor.ts";
import { readSafetensors, type Tensors } from "../../src/runtime/runs/safetensors.ts";
import { importWeights } from "../../src/runtime/weights/import-weights.ts";
import { readWeightRules } from "../../src/runtime/weights/weight-rules.ts";
import { needs } from "../support/needs.ts";

const root = join(import.meta.dirname, "../..");
const shared = join(root, "../shared/data");

test.each([
  ["ResNet_20", "resnet20-cifar10", 0.915],
  ["ResNet_56", "resnet56-cifar10", 0.926],
] as const)(
  "%s with PyTorch's weights gives PyTorch's logits",
  async (name, file, accuracy) => {
    const program = openProgram(nodeHost({ root }));
    const network = program.network("models/resnet-cifar.kes", name).result!;
    const made = imported(network.variables({ training: true }), file);
    const engine = await openEngine("wasm");
    const [set] = await openData([testPictures()], { root: shared, data: shared });
    const output = classOutput(network)!;
    const plan = compileRun([output], engine, primitiveTable);
    const variables = new Map([...made.tensors].map(([path, { shape, values }]) => [path, engine.make(shape, values)]));
    const golden = floats(join(shared, `weights/${file}.test1000.logits.f32`));
    let [largest, wrong] = [0, 0];
    for (const { size, image, label, pictures } of evaluationBatches(set!, 100)) {
      const feed = engine.make([size, 32, 32, 3], image);
      const [logits] = plan.run(new Map([["image", feed]]), variables, {
        batch: size,
        random: () => new Float32Array(),
      });
      const numbers = Float32Array.from(engine.view(logits!));
      for (let i = 0; i < size; i++) {
        const own = numbers.subarray(i * 10, (i + 1) * 10);
        own.forEach((x, c) => (largest = Math.max(largest, Math.abs(x - golden[pictures[i]! * 10 + c]!))));
        if (isBeyondTop(own, label[i]!, 1)) wrong++;
      }
      for (const tensor of [feed, logits!]) tensor.dispose();
    }
    plan.dispose();
    for (const tensor of variables.values()) tensor.dispose();
    expect(largest).toBeLessThan(2e-3);
    expect(1 - wrong / set!.count).toBeCloseTo(accuracy, 9);
  },
  120_000,
);

test.beforeEach((ctx) => needs(ctx, existsSync(join(shared, "weights")), "the shared pretrained weights"));

const floats = (path: string): Float32Array => {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

const imported = (variables: Parameters<typeof importWeights>[0], file: string): Tensors => {
  const theirs = readSafetensors(readFileSync(join(shared, `weights/${file}.safetensors`)));
  const source = {
    path: "resnet-cifar.rules",
    text: readFileSync(join(root, "specs/models/resnet-cifar.rules"), "utf8"),
  };
  const [rules] = readWeightRules(source);
  const [made, problems] = importWeights(variables, theirs as Tensors, rules, { source, start: 0, end: 0 });
  expect(problems).toEqual([]);
  return made!;
};

/** The pictures as these networks were trained on them. */
const testPictures = (): Part => {
  const spec = `cifar10("cifar10-lossless", split: test, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])`;
  const text = `import { CrossEntropy } from "paper/losses"
import { ResNet_20 } from "models/resnet-cifar"
train pictures {
  model = ResNet_20
  data = ${spec}
  loss = CrossEntropy
  optimizer = sgd(lr: 0.1)
  length = 1 epochs
  batch = 10
}
`;
  const host = layeredHost(memoryHost({ "pictures.kes": text }), nodeHost({ root }));
  return openProgram(host).recipe("pictures.kes", "pictures").result!.data[0]!;
};
