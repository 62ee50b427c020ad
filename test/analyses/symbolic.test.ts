import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { toFloat, whole } from "../../src/base/number.ts";
import { evaluateAt } from "../../src/compiler/analyses/symbolic/polynomial.ts";
import { convolutionWeights, renderSymbolic, symbolicCost } from "../../src/compiler/analyses/symbolic/render.ts";
import { openProgram } from "../../src/compiler/program.ts";

const blocks = readFileSync(new URL("../samples/blocks.kes", import.meta.url), "utf8");

/** A model whose only convolutions are those of one placement, at each block's free sizes. */
const withNets = `${blocks}
model OneGConv(N: int, M: int, G: int, k: int)(x: map[8, 8, N]) {
  y = x -> GConv(G, k: k)(M)
  output y
}
model OneBottleneck(N: int, M: int, B: int, k: int)(x: map[8, 8, N]) {
  y = x -> Bottleneck(B, k: k)(M)
  output y
}
model OneKENet(N: int, M: int, G: int, B: int, k: int)(x: map[8, 8, N]) {
  y = x -> KENet(G, B, k: k)(M)
  output y
}
block Unclear(part: block)(x: map, out: int) = x -> part(out)
block Sides(x: map, out: int) = x -> if x.channel == out { relu } else { conv(1, out) }
`;
const program = openProgram(memoryHost({ "main.kes": withNets }));

const costOf = (name: string) => {
  const found = program.declaration("main.kes", name);
  if (!found) throw new Error(`no ${name}`);
  return { ...found, cost: symbolicCost(found.declaration, found.module) };
};

/** Scalars in the convolutions' kernels of a counted instance. */
const counted = (expression: string): number => {
  const { result, diagnostics } = program.network("main.kes", expression);
  if (!result) throw new Error(diagnostics.map((each) => each.message).join());
  const kernels = result.variables().filter((variable) => variable.path.endsWith("/kernel"));
  return kernels.reduce((sum, { dims }) => sum + dims.reduce((product, dim) => product * Number(dim.size), 1), 0);
};

test.each([
  ["GConv", { N: 12, M: 20, G: 4, k: 3 }],
  ["GConv", { N: 16, M: 8, G: 2, k: 5 }],
  ["Bottleneck", { N: 12, M: 20, B: 2, k: 3 }],
  ["Bottleneck", { N: 7, M: 12, B: 4, k: 1 }],
  ["KENet", { N: 12, M: 24, G: 3, B: 2, k: 3 }],
  ["KENet", { N: 16, M: 32, G: 4, B: 4, k: 5 }],
])("the formula of %s gives what an instance counts at %o", (name, sizes) => {
  const { cost } = costOf(name);
  const at = new Map(Object.entries(sizes).map(([symbol, size]) => [symbol, whole(size)] as const));
  const listed = Object.entries(sizes).map(([symbol, size]) => `${symbol}: ${size}`);
  expect(toFloat(evaluateAt(convolutionWeights(cost), at))).toBe(counted(`One${name}(${listed.join(", ")})`));
});

test("the screen shows the corrected formulas of section 1.1", () => {
  const { declaration, cost } = costOf("KENet");
  expect(renderSymbolic(declaration, cost))
    .toBe(`KENet(G, B, k)   x: N channels, out: M   (weights of convolutions, per output position at stride 1)
  conv 1×1, N → M/B, G groups    N·M / (G·B)
  conv k×k, M/B → M/B, G groups  k²·M² / (G·B²)
  conv 1×1, M/B → M              M² / B
  in all                         N·M / (G·B) + k²·M² / (G·B²) + M² / B
  batch_norm                     4·M / B   apart
`);
});

test("what can't be followed is named, never guessed", () => {
  expect(costOf("Unclear").cost.dependsOn).toBe("`part(out)`");
  expect(costOf("Sides").cost.dependsOn).toBe("`if x.channel == out`");
});
