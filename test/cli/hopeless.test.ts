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

/** Sixty lines, each made of the one before twice: 2^59 of what stands in the first. */
const doubled = (first: string, next: (before: string) => string): string =>
  Array.from({ length: 60 }, (_, i) => (i === 0 ? `a0 = ${first}\n` : `a${i} = ${next(`a${i - 1}`)}\n`)).join("");

const doubledKinds = (): string =>
  "block Two(p: block, q: block)(x: map) = x -> p -> q\n" +
  doubled("Two(relu, relu)", (kind) => `Two(${kind}, ${kind})`).replaceAll(/^a/gm, "block a") +
  net("image -> a59");

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
  ["a list that doubles 59 times", "KES3402", /1,000,000/, () => doubled("[1]", (list) => `${list} + ${list}`)],
  ["lists in lists that double", "KES3402", /1,000,000/, () => doubled("[1]", (list) => `[${list}, ${list}]`)],
  ["records that double", "KES3402", /1,000,000/, () => doubled("{ p = 1 }", (r) => `{ p = ${r}, q = ${r} }`)],
  ["a text that doubles", "KES3402", /1,000,000/, () => doubled('"text"', (text) => `"{${text}}{${text}}"`)],
  ["kinds that double", "KES3402", /1,000,000/, doubledKinds],
  [
    "forty loops that each run away",
    "KES3401",
    /1,000,000/,
    () => Array.from({ length: 40 }, (_, i) => `b${i} = for p in 0..5000 { for q in 0..5000 { p * q } }\n`).join(""),
  ],
  ["a kernel of 10^18 weights", "KES3403", /2,147,483,648/, () => net("image -> conv(1000000001, 4)")],
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
