import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { parseFile } from "../../src/compiler/1-syntax/parse.ts";
import type { Library } from "../../src/compiler/2-bind/library.ts";
import { createLoader } from "../../src/compiler/2-bind/load.ts";
import { sampleSpecs } from "../support/sample-specs.ts";

const bare: Library = { surfaces: new Map(), parts: new Map(), prelude: undefined, values: new Set() };
const check = (text: string) => createLoader(memoryHost({ "main.kes": text }), bare).load("main.kes").diagnostics;

/** Numbers from a seed (mulberry32), so that a failure can be repeated. */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

test("no prefix of a sample throws", () => {
  for (const text of sampleSpecs.values()) for (let end = 0; end < text.length; end += 11) check(text.slice(0, end));
});

test("2,000 mutations never throw and end fast", () => {
  const random = randomFrom(20);
  const texts = [...sampleSpecs.values()];
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const junk = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\n",
    '"',
    "->",
    "=",
    "|",
    "%",
    "..",
    ",",
    ":",
    "if",
    "table",
    "block X",
    "\r",
    "\u202e",
    "\ud800",
    "😀",
    "///",
    "/*",
    "0x",
    "not",
    "-",
  ];
  let slowest = 0;
  for (let round = 0; round < 2000; round++) {
    const whole = pick(texts);
    const from = Math.floor(random() * whole.length * 0.8);
    let text = whole.slice(from, from + 400);
    for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits--) {
      const at = Math.floor(random() * text.length);
      const length = random() < 0.5 ? 0 : Math.floor(random() * 12);
      text = text.slice(0, at) + (random() < 0.7 ? pick(junk) : "") + text.slice(at + length);
    }
    const start = performance.now();
    check(text);
    slowest = Math.max(slowest, performance.now() - start);
  }
  expect(slowest).toBeLessThan(2000);
});

const many = 100_000;
/** Each with the code that it ends with, or none. */
const hopeless: readonly (readonly [name: string, code: string | undefined, text: string])[] = [
  ["nested parentheses", "KES1013", `expect ${"(".repeat(many)}1${")".repeat(many)} == 1`],
  ["open parentheses", "KES1013", `expect ${"(".repeat(many)}`],
  ["closing parentheses", "KES1104", `expect 1${")".repeat(many)}`],
  ["nested records", "KES1013", `x = ${"{ a = ".repeat(20_000)}1${"}".repeat(20_000)}`],
  ["nested list types", "KES1013", `fn f(x: ${"[".repeat(many)}int${"]".repeat(many)}) = 1`],
  ["minus signs", "KES1013", `expect ${"- ".repeat(many)}1 == 1`],
  ["nots", "KES1013", `expect ${"not ".repeat(many)}true`],
  ["powers", "KES1013", `expect 2${"^2".repeat(many)} == 1`],
  ["summands", "KES1013", `expect 1${"+1".repeat(many)} == 1`],
  ["else ifs", "KES1013", `x = if true { 1 } ${"else if true { 1 } ".repeat(20_000)}else { 2 }`],
  ["lists of one call", "KES1013", `f = 1\nx = f${"(1)".repeat(50_000)}`],
  ["fields", "KES1013", `f = 1\nx = f${".a".repeat(many)}`],
  ["steps", undefined, `block F(x: map, f: block) = x${" -> f".repeat(50_000)}`],
  [
    "nested repeats",
    "KES1013",
    `block F(x: map, f: block) = x -> ${"repeat(1000000000) { ".repeat(20_000)}f${" }".repeat(20_000)}`,
  ],
  ["words", "KES1012", "a\n".repeat(2_000_000)],
  ["digits", "KES1010", `x = ${"9".repeat(3_000_000)}`],
  ["blanks", undefined, " ".repeat(4_000_000)],
  ["a long text", "KES1011", "x".repeat(5_000_000)],
];

test.each(hopeless)("%s end soon with %s", (_, code, text) => {
  const start = performance.now();
  const { diagnostics } = parseFile({ path: "x", text });
  const tookMs = performance.now() - start;
  if (code === undefined) expect(diagnostics).toEqual([]);
  else expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  // 2 s on an idle machine; tests run beside each other.
  expect(tookMs).toBeLessThan(20_000);
});

test("just within the limits no walker's stack overflows", () => {
  const deep = `fn f(x: int) = x\nexpect ${"f((".repeat(49)}1${"))".repeat(49)} == 1${" + 1".repeat(200)}`;
  expect(check(deep)).toEqual([]);
});

test("thousands of unknown names end soon", () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `b${index} = unknown${index}`);
  expect(check(lines.join("\n"))).toHaveLength(1000); // so many are told
});
