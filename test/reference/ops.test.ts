import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { graphBuilder, type GraphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Network, Node, TensorType } from "../../src/compiler/4-graph/graph.ts";
import { differentiate } from "../../src/compiler/5-passes/differentiate.ts";
import { forTraining, type Update } from "../../src/compiler/5-passes/for-training.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { mixedNumbers } from "./mixed-numbers.ts";

/** What PyTorch gave for one tensor, see `summary` in `bench/torch/ops.py`. */
interface Summary {
  readonly count: number;
  readonly largest: number;
  readonly check: number;
  readonly entries: readonly (readonly [number, number])[];
}

interface Case {
  readonly kes: string;
  readonly sizes: readonly number[];
  readonly trains: boolean;
  readonly output: Summary;
  /** Of the input, then of the weights. */
  readonly gradients: readonly Summary[];
  readonly statistics: readonly Summary[];
}

const { batch, cases } = JSON.parse(readFileSync(new URL("../fixtures/torch-ops.json", import.meta.url), "utf8")) as {
  readonly batch: number;
  readonly cases: readonly Case[];
};

const [CHECK_STREAM, OUTPUT_STREAM] = [901, 902];

const networkOf = ({ kes, sizes }: Case): Network => {
  const text = `model Net(x: map[${sizes.join(", ")}]) {\n  y = ${kes}\n  output y\n}\n`;
  const program = openProgram(memoryHost({ "main.kes": text }));
  const { result, diagnostics } = program.network("main.kes", "Net");
  if (!result) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return result;
};

const outputOf = (network: Network): Node => {
  const y = network.outputs.get("y");
  if (y?.kind !== "tensor") throw new Error("y is no tensor");
  return y.node;
};

const numbersFor = ({ dims }: TensorType, stream: number): Dense => {
  const shape = dims.map(({ size }) => (size === "batch" ? batch : size));
  return {
    shape,
    values: mixedNumbers(
      stream,
      shape.reduce((product, size) => product * size, 1),
    ),
  };
};

/** Numbers of stream 0 for the input, 1, 2, … for the variables in their order; a variance lies between 0.5 and 1.5. */
const given = (network: Network): ReadonlyMap<Node, Dense> => {
  const leaves = [...network.inputs.values(), ...variablesOf(network)];
  return new Map(
    leaves.map((node, stream) => {
      const drawn = numbersFor(node.type, stream);
      const isVariance = node.variable?.path.endsWith("/variance") ?? false;
      return [node, isVariance ? { ...drawn, values: drawn.values.map((v) => 1 + 0.5 * v) } : drawn];
    }),
  );
};

const variablesOf = (network: Network): readonly Node[] => {
  const byPath = new Map(network.nodes().flatMap((node) => (node.variable ? [[node.variable.path, node]] : [])));
  return network.variables().map(({ path }) => byPath.get(path)!);
};

/** Where training changes the graph: y as it is in a step, and the new running statistics. */
const inTraining = (y: Node, build: GraphBuilder): readonly [Node, readonly Update[]] => {
  const { nodes, updates } = forTraining([y], build, { isTrained: () => true });
  return [nodes.get(y)!, updates];
};

/** Of Σ y · weights by the input, then by what is trained. */
const gradientsOf = (y: Node, weights: Node, network: Network, build: GraphBuilder): readonly Node[] => {
  const over = y.type.dims.map(({ axis }) => axis);
  const loss = build.node("sum", [build.node("mul", [y, weights])], { over, keep: false });
  const trained = variablesOf(network).filter(({ variable }) => variable?.trainable);
  const wanted = [...network.inputs.values(), ...trained];
  const gradients = differentiate(loss, wanted, build, primitiveTable);
  return wanted.map((node) => gradients.get(node)!);
};

/** The largest difference over the largest magnitude; every entry counts through the check, a sum under weights below 1. */
const gap = (ours: Float64Array, { count, largest, check, entries }: Summary): number => {
  expect(ours.length).toBe(count);
  const weights = mixedNumbers(CHECK_STREAM, count);
  const sum = ours.reduce((total, value, i) => total + value * weights[i]!, 0);
  const apart = entries.map(([place, value]) => Math.abs(ours[place]! - value));
  return Math.max(...apart, Math.abs(sum - check) / Math.sqrt(count)) / largest;
};

const titled = cases.map((each) => ({
  ...each,
  title: `${each.kes} of ${each.sizes.join("×")}${each.trains ? ", training" : ""}`,
}));

test.each(titled)("$title", (each) => {
  const network = networkOf(each);
  const output = outputOf(network);
  const next = network.nodes().reduce((most, { id }) => Math.max(most, id), 0) + 1;
  const build = graphBuilder(primitiveTable, output.origin, { next });
  const [y, updates] = each.trains ? inTraining(output, build) : [output, []];
  const weights = build.input("weights", y.type);
  const gradients = y.type.kind === "float" ? gradientsOf(y, weights, network, build) : [];
  const asked = [y, ...gradients, ...updates.map(({ value }) => value)];
  const feeds = new Map([...given(network), [weights, numbersFor(y.type, OUTPUT_STREAM)] as const]);
  const found = interpret(asked, { feeds, batch });

  const theirs = [each.output, ...each.gradients, ...each.statistics];
  expect(asked.length).toBe(theirs.length);
  asked.forEach((node, i) => expect(gap(found.get(node)!.values, theirs[i]!), `${i}: ${node.op}`).toBeLessThan(1e-9));
});
