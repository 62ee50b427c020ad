import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/cli/config.ts";
import { lookAtEngine } from "../../src/cli/doctor/look-at-engine.ts";
import { lookAtConfig, lookAtData, lookAtLibrary, lookAtWriting } from "../../src/cli/doctor/look-at-folders.ts";
import { lookAtCores, lookAtMemory, lookAtNode } from "../../src/cli/doctor/look-at-machine.ts";
import { lookAtPictures, lookAtTensorFlow } from "../../src/cli/doctor/look-at-packages.ts";
import { ensureBuilt, kesc } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";

beforeAll(ensureBuilt);
const folder = mkdtempSync(join(tmpdir(), "kesc-doctor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("on a machine that has everything it ends with 0, and writes nothing", async () => {
  const { code, out, err } = await kesc(["doctor"], { cwd: folder });
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/✓ Node .*\n/);
  expect(out).toMatch(/✓ engine +TensorFlow\.js 4\.22/);
  expect(out).toContain("kesc data get cifar10");
  expect(out).toMatch(/\nEverything can work; the hints \(!\) tell what could be better\.\n$/);
  expect(readdirSync(folder)).toEqual([]);
});

test("with a configuration that is wrong it says so and ends with 1", async () => {
  const cwd = join(folder, "wrong");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "kes.config.json"), '{ "engin": "wasm" }');
  const { code, out } = await kesc(["doctor", "--json"], { cwd });
  const { findings } = JSON.parse(out) as { findings: { what: string; verdict: string; advice: string[] }[] };
  expect(code).toBe(1);
  expect(findings.filter(({ verdict }) => verdict === "hindrance")).toEqual([
    expect.objectContaining({ what: "configuration", advice: [expect.stringContaining("`engine`")] }),
  ]);
});

test("an old Node, one core, little memory", () => {
  expect(lookAtNode("v18.19.0")).toMatchObject({ verdict: "hindrance", found: "18.19.0 is too old" });
  expect(lookAtNode("v24.0.1").verdict).toBe("fine");
  expect(lookAtCores(1).verdict).toBe("hint");
  const gib = 2 ** 30;
  expect(lookAtMemory({ total: 16 * gib, free: 8 * gib })).toMatchObject({
    verdict: "fine",
    found: "8.0 GiB free of 16.0 GiB",
  });
  expect(lookAtMemory({ total: 16 * gib, free: 8 * gib, constrained: gib })).toMatchObject({
    verdict: "hint",
    found: "1.0 GiB free of 1.0 GiB, which the container allows",
  });
  // Without a limit some systems say a number larger than any memory.
  expect(lookAtMemory({ total: 16 * gib, free: 8 * gib, constrained: 2 ** 63 }).found).toBe("8.0 GiB free of 16.0 GiB");
});

test("packages that are missing or of different versions", async () => {
  const missing = await lookAtTensorFlow(async (name) => (name.endsWith("wasm") ? undefined : "4.22.0"));
  expect(missing).toMatchObject({ verdict: "hindrance", found: "@tensorflow/tfjs-backend-wasm can't be found" });
  const mixed = await lookAtTensorFlow(async (name) => (name.endsWith("wasm") ? "4.21.0" : "4.22.0"));
  expect(mixed).toMatchObject({ verdict: "hindrance", found: expect.stringContaining("versions differ") as string });
  expect((await lookAtTensorFlow(async () => "4.22.0")).found).toBe("4.22.0, tfjs-node 4.22.0 beside it");
  expect((await lookAtPictures(async () => ({ problem: "no binary" }))).verdict).toBe("hint");
});

test("an engine that doesn't start, computes wrongly, or is slow", async () => {
  const engine = (product: number) => async () => ({ describe: () => "an engine", product: () => product });
  const broken = await lookAtEngine("wasm", () => Promise.reject(new Error("no SIMD\n at x")));
  expect(broken).toMatchObject({ verdict: "hindrance", found: "wasm doesn't start: no SIMD" });
  expect((await lookAtEngine("wasm", engine(12))).verdict).toBe("hindrance");
  expect((await lookAtEngine("wasm", engine(11))).verdict).toBe("fine");
  expect((await lookAtEngine("cpu", engine(11))).verdict).toBe("hint");
});

test("data, library and configuration", async () => {
  const data = join(folder, "data");
  mkdirSync(join(data, "cifar-10-batches-bin"), { recursive: true });
  expect(await lookAtData(data, folder)).toMatchObject({ verdict: "fine", found: "data holds cifar-10-batches-bin" });
  expect(lookAtLibrary(folder).verdict).toBe("fine");
  const { config, finding } = await lookAtConfig(() => readConfig(data));
  expect([config?.root, finding.found]).toEqual([data, "no kes.config.json: the defaults hold"]);
});

test("folders that can't be written", async (ctx) => {
  writeFileSync(join(folder, "file"), "");
  expect(await lookAtWriting("runs", join(folder, "file", "runs"), folder)).toMatchObject({
    verdict: "hindrance",
    found: "file is no folder",
  });
  expect((await lookAtWriting("runs", join(folder, "a/b/c"), folder)).found).toBe("a/b/c can be made");
  needs(ctx, process.getuid?.() !== 0, "a user whom permissions hold (this one is root)");
  const closed = join(folder, "closed");
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  expect((await lookAtWriting("runs", join(closed, "runs"), folder)).verdict).toBe("hindrance");
});
