import fc from "fast-check";
import * as prettier from "prettier";
import { describe, expect, test } from "vitest";
import { parseFile } from "../../src/compiler/1-syntax/parse.ts";
import * as plugin from "../../src/prettier/index.ts";
import { commentTexts, treeText } from "../../src/prettier/same-program.ts";
import { randomProgram } from "./random-program.ts";

/** More of them, and others: `KES_FORMAT_RUNS=5000 KES_FORMAT_SEED=1`. */
const RUNS = Number(process.env.KES_FORMAT_RUNS ?? 120);
const SEED = Number(process.env.KES_FORMAT_SEED ?? 20261125);
const parse = (text: string): ReturnType<typeof parseFile> => parseFile({ path: "random.kes", text });
const reads = (text: string): boolean => parse(text).diagnostics.every(({ severity }) => severity !== "error");

/** One pass: `kesc fmt` makes more where it must. */
const format = (text: string, printWidth: number): Promise<string> =>
  prettier.format(text, { parser: "kes", plugins: [plugin], printWidth });

describe("random programs", () => {
  test("most are programs: what follows is no empty talk", () => {
    const texts = fc.sample(randomProgram(), 300);
    expect(texts.filter((text) => text.length > 40 && reads(text)).length).toBeGreaterThan(120);
  });

  test.each([120, 60])(
    "tree and comments are the same before and after, and formatting twice changes nothing (width %i)",
    { timeout: 120_000 },
    async (width) => {
      await fc.assert(
        fc.asyncProperty(randomProgram(), async (text) => {
          fc.pre(reads(text));
          const once = await format(text, width);
          const [before, after] = [parse(text).file, parse(once).file];
          expect(treeText(after)).toBe(treeText(before));
          expect(commentTexts(after)).toEqual(commentTexts(before));
          expect(await format(once, width)).toBe(once);
        }),
        { numRuns: RUNS, seed: SEED },
      );
    },
  );
});
