import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KesParser } from "../../grammar/parser.ts";
import { generate } from "../../scripts/generate/grammar.ts";

test("two words settle every choice of the grammar", () => {
  expect(() => new KesParser(true)).not.toThrow();
});

test("the EBNF and the diagram are those of the parser", async () => {
  for (const [path, text] of await generate())
    expect([path, readFileSync(path, "utf8") === text]).toEqual([path, true]);
});

test("the diagram needs nothing from elsewhere", async () => {
  const page = (await generate()).get("grammar/diagram.html") ?? "";
  expect(page).not.toMatch(/https?:|src=|<script|<link/);
});
