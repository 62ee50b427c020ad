import { expect, test } from "vitest";
import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { differentiate } from "../../src/compiler/5-passes/differentiate.ts";
import { reachable } from "../../src/compiler/4-graph/reachable.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { sampleOrigin } from "../../src/compiler/ops/kit/draw-sample.ts";
import { dimsFrom } from "../../src/compiler/ops/kit/sample-types.ts";
import type { Sizes } from "../../src/compiler/ops/kit/sample-types.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";

const start = () => {
  const build = graphBuilder(primitiveTable, sampleOrigin);
  const given = new Map<Node, { readonly shape: readonly number[]; readonly values: Float64Array }>();
  const input = (sizes: Sizes, ...values: number[]): Node => {
    const node = build.input(`x${given.size}`, { dims: dimsFrom(sizes), kind: "float" });
    const shape = Object.values(sizes).map((size) => (size === "batch" ? 2 : size));
    given.set(node, { shape, values: Float64Array.from(values) });
    return node;
  };
  const total = (x: Node): Node => build.node("sum", [x], { over: x.type.dims.map(({ axis }) => axis), keep: false });
  const gradients = (loss: Node, ...wanted: Node[]) => {
    const found = differentiate(loss, wanted, build, primitiveTable);
    const values = interpret([...found.values()], { feeds: given, batch: 2 });
    return wanted.map((node) => {
      const gradient = found.get(node);
      return gradient && [...values.get(gradient)!.values];
    });
  };
  return { build, input, total, gradients };
};

test("what is used twice gets the sum of both ways", () => {
  const { build, input, total, gradients } = start();
  const x = input({ channel: 2 }, 3, 5);
  const y = build.node("add", [build.node("mul", [x, x]), build.node("mul", [x, build.constant(10)])]);
  expect(gradients(total(y), x)).toEqual([[16, 20]]);
});

test("a gradient has its node's axes in its order, however the operands were broadcast", () => {
  const { build, input, total, gradients } = start();
  const a = input({ width: 2, batch: "batch" }, 1, 2, 3, 4);
  const b = input({ batch: "batch", channel: 2 }, 1, 10, 100, 1000);
  const bias = input({ channel: 2 }, 0, 0);
  const loss = total(build.node("add", [build.node("mul", [b, a]), bias]));
  expect(gradients(loss, a, b, bias)).toEqual([
    [11, 1100, 11, 1100],
    [4, 4, 6, 6],
    [4, 4],
  ]);
});

test("nothing flows through stop, comparisons or to what the loss does not see", () => {
  const { build, input, total, gradients } = start();
  const [x, other] = [input({ channel: 2 }, 3, 5), input({ channel: 2 }, 1, 1)];
  const y = build.node("mul", [build.node("stop", [x]), build.node("gt", [x, build.constant(4)])]);
  expect(gradients(total(y), x, other)).toEqual([undefined, undefined]);
  expect(gradients(total(build.node("mul", [y, x])), x)).toEqual([[0, 5]]);
});

test("gradients end at what is wanted: no node is made for what lies before it", () => {
  const { build, input, total } = start();
  const x = input({ channel: 2 }, 3, 5);
  const middle = build.node("exp", [x]);
  const loss = total(build.node("mul", [middle, build.constant(2)]));
  const [gradient] = differentiate(loss, [middle], build, primitiveTable).values();
  expect(reachable([gradient!]).map(({ op }) => op)).not.toContain("exp");
});

test("the loss itself, and a loss that nothing wanted flows into", () => {
  const { build, input, total, gradients } = start();
  const x = input({ channel: 2 }, 3, 5);
  const loss = total(x);
  expect(gradients(loss, loss)).toEqual([[1]]);
  expect(gradients(build.constant(3), x)).toEqual([undefined]);
  expect(() => differentiate(x, [x], build, primitiveTable)).toThrow("without axes");
});

test("the root of 0 has slope 0, and a tie of max is shared", () => {
  const { build, input, total, gradients } = start();
  const x = input({ channel: 3 }, 0, 4, 0);
  expect(gradients(total(build.node("sqrt", [x])), x)).toEqual([[0, 0.25, 0]]);
  const [a, b] = [input({ channel: 3 }, 1, 2, 3), input({ channel: 3 }, 1, 3, 2)];
  expect(gradients(total(build.node("max", [a, b])), a, b)).toEqual([
    [0.5, 0, 1],
    [0.5, 1, 0],
  ]);
  const ties = input({ channel: 3 }, 7, 1, 7);
  expect(gradients(build.node("reduce_max", [ties], { over: ["channel"], keep: false }), ties)).toEqual([
    [0.5, 0, 0.5],
  ]);
});

test("a chain of 100,000 nodes is no matter of stack", () => {
  const { build, input, total, gradients } = start();
  const x = input({ channel: 1 }, 1);
  let y = x;
  for (let i = 0; i < 100_000; i++) y = build.node("add", [y, x]);
  expect(gradients(total(y), x)).toEqual([[100_001]]);
});
