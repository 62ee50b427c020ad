import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { writeSafetensors } from "../../src/runtime/runs/safetensors.ts";
import { trainOpened } from "../../src/runtime/train/train.ts";
import { littleTrainable } from "./little-spec.ts";

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-start-"));
  engine = await openEngine("cpu");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const startFrom = async (file: string) => {
  const options = { engine, folders: { root: folder, data: folder }, runsFolder: join(folder, "runs") };
  const [summary, problems] = await trainOpened(littleTrainable({ start: `"${file}"`, length: "1 steps" }), options);
  return { summary, told: problems.map(({ code, message }) => `${code} ${message}`) };
};

const tensor = (...shape: number[]) => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
const file = (tensors: Readonly<Record<string, ReturnType<typeof tensor>>>): Uint8Array =>
  writeSafetensors({ tensors: new Map(Object.entries(tensors)), metadata: new Map() });

it("says that there is no such file", async () => {
  expect((await startFrom("none.safetensors")).told).toEqual([
    "KES5110 there is no file `none.safetensors` to start from",
  ]);
});

it("says what is wrong with a file that was cut", async () => {
  const bytes = file({ "logits/dense1/bias": tensor(4) });
  await writeFile(join(folder, "cut.safetensors"), bytes.subarray(0, bytes.length - 3));
  expect((await startFrom("cut.safetensors")).told).toEqual([
    expect.stringMatching(/^KES5111 `cut\.safetensors` can't be read as safetensors: /),
  ]);
});

it("refuses a file of another network, and takes what fits of one that fits in part", async () => {
  await writeFile(join(folder, "other.safetensors"), file({ "logits/dense1/bias": tensor(9), far: tensor(4) }));
  expect((await startFrom("other.safetensors")).told).toEqual([expect.stringMatching(/^KES5112 /)]);
  await writeFile(join(folder, "part.safetensors"), file({ "logits/dense1/bias": tensor(4), far: tensor(4) }));
  const { summary, told } = await startFrom("part.safetensors");
  expect(told).toEqual([]);
  expect(summary?.record.start).toMatchObject({ file: "part.safetensors", taken: 1, left: ["far"] });
});
