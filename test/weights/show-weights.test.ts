import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { weightsTable, summarize } from "../../src/cli/weights-text.ts";
import { writeSafetensors, type Tensors } from "../../src/runtime/runs/safetensors.ts";
import { ensureBuilt, kesc } from "../support/kesc.ts";

const TENSORS: Tensors = {
  tensors: new Map([
    ["stem/kernel", { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ["step", { shape: [], values: Float32Array.of(7) }],
    ["broken", { shape: [2], values: Float32Array.of(NaN, Infinity) }],
    ["half", { shape: [3], values: Float32Array.of(2, NaN, 4) }],
  ]),
  metadata: new Map([["network", "Net"]]),
};

const folder = mkdtempSync(join(tmpdir(), "kesc-weights-"));
const file = join(folder, "weights.safetensors");
beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(file, writeSafetensors(TENSORS));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("tensors by their numbers; what is not finite is counted and left out", () => {
  expect(weightsTable(summarize(TENSORS))).toEqual([
    "tensor       shape   numbers  mean  deviation  not finite",
    "stem/kernel  2×3           6   3.5       1.71",
    "step         scalar        1     7          0",
    "broken       2             2     –          –           2",
    "half         3             3     3          1           1",
    "4 tensors, 12 numbers",
  ]);
});

describe("kesc weights show", () => {
  test("a file or a run's folder, for people and programs", async () => {
    const shown = await kesc(["weights", "show", file]);
    expect([shown.code, shown.err, shown.out.split("\n").at(-2)]).toEqual([0, "", "4 tensors, 12 numbers"]);
    const { out } = await kesc(["weights", "show", folder, "--json"]);
    const { version, tensors, metadata } = JSON.parse(out) as {
      version: number;
      tensors: readonly object[];
      metadata: object;
    };
    expect([version, metadata]).toEqual([1, { network: "Net" }]);
    expect(tensors[0]).toEqual({
      name: "stem/kernel",
      shape: [2, 3],
      numbers: 6,
      mean: 3.5,
      deviation: Math.sqrt(35 / 12),
      notFinite: 0,
    });
    expect(tensors[2]).toMatchObject({ mean: null, deviation: null, notFinite: 2 });
  });

  test.each([
    [["show", "nowhere.safetensors"], "no such file"],
    [["show", "package.json"], "no whole safetensors file"],
    [["show", file, "--into", "net.kes"], "takes no --into"],
    [["import", file, "--json"], "goes with `show`"],
    [["shew", file], "show, import"],
  ])("%j ends with 2 and says why", async (words, why) => {
    const { code, out, err } = await kesc(["weights", ...words]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(why);
  });
});
