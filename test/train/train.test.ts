import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine, EngineName } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { readRun } from "../../src/runtime/runs/run-folder.ts";
import type { Progress } from "../../src/runtime/train/progress.ts";
import { trainOpened, type RunSummary, type TrainOptions } from "../../src/runtime/train/train.ts";
import { littleTrainable } from "./little-spec.ts";

/** Without it the heap's size says how long ago it was cleaned. */
const collectGarbage = ((): (() => void) => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
})();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-train-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const optionsFor = (engine: Engine): TrainOptions => ({
  engine,
  folders: { root: folder, data: folder },
  runsFolder: join(folder, "runs"),
  version: "0",
});

const HOLE = `loss Hole(student: model, label: class) {
  term hard = mean(cross_entropy(student.logits, label), over: batch)
  term hole = mean(log(student.logits * 0), over: [batch, class])
  return hard + hole
}`;

type Changes = Parameters<typeof littleTrainable>[0];
const run = async (engine: Engine, changes: Changes = {}, options: Partial<TrainOptions> = {}): Promise<RunSummary> => {
  const [summary, problems] = await trainOpened(littleTrainable(changes), { ...optionsFor(engine), ...options });
  if (!summary) throw new Error(problems.map(({ message }) => message).join("\n"));
  return summary;
};
const weightsOf = (summary: RunSummary): Promise<Buffer> => readFile(join(summary.folder, "weights.safetensors"));

describe.each<EngineName>(["wasm", "cpu"])("training on %s", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });

  it("learns, and gives back every tensor", async () => {
    const before = engine.tf.memory().numTensors;
    const epochs: Extract<Progress, { kind: "epoch" }>[] = [];
    const changes = {
      length: "25 epochs",
      schedule: undefined,
      data: "shapes(split: train, count: 64, size: 8, classes: 2)",
      test: undefined,
      model: "Net(2)",
      augment: undefined,
    };
    const summary = await run(engine, changes, {
      onProgress: (progress) => progress.kind === "epoch" && epochs.push(progress),
    });
    expect(epochs.length).toBe(25);
    expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss * 0.8);
    expect(engine.tf.memory().numTensors).toBe(before);
    expect(summary.facts.counts.parameters).toBe(3n * 3n * 3n * 8n + 16n + 3n * 3n * 4n * 8n + 16n + 8n * 2n + 2n);
  });

  it("gives equal bits for equal seeds, others for others", async () => {
    const [first, second, other] = [
      await run(engine),
      await run(engine, {}, { unfinished: "fresh" }),
      await run(engine, { seed: "2" }),
    ];
    expect(second.identity).toBe(first.identity);
    expect(await weightsOf(second)).toEqual(await weightsOf(first));
    expect(other.identity).not.toBe(first.identity);
    expect((await weightsOf(other)).subarray(-64)).not.toEqual((await weightsOf(first)).subarray(-64));
    expect(first.folder).not.toBe(second.folder);
    const third = await run(engine);
    expect([third.isTaken, third.folder]).toEqual([true, second.folder]);
  });

  it("stops at the first loss that is no number, and names term and step", async () => {
    const [summary, [problem]] = await trainOpened(littleTrainable({ loss: "Hole" }, HOLE), optionsFor(engine));
    expect(summary?.state).toBe("failed");
    expect(problem?.code).toBe("KES5104");
    expect(problem?.notes).toEqual(["there is no checkpoint from before"]);
    expect(problem?.message).toMatch(/^the term `hole` became minus infinite in step 1 \(epoch 1\)/);
    expect((await readdir(join(folder, "runs"))).filter((entry) => entry.startsWith("."))).toEqual([]);
  });

  it("stops when told to, with a checkpoint, and gives back every tensor", async () => {
    const before = engine.tf.memory().numTensors;
    const stop = new AbortController();
    const onProgress = (progress: Progress): void => {
      if (progress.kind === "step" && progress.step === 3) stop.abort();
    };
    const options = {
      ...optionsFor(engine),
      runsFolder: join(folder, `stopped-${name}`),
      onProgress,
      signal: stop.signal,
    };
    const [summary, problems] = await trainOpened(littleTrainable(), options);
    expect([summary?.state, summary?.done, problems]).toEqual(["stopped", 3, []]);
    expect(await readdir(summary!.folder)).toContain("checkpoint.safetensors");
    expect(engine.tf.memory().numTensors).toBe(before);
  });

  it("keeps memory level over 200 steps", async () => {
    const seen = new Map<number, { tensors: number; bytes: number; heap: number; engine: number }>();
    const onProgress = (progress: Progress): void => {
      if (progress.kind !== "step" || ![50, 200].includes(progress.step)) return;
      collectGarbage();
      const { numTensors, numBytes } = engine.tf.memory();
      seen.set(progress.step, {
        tensors: numTensors,
        bytes: numBytes,
        heap: process.memoryUsage().heapUsed,
        engine: engine.heapBytes() ?? 0,
      });
    };
    await run(engine, { length: "200 steps", batch: "8", schedule: undefined, test: undefined }, { onProgress });
    const [early, late] = [seen.get(50)!, seen.get(200)!];
    expect(late.tensors).toBe(early.tensors);
    expect(late.bytes).toBe(early.bytes);
    expect(late.heap).toBeLessThan(early.heap * 1.05);
    expect(late.engine).toBeLessThanOrEqual(early.engine * 1.05);
  });
});

describe("a run", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine("cpu");
  });

  it("is written with everything that repeats it", async () => {
    const summary = await run(engine, { seed: "5" });
    const [saved, problems] = await readRun(summary.folder);
    expect(problems).toEqual([]);
    expect(saved?.record).toMatchObject({
      recipe: "net",
      spec: { file: "main.kes", recipe: "net" },
      seed: 5,
      batch: 16,
      engine: "cpu",
      steps: 8,
      epochs: 2,
      identity: summary.identity,
      data: {
        part: "shapes",
        count: 64,
        normalization: { scale: 1 / 255, mean: [0.5, 0.5, 0.5] },
        classes: ["disc", "ring", "square", "frame"],
      },
      test: { count: 50 },
      result: summary.result,
    });
    expect(saved?.recipe).toMatchObject({
      optimizer: { part: "sgd", lr: 0.05, nesterov: false },
      length: { epochs: 2 },
      seed: 5,
    });
    expect(saved?.sources.get("main.kes")).toContain("train net");
    expect([...(saved?.weights.tensors.keys() ?? [])].slice(0, 5)).toEqual([
      "logits/conv1/kernel",
      "logits/batch_norm1/scale",
      "logits/batch_norm1/shift",
      "logits/batch_norm1/mean",
      "logits/batch_norm1/variance",
    ]);
    const lines = (await readFile(join(summary.folder, "metrics.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([
      { epoch: 1, step: 4, rate: 0.05, terms: { hard: expect.any(Number) as number } },
      { epoch: 2, step: 8, rate: 0.025, test: summary.result },
    ]);
  });

  it("ends within an epoch where its length does", async () => {
    const steps: number[] = [];
    const summary = await run(
      engine,
      { length: "6 steps" },
      { onProgress: (progress) => progress.kind === "step" && steps.push(progress.step) },
    );
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect(summary.facts.epochs).toBe(2);
  });

  it("leaves weights whose rate is 0 as they were, norms with their statistics", async () => {
    const frozen = 'table {\n path | rate\n "logits/conv1/**" | 0\n "logits/batch_norm1/**" | 0\n }';
    const weights = async (changes: Changes) =>
      (await readRun((await run(engine, changes)).folder))[0]!.weights.tensors;
    const [none, some] = [await weights({ parts: frozen, length: "1 steps" }), await weights({ parts: frozen })];
    for (const path of ["logits/conv1/kernel", "logits/batch_norm1/scale", "logits/batch_norm1/mean"])
      expect(some.get(path), path).toEqual(none.get(path));
    for (const path of ["logits/conv2/kernel", "logits/batch_norm2/mean"])
      expect(some.get(path), path).not.toEqual(none.get(path));
  });

  it("tests in between where asked to", async () => {
    const results: unknown[] = [];
    await run(
      engine,
      { length: "3 epochs" },
      { testEvery: 2, onProgress: (progress) => progress.kind === "epoch" && results.push(progress.test) },
    );
    expect(results).toEqual([
      undefined,
      { error: expect.any(Number) as number },
      { error: expect.any(Number) as number },
    ]);
  });
});
