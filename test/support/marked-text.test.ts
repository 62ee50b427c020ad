import { expect, test } from "vitest";
import { definitionAt, referencesAt } from "../../src/ide/references.ts";
import { editedText, openMarked, placeOf, readMarked } from "./marked-text.ts";

test("marks are taken out and told; files are kept apart", () => {
  const files = readMarked("a ⟦b ⟦c‸⟧⟧\n--- deep/units.kes\n‸x\n");
  expect(files).toEqual([
    { path: "main.kes", text: "a b c\n", offsets: [5], ranges: [{ start: 2, end: 5 }, { start: 4, end: 5 }] }, // prettier-ignore
    { path: "deep/units.kes", text: "x\n", offsets: [0], ranges: [] },
  ]);
  expect(readMarked("--- a.kes\nx\n").map(({ path }) => path)).toEqual(["a.kes"]);
  expect(() => readMarked("⟦a")).toThrow("without its ⟧");
  expect(() => readMarked("a⟧")).toThrow("without its ⟦");
});

test("a program has the files, and the library", () => {
  const { program, module, offset, ranges } = openMarked(`import { Pair } from "./units"
block Two(x: map) = x -> Pair -> Pa‸ir -> to8
--- units.kes
block ⟦Pair⟧(x: map) = x -> relu
`);
  expect(ranges).toEqual(["units.kes:1:7 Pair"]);
  expect(placeOf(definitionAt(program, module, offset)!)).toBe(ranges[0]);
  expect(referencesAt(program, module, offset)).toHaveLength(4);
  expect(program.check("main.kes")).toEqual([]);
});

test("edits are made from back to front", () => {
  const edits = [
    { span: { start: 0, end: 1 }, text: "xx" },
    { span: { start: 2, end: 3 }, text: "" },
  ];
  expect(editedText("abc", edits)).toBe("xxb");
});
