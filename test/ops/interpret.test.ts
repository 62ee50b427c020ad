import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { sampleOrigin } from "../../src/compiler/ops/kit/draw-sample.ts";
import { dimsFrom } from "../../src/compiler/ops/kit/sample-types.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { normalNumbers } from "../../src/compiler/random.ts";

const vector = (...values: number[]): Dense => ({ shape: [values.length], values: Float64Array.from(values) });
const build = () => graphBuilder(primitiveTable, sampleOrigin);
const floats = (sizes: Parameters<typeof dimsFrom>[0]) => ({ dims: dimsFrom(sizes), kind: "float" }) as const;
const weight = {
  path: "w",
  dims: dimsFrom({ channel: 2 }),
  trainable: true,
  initializer: { kind: "constant", value: 7 },
} as const;

test("inputs are fed by name or node, weights by path; those not given begin as they would in training", () => {
  const b = build();
  const [x, w] = [b.input("x", floats({ channel: 2 })), b.variable(weight)];
  const y = b.node("mul", [x, w]);
  const value = (run: Parameters<typeof interpret>[1]) => [...interpret([y], run).get(y)!.values];
  expect(value({ feeds: new Map([["x", vector(1, 2)]]) })).toEqual([7, 14]);
  expect(value({ feeds: new Map([[x, vector(1, 2)]]), variables: new Map([["w", vector(3, 4)]]) })).toEqual([3, 8]);
});

test("a node whose value is given needs nothing of what it is made from", () => {
  const b = build();
  const middle = b.node("exp", [b.input("never fed", floats({ channel: 2 }))]);
  const y = b.node("neg", [middle]);
  expect([...interpret([y], { feeds: new Map([[middle, vector(1, 2)]]) }).get(y)!.values]).toEqual([-1, -2]);
});

test("what is lacking or has another shape is said", () => {
  const b = build();
  const x = b.input("picture", floats({ channel: 2 }));
  expect(() => interpret([x])).toThrow("picture");
  expect(() => interpret([x], { feeds: new Map([["picture", vector(1, 2, 3)]]) })).toThrow("[3] instead of [2]");
});

test("random nodes draw by seed, step and node, the same whenever they are asked", () => {
  const b = build();
  const dims = [{ axis: "channel", size: 3 }];
  const [first, second] = [b.node("uniform", [], { dims }), b.node("uniform", [], { dims })];
  const draw = (node: Node, seed: number, step: number) => [...interpret([node], { seed, step }).get(node)!.values];
  expect(draw(first, 1, 1)).toEqual([...interpret([second, first], { seed: 1, step: 1 }).get(first)!.values]);
  const draws = [draw(first, 1, 1), draw(second, 1, 1), draw(first, 2, 1), draw(first, 1, 2)];
  expect(new Set(draws.map(String)).size).toBe(4);
});

test("a network on 32 × 32 maps of 16 channels is a matter of seconds", () => {
  const text = `model Net(image: map[32, 32, 3]) {
  y = image -> conv(3, 16) -> repeat(4) { conv(3, 16) -> batch_norm -> relu } -> mean(over: [height, width]) -> dense(10, as: class)
  output y
}`;
  const { result } = openProgram(memoryHost({ "main.kes": text })).network("main.kes", "Net");
  const y = result!.outputs.get("y")!;
  if (y.kind !== "tensor") throw new Error("y is a tensor");
  const image: Dense = { shape: [2, 32, 32, 3], values: normalNumbers(1, 0, 0, 2 * 32 * 32 * 3) };
  const started = process.cpuUsage().user;
  const { shape, values } = interpret([y.node], { batch: 2, feeds: new Map([["image", image]]) }).get(y.node)!;
  expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(5);
  expect(shape).toEqual([2, 10]);
  expect(values.every(Number.isFinite)).toBe(true);
});
