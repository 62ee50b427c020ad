import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseFile } from "../../src/compiler/1-syntax/parse.ts";
import { formatText } from "../../src/prettier/format-text.ts";
import { commentTexts, treeText } from "../../src/prettier/same-program.ts";
import { corpus, designFolder } from "./corpus.ts";

const parse = (text: string): ReturnType<typeof parseFile> => parseFile({ path: "text.kes", text });

const format = async (text: string, width: number): Promise<string> => {
  const formatted = await formatText({ path: "text.kes", text }, width);
  if ("errors" in formatted) throw new Error(formatted.errors[0]?.message);
  return formatted.text;
};

const texts = corpus().filter(({ text }) => parse(text).diagnostics.every(({ severity }) => severity !== "error"));

test("there is a corpus", () => {
  expect(texts.length).toBeGreaterThan(15);
});

describe.each(texts)("$name", ({ text }) => {
  test.each([120, 80, 40])("keeps tree and comments at width %i, and twice is once", async (width) => {
    const once = await format(text, width);
    expect(treeText(parse(once).file)).toBe(treeText(parse(text).file));
    expect(commentTexts(parse(once).file)).toEqual(commentTexts(parse(text).file));
    expect(await format(once, width)).toBe(once);
  });

  test("in a line's end more or less, CRLF and a byte order mark stay", async () => {
    const once = await format(text, 120);
    expect(await format(text.replaceAll("\n", "\r\n"), 120)).toBe(once.replaceAll("\n", "\r\n"));
    expect(await format(`\ufeff${text}`, 120)).toBe(`\ufeff${once}`);
  });
});

test.skipIf(!existsSync(designFolder))(
  "of the designs' samples only lines of more than 120 columns change",
  async () => {
    for (const { name, text } of corpus().filter((entry) => entry.name.includes("design/samples"))) {
      const formatted = new Set((await format(text, 120)).split("\n"));
      const changed = text.split("\n").filter((line) => !formatted.has(line));
      expect(
        changed.filter((line) => line.length <= 120),
        name,
      ).toEqual([]);
    }
  },
);
