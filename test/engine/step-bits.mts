/** Prints the bits of one training step's results, summed up: `tsx step-bits.mts THREADS`. */
import { createHash } from "node:crypto";
import { trainingNet } from "../../bench/wasm-nets.ts";
import { initialValues } from "../../src/compiler/initial-values.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { compileRun } from "../../src/runtime/execute/executor.ts";
import { uniformSource } from "./sample-numbers.ts";

const BATCH = 7;
const engine = await openEngine("wasm", { threads: Number(process.argv[2]) });
const net = trainingNet(10, 1, { groups: 2, reduce: 2 });
const next = uniformSource(1);
const variables = new Map(
  net.variables.map((variable) => {
    const shape = variable.dims.map(({ size }) => size as number);
    return [variable.path, engine.make(shape, Float32Array.from(initialValues(variable, 1)))] as const;
  }),
);
const feeds = new Map([
  [
    "image",
    engine.make(
      [BATCH, 32, 32, 3],
      Float32Array.from({ length: BATCH * 3072 }, () => 2 * next() - 1),
    ),
  ],
  [
    "label",
    engine.make(
      [BATCH],
      Float32Array.from({ length: BATCH }, () => Math.floor(next() * 10)),
    ),
  ],
]);
const plan = compileRun([net.loss, ...net.gradients.values(), ...net.statistics.values()], engine, primitiveTable);
const random = (): never => {
  throw new Error("nothing here is random");
};
const hash = createHash("sha256");
const before = engine.tf.memory().numTensors;
for (let i = 0; i < 5; i++)
  for (const result of plan.run(feeds, variables, { batch: BATCH, random })) {
    hash.update(Buffer.from(result.dataSync().buffer));
    result.dispose();
  }
console.log(
  JSON.stringify({ threads: engine.threads, leaked: engine.tf.memory().numTensors - before, bits: hash.digest("hex") }),
);
