import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram } from "../../src/compiler/program.ts";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { readSafetensors } from "../../src/runtime/runs/safetensors.ts";
import { train } from "../../src/runtime/train/train-recipe.ts";
import { drawRenaming, paperTexts, renamedHost, restoreNames, type Renaming } from "./renaming.ts";

const NAMES = ["WRN", "KENetUnit", "KE", "AT", "CrossEntropy"];

/** The file of the paper that declares the name. */
const homeOf = (name: string): string => {
  const [path] = [...paperTexts].find(([, text]) => new RegExp(`^(block|model|loss) ${name}\\b`, "m").test(text)) ?? [];
  if (path === undefined) throw new Error(`no spec of the paper declares ${name}`);
  return path.replace(/\.kes$/, "");
};

const spec = (): string => `${NAMES.map((name) => `import { ${name} } from "${homeOf(name)}"`).join("\n")}

train alone {
  model     = WRN(10, 1, unit: KENetUnit(2, 2))
  data      = shapes(split: train, count: 16, size: 32)
  augment   = [pad_crop(4), flip]
  loss      = CrossEntropy
  optimizer = sgd(lr: 0.1, momentum: 0.9, weight_decay: 5e-4)
  length    = 2 steps
  batch     = 4
}
train guide extends alone { model = WRN(10, 1, at_taps: KE(4)) }
train taught extends alone {
  model   = WRN(10, 1, unit: KENetUnit(2, 2), at_taps: KE(4))
  teacher = guide
  loss    = AT(beta: 1000)
}
`;

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-renamed-"));
  engine = await openEngine("wasm");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The weights that come out, as bits under the old names. */
const trained = async (recipe: string, names: Renaming, runs: string): Promise<ReadonlyMap<string, string>> => {
  const program = openProgram(renamedHost(names, { "tiny.kes": spec() }));
  const { run, diagnostics } = await train(program, `tiny.kes#${recipe}`, { engine, root: folder, runs });
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  expect(run?.done).toBe(2);
  const saved = readSafetensors(await readFile(join(run!.folder, "weights.safetensors")));
  if ("problem" in saved) throw new Error(saved.problem);
  return new Map(
    [...saved.tensors].map(([path, { shape, values }]) => [
      restoreNames(path, names),
      `${shape.join("×")} ${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex")}`,
    ]),
  );
};

describe("renamed, the specs of the paper train to the same bits", () => {
  const names = drawRenaming(4);
  it.each(["alone", "taught"])("%s", async (recipe) => {
    const plain = await trained(recipe, new Map(), "plain");
    const renamed = await trained(recipe, names, "renamed");
    expect(plain.size).toBeGreaterThan(20);
    expect([...renamed.keys()]).toEqual([...plain.keys()]);
    expect([...renamed].filter(([path, bits]) => bits !== plain.get(path)).map(([path]) => path)).toEqual([]);
  });
});
