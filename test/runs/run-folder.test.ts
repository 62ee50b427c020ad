import { mkdir, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identityOf } from "../../src/runtime/runs/identity-of.ts";
import { readRun, type RunRecord } from "../../src/runtime/runs/run-folder.ts";
import type { Tensors } from "../../src/runtime/runs/safetensors.ts";
import { beginRun, continueRun } from "../../src/runtime/runs/write-run.ts";

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
  format: 2,
  state: "done",
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
  validation: null,
  test: null,
  network: { name: "Net", parameters: 1, state: 0, multiplyAdds: "2" },
  teacher: null,
  start: null,
  steps: 3,
  epochs: 1,
  done: 3,
  best: null,
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

const begin = (change: Partial<RunRecord> = {}) =>
  beginRun(runs, { name: "Baseline(Unit)", record: { ...record, ...change }, recipe: { batch: 3 }, sources });

const write = async (): Promise<string> => {
  const writer = await begin();
  await writer.epoch({ epoch: 1, step: 3, loss: 2 });
  await writer.epoch({ epoch: 2, step: 6, loss: 1 });
  await writer.weights(weights);
  return writer.folder;
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
    expect(await readFile(join(folder, "metrics.jsonl"), "utf8")).toBe(
      '{"epoch":1,"step":3,"loss":2}\n{"epoch":2,"step":6,"loss":1}\n',
    );
  });

  it("has the rights of any folder here, so that whoever may read the others may read it", async () => {
    const { folder } = await begin();
    await mkdir(join(runs, "plain"));
    expect((await stat(folder)).mode).toBe((await stat(join(runs, "plain"))).mode);
  });

  it("shows nothing but itself: drafts are gone", async () => {
    const writer = await begin();
    await writer.record({ ...record, state: "stopped" });
    await writer.checkpoint(weights);
    expect(await readdir(runs)).toEqual(["Baseline-Unit-3f9a21"]);
    expect((await readdir(writer.folder)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("says that a run without weights has not ended", async () => {
    const writer = await begin({ state: "running" });
    expect((await readRun(writer.folder))[1].map((problem) => problem.code)).toEqual(["KES5107"]);
  });

  it("takes lines back that come after the checkpoint, and one that was cut", async () => {
    const writer = await begin();
    for (const epoch of [1, 2, 3]) await writer.epoch({ epoch, step: 3 * epoch });
    for (const step of [1, 2, 3, 4, 5]) await writer.steps({ step, epoch: 1 });
    await writeFile(join(writer.folder, "steps.jsonl"), '{"step":6,"epo', { flag: "a" });
    await continueRun(writer.folder, { step: 4, epochs: 1 });
    expect(await readFile(join(writer.folder, "metrics.jsonl"), "utf8")).toBe('{"epoch":1,"step":3}\n');
    const steps = (await readFile(join(writer.folder, "steps.jsonl"), "utf8")).trimEnd().split("\n");
    expect(steps.at(-1)).toBe('{"step":4,"epoch":1}');
  });

  it("never overwrites another, but one that it is told to replace", async () => {
    const first = await write();
    expect(await write()).toBe(join(runs, "Baseline-Unit-3f9a21-2"));
    const again = await beginRun(runs, { name: "Baseline(Unit)", record, recipe: null, sources, replaces: first });
    expect(again.folder).toBe(first);
    expect(await readdir(first)).not.toContain("weights.safetensors");
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
    expect((await readRun(folder))[1][0]?.message).toContain("its format is 7; expected 2");
  });
});

it("identityOf doesn't depend on the order of keys", () => {
  expect(identityOf({ a: 1, b: { c: [1, 2], d: 3 } })).toBe(identityOf({ b: { d: 3, c: [1, 2] }, a: 1 }));
  expect(identityOf({ a: [1, 2] })).not.toBe(identityOf({ a: [2, 1] }));
});
