import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import type { Progress } from "../../src/runtime/train/progress.ts";
import { trainOpened, type TrainOptions } from "../../src/runtime/train/train.ts";
import { littleSpec, littleTrainable, openSpec } from "./little-spec.ts";

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-answers-"));
  engine = await openEngine("cpu");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const optionsIn = (runs: string, more: Partial<TrainOptions> = {}): TrainOptions => ({
  engine,
  folders: { root: folder, data: folder },
  runsFolder: join(folder, runs),
  ...more,
});

interface Line {
  readonly step: number;
  readonly train?: { readonly error: number; readonly top5?: number };
  readonly test?: { readonly error: number; readonly top5?: number };
}
const linesOf = async (run: string, log: "metrics" | "steps"): Promise<readonly Line[]> =>
  (await readFile(join(run, `${log}.jsonl`), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

type Changes = Parameters<typeof littleSpec>[0];
const runOf = async (runs: string, changes: Changes, more = ""): Promise<string> => {
  const [summary] = await trainOpened(littleTrainable(changes, more), optionsIn(runs));
  return summary!.folder;
};

/** Nothing in it knows whether it trains, and at this rate no weight moves: so the steps' answers are those of a test. */
const STILL = `model Still(image: map[8, 8, 3]) {
  logits = image -> conv(3, 8) -> relu -> mean(over: [height, width]) -> dense(7, as: class)
  output logits
}`;
const still = {
  model: "Still",
  data: "shapes(split: train, count: 64, size: 8, classes: 7)",
  test: "shapes(split: train, count: 64, size: 8, classes: 7)",
  metric: "[error, top5]",
  augment: undefined,
  optimizer: "sgd(lr: 1e-12)",
  length: "1 epoch",
};

it("counts the steps' own answers, as a test of the same weights on the same pictures does", async () => {
  for (const accumulate of ["1", "2"]) {
    const run = await runOf(`still-${accumulate}`, { ...still, accumulate }, STILL);
    const [line] = await linesOf(run, "metrics");
    expect(line!.test!.error).toBeGreaterThan(line!.test!.top5!);
    expect(line!.train).toEqual(line!.test);
    const steps = await linesOf(run, "steps");
    expect(steps).toHaveLength(accumulate === "1" ? 4 : 2);
    const mean = steps.reduce((sum, { train }) => sum + train!.error, 0) / steps.length;
    expect(mean).toBeCloseTo(line!.train!.error, 12);
  }
});

it("says nothing of pictures that are mixed: no label of theirs is right", async () => {
  const run = await runOf("mixed", { augment: "[mixup(alpha: 0.2)]", loss: "Mixed" }, MIXED);
  expect((await linesOf(run, "metrics")).map(({ train }) => train)).toEqual([undefined, undefined]);
});

const MIXED = `loss Mixed(student: model, label: class, mixed_label: class, mix: float) {
  a = cross_entropy(student.logits, label)
  b = cross_entropy(student.logits, mixed_label)
  return mean(mix * a + (1 - mix) * b, over: batch)
}`;

it("says nothing where the loss doesn't need the student's classes", async () => {
  const [trainable] = openSpec(littleSpec({ model: "Two", loss: "Other" }, TWO));
  const [summary] = await trainOpened(trainable!, optionsIn("other"));
  expect((await linesOf(summary!.folder, "metrics")).map(({ train }) => train)).toEqual([undefined, undefined]);
});

const TWO = `model Two(image: map[8, 8, 3]) {
  x = image -> conv(3, 8) -> mean(over: [height, width])
  logits = x -> dense(4, as: class)
  other  = x -> dense(2, as: score)
  output logits, other
}
loss Other(student: model) { return mean(student.other ^ 2, over: [batch, score]) }`;

it("counts on where a stopped run goes on", async () => {
  const stop = new AbortController();
  const onProgress = (progress: Progress): void => {
    if (progress.kind === "step" && progress.step === 3) stop.abort();
  };
  await trainOpened(littleTrainable(), optionsIn("resumed", { signal: stop.signal, onProgress }));
  const [resumed] = await trainOpened(littleTrainable(), optionsIn("resumed", { unfinished: "resume" }));
  const [whole] = await trainOpened(littleTrainable(), optionsIn("whole"));
  for (const log of ["metrics", "steps"] as const) {
    const trained = (lines: readonly Line[]) => lines.map(({ step, train }) => [step, train]);
    expect(trained(await linesOf(resumed!.folder, log))).toEqual(trained(await linesOf(whole!.folder, log)));
  }
});
