import { mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { beginRun, identityOf, readRun, type RunRecord } from "../../src/runtime/runs/run-folder.ts";
import type { Tensors } from "../../src/runtime/runs/safetensors.ts";

const facts = {
  part: "shapes",
  settings: {},
  count: 3,
  shape: { height: 8, width: 8, channels: 3 },
  classes: ["a", "b"],
  normalization: { scale: 1, mean: [0], deviation: [1] },
  sha256: "00",
};
const record: RunRecord = {
  format: 1,
  recipe: "Baseline(Unit)",
  identity: "3f9a21ffff",
  spec: { file: "main.kes", recipe: "net" },
  versions: { kesc: "0", node: "20", engine: "none" },
  engine: "cpu",
  threads: 1,
  machine: { system: "x", processor: "y", cores: 2, memoryBytes: 1 },
  seed: 1,
  batch: 3,
  data: facts,
  test: null,
  network: { name: "Net", parameters: 1, state: 0, multiplyAdds: "2" },
  steps: 3,
  epochs: 1,
  started: "2026-01-01T00:00:00Z",
  seconds: 2,
  result: { error: 0.5 },
};
const weights: Tensors = {
  tensors: new Map([["w", { shape: [1], values: Float32Array.of(1.5) }]]),
  metadata: new Map(),
};
const sources = [
  { path: "main.kes", text: "// main" },
  { path: "std/x.kes", text: "// x" },
  { path: "../outside.kes", text: "// outside" },
];

let runs: string;
beforeEach(async () => {
  runs = join(await mkdtemp(join(tmpdir(), "kes-runs-")), "runs");
});
afterEach(() => rm(join(runs, ".."), { recursive: true, force: true }));

const write = async (): Promise<string> => {
  const writer = await beginRun(runs, "Baseline(Unit)", record.identity, sources);
  await writer.metric({ epoch: 1, loss: 2 });
  await writer.metric({ epoch: 2, loss: 1 });
  return writer.finish(record, { batch: 3 }, weights);
};

describe("a run's folder", () => {
  it("comes back as written", async () => {
    const folder = await write();
    expect(folder).toBe(join(runs, "Baseline-Unit-3f9a21"));
    const [run, problems] = await readRun(folder);
    expect(problems).toEqual([]);
    expect(run).toMatchObject({ record, recipe: { batch: 3 }, weights });
    expect([...run!.sources]).toEqual([
      ["../outside.kes", "// outside"],
      ["main.kes", "// main"],
      ["std/x.kes", "// x"],
    ]);
    expect(await readFile(join(folder, "metrics.jsonl"), "utf8")).toBe('{"epoch":1,"loss":2}\n{"epoch":2,"loss":1}\n');
  });

  it("is not to be seen before it is whole, nor after it was given up", async () => {
    const writer = await beginRun(runs, "net", "123456", sources);
    expect((await readdir(runs)).every((name) => name.startsWith(".new-"))).toBe(true);
    await writer.abandon();
    expect(await readdir(runs)).toEqual([]);
  });

  it("never overwrites another", async () => {
    await write();
    expect(await write()).toBe(join(runs, "Baseline-Unit-3f9a21-2"));
  });

  it("says what is missing", async () => {
    await mkdir(runs, { recursive: true });
    const [, problems] = await readRun(runs);
    expect(problems.map((problem) => problem.message)).toEqual([`\`${runs}\` is no run: it has no \`run.json\``]);
    const folder = await write();
    await rm(join(folder, "weights.safetensors"));
    await rm(join(folder, "spec"), { recursive: true });
    expect((await readRun(folder))[1].map((problem) => problem.code)).toEqual(["KES5101", "KES5101"]);
  });

  it("says what is damaged", async () => {
    const folder = await write();
    await truncate(join(folder, "weights.safetensors"), 40);
    await writeFile(join(folder, "recipe.json"), "{");
    expect((await readRun(folder))[1].map((problem) => problem.code)).toEqual(["KES5102", "KES5102"]);
    await writeFile(join(folder, "run.json"), JSON.stringify({ ...record, format: 7 }));
    expect((await readRun(folder))[1][0]?.message).toContain("its format is 7; expected 1");
  });
});

it("identityOf doesn't depend on the order of keys", () => {
  expect(identityOf({ a: 1, b: { c: [1, 2], d: 3 } })).toBe(identityOf({ b: { d: 3, c: [1, 2] }, a: 1 }));
  expect(identityOf({ a: [1, 2] })).not.toBe(identityOf({ a: [2, 1] }));
});
