import { expect, test } from "vitest";
import { parseExpression } from "../../src/compiler/1-syntax/parse.ts";
import { check } from "../elaborate/program-of.ts";

const told = (text: string): readonly string[] =>
  check(text).map(({ code, message, help, span }) =>
    [code, text.slice(span.start, span.end), message, ...help].join(" | "),
  );

test("signs of other languages are one error each, with what they are here", () => {
  expect(told("a = true && false")).toEqual(["KES1001 | && | `&&` (U+0026) means nothing here | `and`"]);
  expect(told("a = true || false")).toEqual(["KES1001 | || | `||` (U+007C) means nothing here | `or`"]);
  expect(told("a = 1; b = 2")[0]).toBe("KES1001 | ; | `;` (U+003B) means nothing here | a new line");
  expect(told(`a = ${"\0".repeat(1000)}1`)).toHaveLength(1);
});

test("a table's empty cell is told as one", () => {
  expect(told("t = table {\n  a | b | c\n  1 || 2\n}").join()).not.toContain("KES1001");
});

test("what stands behind a name that begins no statement is what doesn't fit", () => {
  expect(told("while true { }")).toEqual(["KES1101 | true | expected `=` after `while`, found `true`"]);
  expect(parseExpression({ path: "expression", text: "1 && 2" }).diagnostics).toHaveLength(1);
});
