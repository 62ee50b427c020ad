import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { differentiate } from "../../src/compiler/5-passes/differentiate.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { sampleOrigin } from "../../src/compiler/ops/kit/draw-sample.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { normalNumbers } from "../../src/compiler/random.ts";
import { expectGradients } from "./finite-differences.ts";

/** Operations that are made of several primitives: gradients of input and weights from text on. */

const BATCH = 2;

const graphOf = (expression: string) => {
  const text = `model Net(image: map[2, 3, 4], label: channel) {\n  _label = label\n  y = ${expression}\n  output y\n}`;
  const { result, diagnostics } = openProgram(memoryHost({ "main.kes": text })).network("main.kes", "Net");
  if (!result) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const y = result.outputs.get("y")!;
  if (y.kind !== "tensor") throw new Error("y is a tensor");
  const image = result.inputs.get("image")!;
  const label = result.inputs.get("label")!;
  const last = Math.max(...result.nodes().map(({ id }) => id)) + 1;
  return {
    y: y.node,
    image,
    label,
    nodes: result.nodes(),
    build: graphBuilder(primitiveTable, sampleOrigin, { next: last }),
  };
};

const picture = (values: Float64Array): Dense => ({ shape: [BATCH, 2, 3, 4], values });

test.each([
  "norm(image, over: channel)",
  "norm(image, p: 1, over: [height, width])",
  "norm(image, p: 3, over: channel, keep: true)",
  "norm(image, p: inf, over: channel)",
  "normalize(mean(image ^ 2, over: channel), over: [height, width])",
  "cross_entropy(mean(image, over: [height, width]), label)",
  "cross_entropy(image, label)",
  "top_k(image, 2, over: channel, as: best).value",
  "stack([image, 2, image * image], as: copy)",
  "concat([image, mean(image, over: height), image[height: 0]], along: channel)[channel: .. by 2]",
  "image -> dense(3, over: [height, width], as: token)",
  "image -> dense(5) -> tanh -> dense(2, over: [width, channel], as: class)",
  "max([image, 0.1, image ^ 2])",
  "image * learned([channel: 4], init: normal(1)) -> gelu -> softmax(over: [height, channel])",
  "where(image > 0, log(where(image > 0, image, 1)), exp(image))",
  "dot(image, rename(image, batch: other), over: [height, width, channel])",
])("%s", (expression) => {
  const { y, image, label, nodes, build } = graphOf(expression);
  const given = new Map<Node, Dense>([
    [image, picture(normalNumbers(1, 0, 0, BATCH * 24))],
    [label, { shape: [BATCH], values: Float64Array.of(3, 0) }],
  ]);
  const weights = nodes.filter(({ op }) => op === "variable");
  const values = interpret(weights);
  for (const weight of weights) given.set(weight, values.get(weight)!);
  expectGradients(build, y, given, [image, ...weights], BATCH);
});

test.each([
  "norm(image, over: channel)",
  "norm(image, p: 3, over: channel)",
  "normalize(image, over: [height, channel])",
])("%s has value and gradient 0 at 0", (expression) => {
  const { y, image, build } = graphOf(expression);
  const over = y.type.dims.map(({ axis }) => axis);
  const loss = build.node("sum", [y], { over, keep: false });
  const gradient = differentiate(loss, [image], build, primitiveTable).get(image)!;
  const found = interpret([loss, gradient], { batch: BATCH, feeds: new Map([[image, picture(new Float64Array(48))]]) });
  expect([...found.get(loss)!.values]).toEqual([0]);
  expect(found.get(gradient)!.values.every((x) => x === 0)).toBe(true);
});
