import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { evaluateRun } from "../../src/runtime/eval/evaluate-run.ts";
import { PROGRAM_BYTES } from "../../src/runtime/execute/engine-room.ts";
import { readRun, type SavedRun } from "../../src/runtime/runs/run-folder.ts";
import { trainOpened, type RunSummary } from "../../src/runtime/train/train.ts";
import { littleTrainable } from "../train/little-spec.ts";

let folder: string;
let engine: Engine;
let summary: RunSummary;
let saved: SavedRun;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-eval-"));
  engine = await openEngine("cpu");
  const options = {
    engine,
    folders: { root: folder, data: folder },
    runsFolder: folder,
    version: "0",
  };
  summary = (await trainOpened(littleTrainable(), options))[0]!;
  saved = (await readRun(summary.folder))[0]!;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const evaluate = (changes: Parameters<typeof littleTrainable>[0] = {}, run = saved, batch?: number) =>
  evaluateRun(run, littleTrainable(changes), {
    engine,
    folders: { root: folder, data: folder },
    ...(batch !== undefined && { batch }),
  });

describe("evaluateRun", () => {
  it("gives what training gave, whatever the batch", async () => {
    const before = engine.tf.memory().numTensors;
    for (const batch of [undefined, 1, 7, 50, 500])
      expect(await evaluate({}, saved, batch)).toEqual([
        { result: summary.result, data: "shapes test", pictures: 50, classes: ["disc", "ring", "square", "frame"] },
        [],
      ]);
    expect(engine.tf.memory().numTensors).toBe(before);
  });

  it("takes as many pictures at once as the engine has room for", async () => {
    const steps: number[] = [];
    const [evaluated] = await evaluateRun(saved, littleTrainable(), {
      engine: { ...engine, memoryLimitBytes: Number(PROGRAM_BYTES) + 60_000 },
      folders: { root: folder, data: folder },
      batch: 50,
      onProgress: (pictures) => steps.push(pictures),
    });
    expect(evaluated?.result).toEqual(summary.result);
    expect(steps[0]).toBeGreaterThan(1);
    expect(steps[0]).toBeLessThan(25);
    expect(steps.at(-1)).toBe(50);
  });

  it("normalizes as the run's data was, not as the other data's", async () => {
    const test = "shapes(split: test, count: 50, size: 8, classes: 4, mean: [9, 9, 9])";
    expect((await evaluate({ test }))[0]?.result).toEqual(summary.result);
  });

  it("refuses weights that aren't the network's", async () => {
    const [left, ...rest] = [...saved.weights.tensors];
    const renamed = new Map([
      ["logits/other/kernel", left![1]],
      ...rest.map(
        ([path, { shape, values }]) =>
          [path, { shape: path.endsWith("kernel") ? [...shape, 1] : shape, values }] as const,
      ),
    ]);
    const [result, [problem]] = await evaluate({}, { ...saved, weights: { ...saved.weights, tensors: renamed } });
    expect(result).toBeUndefined();
    expect(problem?.code).toBe("KES5103");
    expect(problem?.notes.slice(0, 3)).toEqual([
      "missing: `logits/conv1/kernel`",
      "left over: `logits/other/kernel`",
      "`logits/conv2/kernel` is 3×3×4×8×1; the network's is 3×3×4×8",
    ]);
  });

  it("refuses data with other classes or sizes", async () => {
    const [, problems] = await evaluate({ test: "shapes(split: test, count: 5, size: 16, classes: 3)" });
    expect(problems.map(({ code }) => code)).toEqual(["KES5010", "KES5010"]);
  });
});
