import { beforeAll, describe, expect, test } from "vitest";
import type { Attributes, TensorType } from "../../src/compiler/4-graph/graph.ts";
import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import type { Engine, Tensor } from "../../src/runtime/engines/engine.ts";
import { OutOfMemory } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { compileRun } from "../../src/runtime/execute/executor.ts";
import { uniformSource } from "./sample-numbers.ts";

const BATCH = 5;
const TOLERANCE = 2e-5;
const origin = { path: "", span: undefined as never, placement: undefined as never };
const build = graphBuilder(primitiveTable, origin);
const noRandom = (): never => {
  throw new Error("nothing here is random");
};

const maps = (height: number, width: number, channel: number): TensorType => ({
  kind: "float",
  dims: [
    { axis: "batch", size: "batch" },
    { axis: "height", size: height },
    { axis: "width", size: width },
    { axis: "channel", size: channel },
  ],
});
const sized = (sizes: Readonly<Record<string, number>>): TensorType => ({
  kind: "float",
  dims: Object.entries(sizes).map(([axis, size]) => ({ axis, size })),
});

/** The largest difference between the engine and the interpreter over the largest magnitude. */
const difference = (
  engine: Engine,
  op: string,
  types: readonly TensorType[],
  attributes: Attributes,
  positive: readonly number[] = [],
): number => {
  const next = uniformSource(3);
  const operands = types.map((type, i) => build.input(`operand${i}`, type));
  const node: Node = build.node(op, operands, attributes);
  const inputs = types.map((type, i) => {
    const shape = type.dims.map(({ size }) => (size === "batch" ? BATCH : size));
    const count = shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: count }, () => (positive.includes(i) ? 0.5 + next() : 2 * next() - 1));
    return { shape, values };
  });
  const dense = inputs.map(({ shape, values }) => ({ shape, values: Float64Array.from(values) }));
  const expected = primitiveTable.get(op)!.interpret(dense, node, { batch: BATCH, random: noRandom });
  const feeds = new Map(inputs.map(({ shape, values }, i) => [`operand${i}`, engine.make(shape, values)]));
  const plan = compileRun([node], engine, primitiveTable);
  const [result] = plan.run(feeds, new Map(), { batch: BATCH, random: noRandom });
  expect(result!.shape).toEqual(expected.shape);
  const actual = result!.dataSync();
  for (const tensor of [result!, ...feeds.values()]) tensor.dispose();
  plan.dispose();
  const scale = expected.values.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
  return expected.values.reduce((most, x, i) => Math.max(most, Math.abs(x - actual[i]!) / scale), 0);
};

interface Geometry {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly pad: readonly [number, number, number, number];
}
const same = (k: number): Geometry["pad"] => [(k - 1) / 2, (k - 1) / 2, (k - 1) / 2, (k - 1) / 2];
const geometries: readonly Geometry[] = [
  { kernel: [1, 1], stride: [1, 1], dilation: [1, 1], pad: same(1) },
  { kernel: [3, 3], stride: [1, 1], dilation: [1, 1], pad: same(3) },
  { kernel: [3, 3], stride: [2, 2], dilation: [1, 1], pad: same(3) },
  { kernel: [1, 1], stride: [2, 2], dilation: [1, 1], pad: same(1) },
  { kernel: [5, 3], stride: [1, 2], dilation: [2, 1], pad: [3, 0, 1, 2] },
  { kernel: [2, 2], stride: [3, 2], dilation: [2, 3], pad: [0, 4, 2, 0] },
];
/** Groups, channels of one group, output channels of one group: whole blocks of the kernels, and everything around them. */
const channelCounts = [
  [1, 3, 16],
  [1, 16, 8],
  [1, 5, 13],
  [1, 8, 1],
  [1, 1, 4],
  [2, 8, 8],
  [2, 4, 12],
  [3, 2, 5],
  [6, 1, 1],
  [4, 1, 2],
  [4, 1, 1],
  [28, 1, 1],
] as const;

describe("our own wasm functions agree with the interpreter", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine("wasm");
  });

  for (const { kernel, stride, dilation, pad } of geometries)
    for (const [groups, depth, outs] of channelCounts)
      test(`${kernel.join("×")} stride ${stride} dilation ${dilation} pad ${pad}, ${groups} groups of ${depth} → ${outs}`, () => {
        const [height, width] = [11, 9];
        const attributes = { stride, dilation, pad, groups };
        const x = maps(height, width, groups * depth);
        const weights = sized({
          kernel_height: kernel[0],
          kernel_width: kernel[1],
          input: depth,
          channel: outs * groups,
        });
        const dy = build.node("conv", [build.input("x", x), build.input("k", weights)], attributes).type;
        expect(difference(engine, "conv", [x, weights], attributes)).toBeLessThan(TOLERANCE);
        const sizes = { height, width, channel: groups * depth };
        expect(difference(engine, "conv_input_gradient", [dy, weights], { ...attributes, ...sizes })).toBeLessThan(
          TOLERANCE,
        );
        expect(difference(engine, "conv_kernel_gradient", [x, dy], { ...attributes, kernel })).toBeLessThan(TOLERANCE);
      });

  for (const channels of [1, 3, 4, 8, 12, 20, 36, 64, 132])
    test(`batch norm of ${channels} channels`, () => {
      const x = maps(7, 6, channels);
      const each = sized({ channel: channels });
      const pair = sized({ moment: 2, channel: channels });
      const epsilon = 1e-5;
      expect(difference(engine, "batch_moments", [x], {})).toBeLessThan(TOLERANCE);
      expect(difference(engine, "batch_norm_train", [x, each, each, pair], { epsilon }, [3])).toBeLessThan(TOLERANCE);
      expect(difference(engine, "batch_norm_sums", [x, pair, x], { epsilon }, [1])).toBeLessThan(TOLERANCE);
      expect(difference(engine, "batch_norm_input_gradient", [x, each, pair, x, pair], { epsilon }, [2])).toBeLessThan(
        TOLERANCE,
      );
    });

  const token = { axis: "token", size: 7 } as const;
  const batch = { axis: "batch", size: "batch" } as const;
  const tensor = (...dims: TensorType["dims"]): TensorType => ({ kind: "float", dims });
  const axis = (name: string, size: number) => ({ axis: name, size });

  test.each([
    [
      "rows by columns",
      tensor(batch, token, axis("channel", 33)),
      tensor(axis("channel", 33), axis("out", 21)),
      ["channel"],
    ],
    [
      "a turned second",
      tensor(batch, token, axis("channel", 40)),
      tensor(axis("out", 30), axis("channel", 40)),
      ["channel"],
    ],
    [
      "leading axes",
      tensor(batch, token, axis("channel", 31)),
      tensor(batch, token, axis("out", 29)),
      ["batch", "token"],
    ],
    [
      "leading axes in another order",
      tensor(batch, token, axis("channel", 31)),
      tensor(token, batch, axis("out", 29)),
      ["batch", "token"],
    ],
    ["no rows", tensor(axis("channel", 600)), tensor(axis("channel", 600), axis("out", 60)), ["channel"]],
    [
      "pairs",
      tensor(batch, token, axis("channel", 50)),
      tensor(batch, axis("key", 51), axis("channel", 50)),
      ["channel"],
    ],
  ])("a product: %s", (_title, a, b, over) => {
    expect(difference(engine, "dot", [a, b], { over })).toBeLessThan(TOLERANCE);
  });

  test.each(["add", "sub", "mul", "max", "min", "lt", "le", "gt", "ge", "eq", "ne"])(
    "%s of one shape and of several",
    (op) => {
      const large = maps(17, 13, 7);
      expect(difference(engine, op, [large, large], {})).toBeLessThan(1e-6);
      expect(difference(engine, op, [large, sized({ channel: 7, width: 13 })], {})).toBeLessThan(1e-6);
      expect(difference(engine, op, [sized({ width: 13 }), large], {})).toBeLessThan(1e-6);
    },
  );

  test("relu's gradient leaves what lies behind its tensor alone", () => {
    for (const channels of [1, 2, 3, 5, 127])
      expect(difference(engine, "relu_gradient", [maps(3, 1, channels), maps(3, 1, channels)], {})).toBe(0);
  });

  test("a large mean does not swallow the variance", () => {
    const node = build.node("batch_moments", [build.input("x", maps(8, 8, 4))]);
    const plan = compileRun([node], engine, primitiveTable);
    const next = uniformSource(5);
    const values = Float32Array.from({ length: BATCH * 256 }, () => 1000 + next());
    const x = engine.make([BATCH, 8, 8, 4], values);
    const [moments] = plan.run(new Map([["x", x]]), new Map(), { batch: BATCH, random: noRandom });
    const variances = [...moments!.dataSync()].slice(4);
    variances.forEach((variance, c) => {
      const own = [...values].filter((_, i) => i % 4 === c);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      const expected = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
      expect(Math.abs(variance / expected - 1)).toBeLessThan(1e-5);
    });
    for (const tensor of [x, moments!]) tensor.dispose();
    plan.dispose();
  });
});

test("where memory ends, a run says so, gives back what it made and leaves the engine usable", async () => {
  const engine = await openEngine("wasm");
  const one = build.input("one", { dims: [], kind: "float" });
  const made = build.node("neg", [one]);
  const node = build.node("broadcast", [made], { dims: [{ axis: "row", size: 2 ** 29 }] });
  const feeds = new Map([["one", engine.make([], Float32Array.of(1))]]);
  const before = engine.tf.memory().numTensors;
  const run = (wanted: Node): Tensor[] =>
    compileRun([wanted], engine, primitiveTable).run(feeds, new Map(), { batch: 1, random: noRandom });
  expect(() => run(node)).toThrow(OutOfMemory);
  expect(engine.tf.memory().numTensors).toBe(before);
  const [negative] = run(made);
  expect(negative!.dataSync()[0]).toBe(-1);
  for (const tensor of [negative!, ...feeds.values()]) tensor.dispose();
});
