import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { layeredHost, memoryHost } from "../../src/base/host.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { openTrainable } from "../../src/runtime/train/open-trainable.ts";
import { trainOpened } from "../../src/runtime/train/train.ts";
import { needs } from "../support/needs.ts";

const root = join(import.meta.dirname, "../..");
const lossless = join(root, "../shared/data/cifar10-lossless");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-real-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const trainExample = async (text: string) => {
  const host = layeredHost(memoryHost({ "main.kes": text }), nodeHost({ root }));
  const [trainable, diagnostics] = openTrainable(openProgram(host), "main.kes", "short");
  if (!trainable) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const folders = { root, data: join(root, "data") };
  const [run, problems] = await trainOpened(trainable, {
    engine: await openEngine("wasm"),
    folders,
    runsFolder: folder,
  });
  expect(problems).toEqual([]);
  return run!;
};

test("the first example learns from real pictures", { timeout: 300_000 }, async (ctx) => {
  needs(ctx, existsSync(lossless), "the slice of real CIFAR-10");
  const run = await trainExample(`import { quickstart } from "./examples/01-first-network"
train short extends quickstart {
  data   = cifar10("${lossless}", split: train, first: 2500)
  test   = cifar10("${lossless}", split: test, first: 500)
  length = 2 epochs
}`);
  expect(run.result["error"]).toBeLessThan(0.75); // 90 % is chance; 5,000 pictures seen gave 61 to 69 %
  expect(run.facts.counts.parameters).toBe(92_250n);
});
