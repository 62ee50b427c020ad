import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pictureSize, type DataSet } from "../../src/runtime/data/data-set.ts";
import { openData } from "../../src/runtime/data/open-data.ts";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { predictRun, type PredictOptions } from "../../src/runtime/predict/predict-run.ts";
import { softmax } from "../../src/runtime/predict/softmax.ts";
import { readRun, type SavedRun } from "../../src/runtime/runs/run-folder.ts";
import type { Trainable } from "../../src/runtime/train/trainable.ts";
import { trainOpened } from "../../src/runtime/train/train.ts";
import { littleSpec, littleTrainable, openSpec } from "../train/little-spec.ts";

let folder: string;
let engine: Engine;
let trainable: Trainable;
let saved: SavedRun;
let test: DataSet;
let files: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-predict-"));
  engine = await openEngine("cpu");
  trainable = littleTrainable();
  const folders = { root: folder, data: folder };
  const [summary] = await trainOpened(trainable, { engine, folders, runsFolder: join(folder, "runs"), version: "0" });
  saved = (await readRun(summary!.folder))[0]!;
  test = (await openData(trainable.recipe.test, folders))[0]!;
  files = await Promise.all(
    Array.from({ length: test.count }, async (_, i) => {
      const bytes = test.pixels.subarray(i * pictureSize(test.shape), (i + 1) * pictureSize(test.shape));
      const file = join(folder, `${i}.png`);
      await writeFile(
        file,
        await sharp(bytes, { raw: { width: 8, height: 8, channels: 3 } })
          .png()
          .toBuffer(),
      );
      return file;
    }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const predict = (some: readonly string[], options: Partial<PredictOptions> = {}, of = trainable, run = saved) =>
  predictRun(
    run,
    of,
    some.map((name) => ({ name, path: name })),
    { engine, batch: 16, ...options },
  );

describe("predictRun", () => {
  it("errs on the test pictures, as files, exactly as often as the run's test did", async () => {
    const before = engine.tf.memory().numTensors;
    const [predicted, problems] = await predict(files);
    expect(problems).toEqual([]);
    expect(predicted?.classes).toEqual(["disc", "ring", "square", "frame"]);
    const wrong = predicted!.predictions.filter(({ probabilities }, i) => {
      const own = probabilities[test.labels[i]!]!;
      return probabilities.some((share, label) => share > own || (share === own && label < test.labels[i]!));
    });
    expect(wrong.length / test.count).toBe(saved.record.result?.error);
    expect(predicted?.predictions.map(({ file }) => file)).toEqual(files);
    expect(engine.tf.memory().numTensors).toBe(before);
  });

  it("gives shares that sum to 1, whatever the batch", async () => {
    const all = await Promise.all([1, 7, 100].map(async (batch) => (await predict(files, { batch }))[0]!.predictions));
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
    for (const { probabilities } of all[0]!)
      expect(probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("brings pictures of other sizes to the run's", async () => {
    const large = join(folder, "large.jpg");
    await sharp(files[0]).resize(64, 48, { kernel: "nearest", fit: "fill" }).jpeg({ quality: 100 }).toFile(large);
    const [predicted] = await predict([large]);
    expect(predicted?.predictions[0]?.probabilities).toHaveLength(4);
  });

  it("tells what is no picture and shows the others all the same", async () => {
    const text = join(folder, "text.png");
    await writeFile(text, "no picture");
    const missing = join(folder, "missing.png");
    const [predicted, problems] = await predict([text, files[0]!, missing]);
    expect(predicted?.predictions.map(({ file }) => file)).toEqual([files[0]]);
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      `KES5018 \`${text}\` is left out: it is neither PNG nor JPEG`,
      `KES5018 \`${missing}\` is left out: it isn't there`,
    ]);
  });

  it("refuses an output that isn't there, and takes one by name", async () => {
    const [predicted, [problem]] = await predict(files, { output: "other" });
    expect(predicted).toBeUndefined();
    expect(problem?.message).toBe("no output `other` says which of 4 classes it is");
    expect(problem?.notes.join()).toContain("logits:");
    expect(problem?.help).toEqual(["--output logits"]);
    expect((await predict(files.slice(0, 1), { output: "logits" }))[0]?.output).toBe("logits");
  });

  it("asks which of two outputs is meant, where none is called `logits`", async () => {
    const text = littleSpec({ length: "1 steps" })
      .replace("output logits", "first = logits\n  second = 2 * logits\n  output first, second")
      .replaceAll("student.logits", "student.first");
    const [two] = openSpec(text);
    const folders = { root: folder, data: folder };
    const [summary] = await trainOpened(two!, { engine, folders, runsFolder: join(folder, "two"), version: "0" });
    const run = (await readRun(summary!.folder))[0]!;
    const [none, [problem]] = await predict(files, {}, two, run);
    expect(none).toBeUndefined();
    expect(problem?.message).toBe("2 outputs say which of 4 classes it is");
    expect(problem?.help).toEqual(["--output first"]);
    const of = async (output: string) => (await predict(files.slice(0, 1), { output }, two, run))[0]!.predictions[0]!;
    const [first, second] = [await of("first"), await of("second")];
    const odds = ({ probabilities: [a, b] }: typeof first): number => Math.log(a! / b!);
    expect(odds(second)).toBeCloseTo(2 * odds(first), 5);
  });

  it("shows colours as their brightness to a network of one channel", async () => {
    const module = `export default { count: 16, classes: ["a", "b", "c", "d"], labels: Array(16).fill(0).map((_, i) => i % 4),
      get: (i) => new Uint8Array(64).fill(60 * (i % 4)) }`;
    await writeFile(join(folder, "grey.mjs"), module);
    const data = 'module("grey.mjs", size: 8, classes: 4, channels: 1)';
    const text = littleSpec({ data, test: undefined, length: "1 epochs" }).replace("map[8, 8, 3]", "map[8, 8, 1]");
    const [grey] = openSpec(text);
    const folders = { root: folder, data: folder };
    const [summary] = await trainOpened(grey!, { engine, folders, runsFolder: join(folder, "grey"), version: "0" });
    const run = (await readRun(summary!.folder))[0]!;
    const shown = await Promise.all(
      [
        ["colour.png", "#ff8000"],
        ["brightness.png", "#979797"], // 0.299 · 255 + 0.587 · 128 = 151.4
        ["other.png", "#000000"],
      ].map(async ([name, background]) => {
        const file = join(folder, name!);
        await sharp({ create: { width: 8, height: 8, channels: 3, background: background! } }).toFile(file);
        return (await predict([file], {}, grey, run))[0]!.predictions[0]!.probabilities;
      }),
    );
    expect(shown[0]).toEqual(shown[1]);
    expect(shown[0]).not.toEqual(shown[2]);
  });

  it("refuses weights of another network", async () => {
    const weights = { ...saved.weights, tensors: new Map([...saved.weights.tensors].slice(1)) };
    const [, [problem]] = await predict(files, {}, trainable, { ...saved, weights });
    expect(problem?.code).toBe("KES5103");
  });
});

describe("softmax", () => {
  it("is e^x by its sum", () => {
    const shares = softmax(Float64Array.of(0, Math.log(2), Math.log(5)));
    [1 / 8, 2 / 8, 5 / 8].forEach((share, i) => expect(shares[i]).toBeCloseTo(share, 12));
  });

  it("copes with large numbers", () => {
    expect([...softmax(Float64Array.of(1000, 1000))]).toEqual([0.5, 0.5]);
    expect([...softmax(Float64Array.of(-1e9, 0))]).toEqual([0, 1]);
  });
});
