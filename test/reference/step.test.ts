import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeHost } from "../../src/cli/node-host.ts";
import { layeredHost, memoryHost } from "../../src/base/host.ts";
import type { Variable } from "../../src/compiler/4-graph/graph.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openProgram } from "../../src/compiler/program.ts";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { compileRun } from "../../src/runtime/execute/executor.ts";
import { stepGraph } from "../../src/compiler/5-passes/step-graph.ts";
import { mixedNumbers } from "./mixed-numbers.ts";

/** What `bench/torch/step.py` printed: PyTorch's step in double precision. */
interface Fixture {
  readonly batch: number;
  readonly steps: readonly {
    readonly network: string;
    readonly depth: number;
    readonly loss: number;
    readonly variables: readonly {
      readonly kind: string;
      readonly count: number;
      readonly largest: number;
      readonly entries: readonly (readonly [number, number])[];
    }[];
  }[];
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/torch-step.json", import.meta.url), "utf8")) as Fixture;

const root = new URL("../..", import.meta.url).pathname;
const spec = (network: string, depth: number): string => `import { WRN, Basic, KENetUnit } from "paper/table1"
import { CrossEntropy } from "paper/losses"
train one {
  model     = WRN(${depth}, 2, unit: ${network === "WRN_40_2" ? "Basic" : "KENetUnit(2, 2)"})
  data      = shapes(split: train, count: 100)
  loss      = CrossEntropy
  optimizer = sgd(lr: 0.1)
  length    = 1 steps
  batch     = ${fixture.batch}
  seed      = 1
}
`;

/** The weights that `step.py` gives the same variable. */
const weightOf = (variable: Variable, kind: string, at: number): Float32Array => {
  const sizes = variable.dims.map((dim) => Number(dim.size));
  const v = mixedNumbers(
    at,
    sizes.reduce((product, size) => product * size, 1),
  );
  const [k = 1, l = 1] = sizes;
  const out = sizes.at(-1) ?? 1;
  const scaled: Record<string, (x: number) => number> = {
    kernel: (x) => x * Math.sqrt(6 / (out * k * l)),
    scale: (x) => 1 + 0.2 * x,
    variance: (x) => 1 + 0.1 * x,
    // Far from relu's corner, where a rounding would decide whether a unit counts.
    shift: (x) => 0.2 * x + (x < 0 ? -2.5 : 2.5),
    mean: (x) => 0.2 * x,
  };
  return Float32Array.from(v.map(scaled[kind] ?? ((x) => 0.1 * x)));
};

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine("wasm");
});
afterAll(() => engine.tf.disposeVariables());

test.each(fixture.steps)("a step of $network at depth $depth is PyTorch's", ({ network, depth, loss, variables }) => {
  const host = layeredHost(memoryHost({ "main.kes": spec(network, depth) }), nodeHost({ root }));
  const program = openProgram(host);
  const recipe = program.recipe("main.kes", "one").result;
  const objective = recipe && program.objective("main.kes", recipe).result;
  if (!recipe || !objective)
    throw new Error(
      program
        .check("main.kes")
        .map((each) => each.message)
        .join("\n"),
    );
  const graph = stepGraph(objective, recipe);
  const declared = objective.student.variables();
  expect(declared.map((variable) => variable.path.split("/").at(-1))).toEqual(
    variables.map(({ kind }) => (kind === "dense" ? "kernel" : kind)),
  );
  const { batch } = fixture;
  const weights = new Map(
    declared.map((variable, at) => {
      const shape = variable.dims.map((dim) => Number(dim.size));
      return [variable.path, engine.make(shape, weightOf(variable, variables[at]?.kind ?? "", at))] as const;
    }),
  );
  const feeds = new Map([
    ["image", engine.make([batch, 32, 32, 3], Float32Array.from(mixedNumbers(10_000, batch * 32 * 32 * 3)))],
    [
      "label",
      engine.make(
        [batch],
        Float32Array.from({ length: batch }, (_, at) => (3 * at) % 10),
      ),
    ],
  ]);
  const wanted = [graph.loss, ...graph.gradients.values(), ...graph.updates.map(({ value }) => value)];
  const plan = compileRun(wanted, engine, primitiveTable);
  const results = plan.run(feeds, weights, { batch, random: () => new Float32Array() });
  const numbers = results.map((tensor) => Float32Array.from(engine.view(tensor)));
  [...results, ...weights.values(), ...feeds.values()].forEach((tensor) => tensor.dispose());
  plan.dispose();

  expect(Math.abs((numbers[0]?.[0] ?? NaN) - loss) / loss).toBeLessThan(1e-5);
  const ours = new Map<Variable, Float32Array>();
  [...graph.gradients.keys(), ...graph.updates.map(({ variable }) => variable)].forEach((variable, at) =>
    ours.set(variable, numbers[at + 1] ?? new Float32Array()),
  );
  declared.forEach((variable, at) => {
    const theirs = variables[at];
    const mine = ours.get(variable);
    if (!theirs || !mine) throw new Error(`${variable.path} has no counterpart`);
    expect(mine.length, variable.path).toBe(theirs.count);
    const gap = Math.max(...theirs.entries.map(([place, value]) => Math.abs((mine[place] ?? NaN) - value)));
    expect(gap / theirs.largest, variable.path).toBeLessThan(1e-3);
  });
});
