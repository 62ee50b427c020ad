import { describe, expect, it } from "vitest";
import { predictMemory } from "../../src/compiler/analyses/memory.ts";
import { reachable } from "../../src/compiler/4-graph/reachable.ts";
import { newBuilder } from "../ops-b/evaluate.ts";
import { littleNet } from "./little-net.ts";

const chain = () => {
  const build = newBuilder();
  const x = build.input("x", {
    kind: "float",
    dims: [
      { axis: "batch", size: "batch" },
      { axis: "channel", size: 10 },
    ],
  });
  const w = build.variable({
    path: "w",
    dims: [{ axis: "channel", size: 10 }],
    trainable: true,
    initializer: { kind: "constant", value: 1 },
  });
  const scaled = build.node("mul", [x, w]);
  const bent = build.node("relu", [scaled]);
  const sum = build.node("add", [bent, x]);
  return { x, w, scaled, bent, sum, nodes: [x, w, scaled, bent, sum] };
};

describe("predicted memory", () => {
  it("frees each tensor after its last reader", () => {
    const { x, scaled, bent, sum, nodes } = chain();
    const { freedAfter } = predictMemory(nodes, [sum]);
    expect(freedAfter.get(bent)).toEqual([scaled]);
    expect(new Set(freedAfter.get(sum))).toEqual(new Set([bent, x]));
    expect(freedAfter.get(x)).toEqual([]);
  });

  it("adds up what is alive at once, variables apart", () => {
    const { sum, nodes } = chain();
    const memory = predictMemory(nodes, [sum]);
    expect(memory.variableBytes).toBe(40n);
    // x, scaled and bent, then x, bent and sum: three tensors of 10 numbers a picture.
    expect(memory.peakBytes(1)).toBe(120n);
    expect(memory.peakBytes(128)).toBe(120n * 128n);
  });

  it("names the largest batch that fits", () => {
    const { sum, nodes } = chain();
    const memory = predictMemory(nodes, [sum]);
    expect(memory.largestBatch(40n + 1200n)).toBe(10);
    expect(memory.largestBatch(40n + 1199n)).toBe(9);
    expect(memory.largestBatch(159n)).toBe(0);
  });

  it("counts a batch that stands twice in a tensor as a square", () => {
    const build = newBuilder();
    const dims = [
      { axis: "batch", size: "batch" as const },
      { axis: "other", size: "batch" as const },
    ];
    const memory = predictMemory([build.input("x", { kind: "float", dims })]);
    expect(memory.peakBytes(100)).toBe(40_000n);
    expect(memory.largestBatch(40_000n)).toBe(100);
  });

  it("agrees with a run that counts", () => {
    const net = littleNet(newBuilder());
    const nodes = reachable([net.loss]);
    const memory = predictMemory(nodes, [net.loss]);
    const bytes = (dims: typeof net.loss.type.dims): number =>
      dims.reduce((n, { size }) => n * (size === "batch" ? 7 : size), 4);
    const alive = new Set<(typeof nodes)[number]>();
    let most = 0;
    nodes.forEach((node, i) => {
      if (node.op !== "variable") alive.add(node);
      most = Math.max(
        most,
        [...alive].reduce((sum, one) => sum + bytes(one.type.dims), 0),
      );
      const later = new Set(nodes.slice(i + 1).flatMap((one) => one.operands));
      for (const one of alive) if (!later.has(one) && one !== net.loss) alive.delete(one);
    });
    expect(memory.peakBytes(7)).toBe(BigInt(most));
  });
});
