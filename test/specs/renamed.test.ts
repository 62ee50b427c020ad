import { describe, expect, it } from "vitest";
import { openProgram, type Program } from "../../src/compiler/program.ts";
import { stepGraph } from "../../src/compiler/5-passes/step-graph.ts";
import { describeGraph, drawRenaming, paperTexts, renamedHost, restoreNames, type Renaming } from "./renaming.ts";

/** Each file's networks under their old names, as text. */
const networksOf = (program: Program, names: Renaming): Readonly<Record<string, string>> => {
  const named = [...paperTexts.keys()].flatMap((path) => program.networks(path).result ?? []);
  return Object.fromEntries(
    named.map(({ name, network }) => [
      restoreNames(name, names),
      describeGraph(network.nodes({ training: true, taps: true }), names),
    ]),
  );
};

/** The training step of each file's recipes under their old names, as text. */
const stepsOf = (program: Program, names: Renaming): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...paperTexts.keys()].flatMap((path) =>
      program.recipeNames(path).map((name) => {
        const recipe = program.recipe(path, name).result;
        const objective = recipe && program.objective(path, recipe).result;
        return [restoreNames(name, names), objective ? describeGraph(stepGraph(objective, recipe).order, names) : ""];
      }),
    ),
  );

describe("names mean nothing to the compiler", () => {
  const plain = openProgram(renamedHost(new Map()));
  const networks = networksOf(plain, new Map());
  it("there are networks to compare", () => expect(Object.keys(networks).length).toBeGreaterThanOrEqual(19));
  it.each([1, 2])("renamed at random (%i), all specs of the paper give the same graphs", (seed) => {
    const names = drawRenaming(seed);
    const program = openProgram(renamedHost(names));
    for (const path of paperTexts.keys()) expect(program.check(path).map(({ message }) => message)).toEqual([]);
    const found = networksOf(program, names);
    expect(Object.keys(found)).toEqual(Object.keys(networks));
    for (const [name, text] of Object.entries(found)) expect(text === networks[name], name).toBe(true);
  });
  it("and the same training steps", () => {
    const names = drawRenaming(3);
    const [found, steps] = [stepsOf(openProgram(renamedHost(names)), names), stepsOf(plain, new Map())];
    expect(Object.keys(found)).toEqual(Object.keys(steps));
    expect(Object.keys(found).length).toBeGreaterThan(20);
    for (const [name, text] of Object.entries(found)) {
      expect(text.length, name).toBeGreaterThan(10_000);
      expect(text === steps[name], name).toBe(true);
    }
  });
});
