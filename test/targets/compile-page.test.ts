import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeSafetensors } from "../../src/runtime/runs/safetensors.ts";
import { ensureBuilt } from "../support/kesc.ts";
import { root, textOf } from "./written.ts";

/** The page's blocks of code by language, in order. */
const blocks = [...textOf("docs/compile.md").matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}));

const folder = mkdtempSync(join(tmpdir(), "kes-page-"));
beforeAll(async () => {
  await ensureBuilt();
  // A place as the page's reader has it: the specs, TensorFlow.js, and kesc.
  cpSync(join(root, "specs"), join(folder, "specs"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const { text } of blocks) {
    const name = /^\/\/ (\S+\.(?:mjs|kes))\n/.exec(text)?.[1];
    if (name !== undefined) writeFileSync(join(folder, name), text);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (line: string): string => {
  const [command, ...rest] = line.trim().split(/\s+/);
  const args = command === "kesc" ? [join(root, "dist/kesc.cjs"), ...rest] : rest;
  return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
};

it("does what the page of compiled networks says", { timeout: 180_000 }, () => {
  const printed = blocks.filter(({ language }) => language === "sh").map(({ text }) => run(text));
  expect(printed[0]).toBe("build/WRN_40_2.mjs\nbuild/WRN_40_2.d.mts\n");
  expect(printed[1]).toContain("[ 1, 10 ]");
  expect(printed[2]).toBe("build/Small.mjs\nbuild/Small.d.mts\n");
  const losses = [...printed[3]!.matchAll(/^step \d: (\d+\.\d+)$/gm)].map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(3);
  expect(losses[2]!).toBeLessThan(losses[0]!);
  expect(printed[4]).toBe("build/WRN_40_2.json\n");
});

it("writes the same bytes again, and nothing where a spec is wrong", { timeout: 60_000 }, () => {
  const before = readFileSync(join(folder, "build/Small.mjs"), "utf8");
  run("kesc compile distill.kes --loss AT -o build");
  expect(readFileSync(join(folder, "build/Small.mjs"), "utf8")).toBe(before);
  const wrong = "model Net(image: map[8, 8, 12]) {\n  y = image -> conv(3, 12, groups: 8)\n  output y\n}\n";
  writeFileSync(join(folder, "wrong.kes"), wrong);
  expect(() => run("kesc compile wrong.kes -o other")).toThrow(/groups-dont-divide/);
  expect(existsSync(join(folder, "other"))).toBe(false);
});

it("reads weights as the page says", async () => {
  const tensors = new Map([
    ["stem/conv1/kernel", { shape: [3], values: Float32Array.of(1, 2.5, -3) }],
    ["logits/dense1/bias", { shape: [1], values: Float32Array.of(0.5) }],
  ]);
  const file = join(folder, "weights.safetensors");
  writeFileSync(file, writeSafetensors({ tensors, metadata: new Map([["made by", "a test"]]) }));
  const { readWeights } = (await import(pathToFileURL(join(folder, "read-weights.mjs")).href)) as {
    readWeights: (file: string) => Record<string, Float32Array>;
  };
  const wanted = Object.fromEntries([...tensors].map(([path, { values }]) => [path, values]));
  expect(readWeights(file)).toEqual(wanted);
});
