import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { catalogue } from "../../src/compiler/diagnostics/catalogue.ts";
import { openProgram } from "../../src/compiler/program.ts";

const prelude = readFileSync(fileURLToPath(new URL("../../specs/std/prelude.kes", import.meta.url)), "utf8");

/** Everything wrong in `main.kes`, with the library at hand. */
const checkText = (files: Readonly<Record<string, string>>): readonly Diagnostic[] =>
  openProgram(memoryHost({ "std/prelude.kes": prelude, ...files })).check("main.kes");

const filesOf = (example: string | Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  typeof example === "string" ? { "main.kes": example } : example;

test("codes and slugs are unique", () => {
  const codes = catalogue.map(({ code }) => code);
  const slugs = catalogue.map(({ slug }) => slug);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  expect(slugs.filter((slug, index) => slugs.indexOf(slug) !== index)).toEqual([]);
  for (const code of codes) expect(code).toMatch(/^KES[1-5]\d{3}$/);
});

const testable = catalogue.filter(({ untestable }) => untestable === undefined);

test.each(testable.map((kind) => [kind.code, kind.slug, kind] as const))(
  "%s %s: bad and good example",
  (code, _, kind) => {
    const tell = (found: readonly Diagnostic[]) => found.map((each) => `${each.code} ${each.message}`);
    const bad = checkText(filesOf(kind.bad));
    expect([tell(bad), new Set(bad.map((each) => each.code))]).toEqual([expect.anything(), new Set([code])]);
    expect(tell(checkText(filesOf(kind.good)))).toEqual([]);
  },
);

test("an explanation tells what and why", () => {
  for (const { code, explanation } of catalogue) expect([code, explanation.length > 30]).toEqual([code, true]);
});
