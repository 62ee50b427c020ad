import type * as tfjs from "@tensorflow/tfjs";
import type { Variable } from "../src/compiler/4-graph/graph.ts";
import { initialValues } from "../src/compiler/initial-values.ts";
import { primitiveTable } from "../src/compiler/ops/registry.generated.ts";
import type { Engine, Tensor } from "../src/runtime/engines/engine.ts";
import { openEngine } from "../src/runtime/engines/open-engine.ts";
import type { Plan } from "../src/runtime/execute/executor.ts";
import { compileRun } from "../src/runtime/execute/executor.ts";
import type { Row } from "./row.ts";
import { stockLoss } from "./stock-net.ts";
import type { Unit } from "./wasm-nets.ts";
import { trainingNet } from "./wasm-nets.ts";

/** A training step on wasm: against TensorFlow.js as it comes (`cpu`, its own gradients), backward against forward, pictures a second. */

const GROUPED: Unit = { groups: 2, reduce: 2 };
const networks = [
  { name: "KENet(2, 2), depth 40", depth: 40, unit: GROUPED },
  { name: "WRN-40-2", depth: 40, unit: undefined },
] as const;

interface Numbers {
  readonly variables: ReadonlyMap<string, { readonly variable: Variable; readonly values: Float32Array }>;
  readonly image: Float32Array;
  readonly label: Float32Array;
}

const numbersFor = (variables: readonly Variable[], batch: number): Numbers => ({
  variables: new Map(
    variables.map((variable) => [variable.path, { variable, values: Float32Array.from(initialValues(variable, 1)) }]),
  ),
  image: Float32Array.from({ length: batch * 3072 }, (_, i) => Math.sin(i * 12.9898) * 1.5),
  label: Float32Array.from({ length: batch }, (_, i) => (i * 7) % 10),
});

const shapeOf = (variable: Variable): number[] => variable.dims.map(({ size }) => size as number);

const noRandom = (): never => {
  throw new Error("nothing here is random");
};

/** The least milliseconds of a run, for what else the machine does only adds; and the loss. First ones, in which code becomes fast, don't count. */
const measure = (
  engine: Engine,
  plan: Plan,
  numbers: Numbers,
  batch: number,
  rounds: number,
): { ms: number; loss: number } => {
  const variables = new Map<string, Tensor>();
  for (const [path, { variable, values }] of numbers.variables)
    variables.set(path, engine.make(shapeOf(variable), values));
  const feeds = new Map([
    ["image", engine.make([batch, 32, 32, 3], numbers.image)],
    ["label", engine.make([batch], numbers.label)],
  ]);
  const times: number[] = [];
  let loss = NaN;
  for (let round = -2; round < rounds; round++) {
    const start = performance.now();
    const results = plan.run(feeds, variables, { batch, random: noRandom });
    loss = results[0]!.dataSync()[0]!;
    for (const result of results) result.dispose();
    if (round >= 0) times.push(performance.now() - start);
  }
  for (const tensor of [...variables.values(), ...feeds.values()]) tensor.dispose();
  return { ms: Math.min(...times), loss };
};

/** One step of TensorFlow.js as it comes. It takes minutes: one round, its first, must do. */
const measureStock = async (
  numbers: Numbers,
  batch: number,
  depth: number,
  unit?: Unit,
): Promise<{ ms: number; loss: number }> => {
  const tf: typeof tfjs = await import("@tensorflow/tfjs");
  await tf.setBackend("cpu");
  // It would print an advertisement for another package when first used.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  return tf.tidy(() => {
    const weights = new Map(
      [...numbers.variables].map(([path, { variable, values }]) => [
        path,
        tf.variable(tf.tensor(values, shapeOf(variable)), variable.trainable),
      ]),
    );
    const image = tf.tensor4d(numbers.image, [batch, 32, 32, 3]);
    const label = tf.tensor1d(numbers.label);
    // Of the processor: waiting for a busy machine must not count against the peer.
    const start = process.cpuUsage();
    const { value, grads } = tf.variableGrads(() => stockLoss(tf, weights, image, label, depth, 2, unit));
    for (const gradient of Object.values(grads)) gradient.dataSync();
    const { user, system } = process.cpuUsage(start);
    const result = { ms: (user + system) / 1000, loss: value.dataSync()[0]! };
    for (const variable of weights.values()) variable.dispose();
    return result;
  });
};

const compare = async ({ name, depth, unit }: (typeof networks)[number]): Promise<Row[]> => {
  const batch = 8;
  // Plain loops take a time in proportion to the batch: one picture, times eight, spares minutes.
  const few = 1;
  const engine = await openEngine("wasm");
  const net = trainingNet(depth, 2, unit);
  const numbers = numbersFor(net.variables, batch);
  const forwardPlan = compileRun([net.loss], engine, primitiveTable);
  const stepPlan = compileRun([net.loss, ...net.gradients.values()], engine, primitiveTable);
  // In turn, so that a busy minute of the machine meets both.
  const rounds = Array.from({ length: 5 }, () => ({
    forward: measure(engine, forwardPlan, numbers, batch, 4).ms,
    step: measure(engine, stepPlan, numbers, batch, 4).ms,
  }));
  const forward = Math.min(...rounds.map((round) => round.forward));
  const step = Math.min(...rounds.map((round) => round.step));
  const fewNumbers = numbersFor(net.variables, few);
  const { loss } = measure(engine, forwardPlan, fewNumbers, few, 1);
  for (const plan of [forwardPlan, stepPlan]) plan.dispose();
  const stock = await measureStock(fewNumbers, few, depth, unit);
  if (Math.abs(stock.loss - loss) > 1e-3) throw new Error(`${name}: losses ${loss} and ${stock.loss} differ`);
  const peer = (stock.ms * batch) / few;
  const [ratio, backward] = [peer / step, step - forward];
  return [
    {
      what: `${name}: step at batch 8`,
      ours: step,
      peer,
      ratio,
      unit: "ms",
      goal: { text: "at least 10 times TensorFlow.js cpu", met: ratio >= 10 },
      note: `${engine.describe()}; the peer is TensorFlow.js cpu with its own gradients, same weights, same loss, processor time of one step at batch 1 times 8`,
    },
    {
      what: `${name}: backward at batch 8, forward as peer`,
      ours: backward,
      peer: forward,
      ratio: forward / backward,
      unit: "ms",
      goal: { text: "at most 3 times forward", met: backward <= 3 * forward },
    },
  ];
};

const speed = async (name: string, depth: number, batch: number, unit?: Unit): Promise<Row> => {
  const engine = await openEngine("wasm");
  const net = trainingNet(depth, 2, unit);
  const wanted = [net.loss, ...net.gradients.values(), ...net.statistics.values()];
  const plan = compileRun(wanted, engine, primitiveTable);
  const { ms } = measure(engine, plan, numbersFor(net.variables, batch), batch, 5);
  plan.dispose();
  const what = `${name}: training at batch ${batch}`;
  return { what, ours: (batch / ms) * 1000, peer: null, ratio: null, unit: "images/s" };
};

export const run = async (): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const batch of [32, 64, 128])
    for (const depth of [16, 40]) rows.push(await speed(`KENet(2, 2), depth ${depth}`, depth, batch, GROUPED));
  rows.push(await speed("WRN-40-2", 40, 64));
  for (const network of networks) rows.push(...(await compare(network)));
  return rows;
};
