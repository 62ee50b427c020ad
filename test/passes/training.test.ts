import { describe, expect, it } from "vitest";
import { forTraining } from "../../src/compiler/5-passes/for-training.ts";
import { reachable } from "../../src/compiler/4-graph/reachable.ts";
import { trainingStep } from "../../src/compiler/5-passes/training-step.ts";
import type { Network, Node, Objective } from "../../src/compiler/4-graph/graph.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { countOf, evaluate, newBuilder, origin, randomFrom, relativeGap, table } from "../ops-b/evaluate.ts";
import { littleNet, type LittleNet } from "./little-net.ts";

const BATCH = 3;

const networkOf = (net: LittleNet): Network => ({
  name: "Net",
  inputs: new Map([["image", net.image]]),
  outputs: new Map([["output", { kind: "tensor", node: net.output }]]),
  trainingOutputs: new Map(),
  taps: [],
  placement: origin.placement,
  nodes: () => reachable([net.output]),
  variables: () => net.variables.map((node) => node.variable!),
});

const objectiveOf = (net: LittleNet, teacher?: LittleNet, loss = net.loss): Objective => ({
  student: networkOf(net),
  ...(teacher && { teacher: networkOf(teacher) }),
  inputs: new Map([
    ["image", net.image],
    ["target", net.target],
  ]),
  loss,
  terms: new Map([["distance", loss]]),
  lossVariables: [],
  shows: [],
});

/** Numbers for all inputs and variables, none of them at a kink. */
const numbersFor = (nodes: readonly Node[]): Map<Node, Float64Array> => {
  const random = randomFrom(11);
  return new Map(
    nodes.map((node) => [
      node,
      Float64Array.from(
        { length: countOf(node.type, BATCH) },
        () => random() + 0.1 - (node.variable?.path.includes("kernel") ? 0.6 : 0),
      ),
    ]),
  );
};

const nodeOf = (net: LittleNet, path: string): Node => net.variables.find((node) => node.variable!.path === path)!;

describe("a step of a little net in training mode", () => {
  const build = newBuilder();
  const net = littleNet(build);
  const step = trainingStep(objectiveOf(net), build, table);
  const given = numbersFor([net.image, net.target, ...net.variables]);

  it("has the gradients of finite differences, through the batch's statistics", () => {
    const trained = net.variables.filter((node) => node.variable!.trainable);
    expect([...step.gradients.keys()].map((one) => one.path).sort()).toEqual(
      trained.map((node) => node.variable!.path).sort(),
    );
    const seen = new Map<Node, Dense>();
    for (const node of trained) {
      const found = evaluate(step.gradients.get(node.variable!)!, given, BATCH, seen).values;
      const wanted = given.get(node)!.map((value, i) => {
        const lossAt = (shifted: number): number => {
          const values = Float64Array.from(given.get(node)!);
          values[i] = shifted;
          return evaluate(step.loss, new Map([...given, [node, values]]), BATCH).values[0]!;
        };
        return (lossAt(value + 1e-6) - lossAt(value - 1e-6)) / 2e-6;
      });
      expect(relativeGap(found, wanted), node.variable!.path).toBeLessThan(1e-5);
    }
  });

  it("updates each running statistic from its batch", () => {
    expect(step.updates.map(({ variable }) => variable.path)).toEqual([
      "batch_norm1/mean",
      "batch_norm1/variance",
      "batch_norm2/mean",
      "batch_norm2/variance",
    ]);
    const normed = reachable([net.loss]).find((node) => node.op === "conv")!;
    const y = evaluate(normed, given, BATCH);
    const first = [...y.values].filter((_, i) => i % 4 === 0);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (first.length - 1);
    const [newMean, newVariance] = step.updates.map(({ value }) => evaluate(value, given, BATCH).values[0]!);
    expect(newMean).toBeCloseTo(0.9 * given.get(nodeOf(net, "batch_norm1/mean"))![0]! + 0.1 * mean, 12);
    expect(newVariance).toBeCloseTo(0.9 * given.get(nodeOf(net, "batch_norm1/variance"))![0]! + 0.1 * variance, 12);
  });

  it("doesn't read the running statistics for its loss", () => {
    const paths = reachable([step.loss]).flatMap((node) => node.variable?.path ?? []);
    expect(paths.filter((path) => /mean|variance/.test(path))).toEqual([]);
  });

  it("leaves the inferring graph as it was", () => {
    expect(reachable([net.loss]).filter((node) => node.op === "batch_norm")).toHaveLength(2);
    expect(reachable([step.loss]).some((node) => node.op === "batch_norm" || node.op === "dropout")).toBe(false);
  });
});

describe("what isn't trained", () => {
  it("keeps the statistics of a frozen norm and gives it no gradient", () => {
    const build = newBuilder();
    const net = littleNet(build);
    const step = trainingStep(objectiveOf(net), build, table, (variable) => !/1\//.test(variable.path));
    expect(step.updates.map(({ variable }) => variable.path)).toEqual(["batch_norm2/mean", "batch_norm2/variance"]);
    expect([...step.gradients.keys()].map((one) => one.path).sort()).toEqual([
      "batch_norm2/scale",
      "batch_norm2/shift",
      "conv2/kernel",
    ]);
    expect(reachable([step.loss]).filter((node) => node.op === "batch_norm")).toHaveLength(1);
  });

  it("lets a teacher infer, dropout included", () => {
    const build = newBuilder();
    const net = littleNet(build);
    const teacher = littleNet(build, "teacher/", net);
    const gap = build.node("sub", [net.output, build.node("stop", [teacher.output])]);
    const loss = build.node("mean", [build.node("mul", [gap, gap])], { over: ["batch", "channel"], keep: false });
    const step = trainingStep(objectiveOf(net, teacher, loss), build, table);
    const nodes = reachable([step.loss, ...step.gradients.values()]);
    expect(nodes.filter((node) => node.op === "batch_norm")).toHaveLength(2);
    expect(nodes.filter((node) => node.op === "dropout")).toHaveLength(1);
    expect([...step.gradients.keys()].some((variable) => variable.path.startsWith("teacher/"))).toBe(false);
    expect(step.updates.every(({ variable }) => !variable.path.startsWith("teacher/"))).toBe(true);
  });
});

it("updates a norm that was placed twice twice over", () => {
  const build = newBuilder();
  const dims = [{ axis: "channel", size: 1 }];
  const variable = (path: string, value: number, trainable = true): Node =>
    build.variable({ path, dims, trainable, initializer: { kind: "constant", value } });
  const weights = [
    variable("scale", 1),
    variable("shift", 0),
    variable("mean", 0, false),
    variable("variance", 1, false),
  ];
  const type = { kind: "float" as const, dims: [{ axis: "batch", size: "batch" as const }, ...dims] };
  const inputs = [build.input("a", type), build.input("b", type)];
  const norms = inputs.map((x) => build.node("batch_norm", [x, ...weights], { epsilon: 1e-5, keep: 0.5 }));
  const { updates } = forTraining(norms, build, { isTrained: () => true });
  const given = new Map<Node, Float64Array>([
    [inputs[0]!, Float64Array.of(4, 4)],
    [inputs[1]!, Float64Array.of(10, 10)],
    [weights[2]!, Float64Array.of(0)],
    [weights[3]!, Float64Array.of(1)],
  ]);
  expect(updates.map(({ value }) => evaluate(value, given, 2).values[0])).toEqual([6, 0.25]);
});

it("dropout zeroes a share and keeps the mean", () => {
  const build = newBuilder();
  const x = build.input("x", {
    kind: "float",
    dims: [
      { axis: "batch", size: "batch" },
      { axis: "channel", size: 1000 },
    ],
  });
  const dropped = build.node("dropout", [x], { rate: 0.3 });
  const { nodes } = forTraining([dropped], build, { isTrained: () => true });
  const { values } = evaluate(nodes.get(dropped)!, new Map([[x, new Float64Array(4000).fill(2)]]), 4);
  expect(new Set(values)).toEqual(new Set([0, 2 * (1 / 0.7)]));
  expect(values.filter((value) => value === 0).length / 4000).toBeCloseTo(0.3, 1);
});

it("rewrites a chain of 50,000 steps without recursion", () => {
  const build = newBuilder();
  let x = build.input("x", { kind: "float", dims: [] });
  for (let i = 0; i < 50_000; i++) x = build.node(i % 1000 ? "relu" : "dropout", [x], i % 1000 ? {} : { rate: 0.5 });
  expect(forTraining([x], build, { isTrained: () => true }).nodes.size).toBe(50_001);
});
