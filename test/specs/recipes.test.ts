import { describe, expect, it } from "vitest";
import { graphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Objective } from "../../src/compiler/4-graph/graph.ts";
import { reachable } from "../../src/compiler/4-graph/reachable.ts";
import { trainingStep } from "../../src/compiler/5-passes/training-step.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { programWith } from "./library.ts";

const objectiveOf = (path: string, name: string): Objective => {
  const program = programWith();
  const { result: recipe, diagnostics } = program.recipe(path, name);
  const objective = recipe && program.objective(path, recipe);
  const found = [...diagnostics, ...(objective?.diagnostics ?? [])].map(({ code, message }) => `${code} ${message}`);
  if (!objective?.result) throw new Error(found.join("\n") || `no recipe ${name}`);
  expect(found).toEqual([]);
  return objective.result;
};

const stepOf = (objective: Objective) => {
  const nodes = reachable([objective.loss, ...objective.terms.values()]);
  const next = nodes.at(-1)!.id + 1;
  return trainingStep(objective, graphBuilder(primitiveTable, nodes[0]!.origin, { next }), primitiveTable);
};

describe("the paper's recipes", () => {
  it("train a student under a teacher, which gets no gradient", () => {
    const objective = objectiveOf("paper/table1.kes", "kenet_2_2_ke");
    const step = stepOf(objective);
    const trained = objective.student.variables().filter((variable) => variable.trainable);
    expect(new Set([...step.gradients.keys()].map(({ path }) => path))).toEqual(
      new Set(trained.map(({ path }) => path)),
    );
    const counted = [...step.gradients.keys()].reduce(
      (sum, { dims }) => sum + dims.reduce((product, { size }) => product * Number(size), 1),
      0,
    );
    expect(counted).toBe(257_114 + 3_076);
    expect([...step.terms.keys()]).toEqual(["hard", "transfer"]);
    expect(step.updates).toHaveLength(objective.student.variables().length - trained.length);
  });
  it("train a network alone", () => {
    const step = stepOf(objectiveOf("paper/table1.kes", "wrn_40_2"));
    expect([...step.terms.keys()]).toEqual(["hard"]);
  });
  it.each(programWith().recipeNames("paper/table1.kes"))("%s is complete", (name) => {
    expect(objectiveOf("paper/table1.kes", name).loss.type.dims).toEqual([]);
  });
});

describe("other recipes", () => {
  it.each(["hinted", "fitnet"])("models/distillation.kes#%s", (name) => {
    const objective = objectiveOf("models/distillation.kes", name);
    const paths = [...stepOf(objective).gradients.keys()].map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith("loss/"))).toEqual(
      name === "hinted" ? ["loss/guided/conv1/kernel", "loss/guided/conv1/bias"] : [],
    );
  });
  it.each(["quickstart", "quickstart_shapes"])("examples/01-first-network.kes#%s", (name) => {
    expect(objectiveOf("examples/01-first-network.kes", name).loss.type.dims).toEqual([]);
  });
});
