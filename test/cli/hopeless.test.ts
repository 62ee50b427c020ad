import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";

beforeAll(ensureBuilt);

const folder = mkdtempSync(join(tmpdir(), "kesc-hopeless-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hook = pathToFileURL(fileURLToPath(new URL("../support/record-memory.mjs", import.meta.url))).href;

const net = (y: string): string => `model Net(image: map[8, 8, 4]) {\n  y = ${y}\n  output y\n}\n`;

const TEXTS: readonly (readonly [what: string, code: string, limit: RegExp, text: () => string])[] = [
  ["100,000 parentheses", "KES1013", /\d/, () => net(`${"(".repeat(100_000)}image${")".repeat(100_000)}`)],
  ["a chain of 50,000 steps", "KES3401", /1,000,000/, () => net(`image${" -> relu".repeat(50_000)}`)],
  ["100,000 summands", "KES1013", /\d/, () => net(`image${" + image".repeat(100_000)}`)],
  [
    "repeats of 10^9 in repeats of 10^9",
    "KES3402",
    /\d/,
    () => net("image -> repeat(1000000000) { repeat(1000000000) { relu } }"),
  ],
  ["a tensor of 2^57 elements", "KES3403", /2,147,483,648/, () => net("image -> conv(1, 2 ^ 54 / 8)")],
  ["a file of 100 MB", "KES2002", /4194304/, () => `// ${"x".repeat(100_000_000)}\n`],
];

test.each(TEXTS)("%s: one error with the limit in it, within 500 MB", async (what, code, limit, text) => {
  const file = join(folder, `${what.replaceAll(/\W+/g, "-")}.kes`);
  const memory = `${file}.bytes`;
  writeFileSync(file, text());
  const {
    err,
    out,
    code: exit,
  } = await kesc(["check", file], {
    env: { NODE_OPTIONS: `--import=${hook}`, KES_MEMORY: memory },
  });
  expect([exit, (err + out).match(/KES\d{4}/)?.[0]]).toEqual([1, code]);
  expect(err + out).toMatch(limit);
  expect(err + out).toContain("1 error.");
  expect(Number(readFileSync(memory, "utf8"))).toBeLessThan(500e6);
});
