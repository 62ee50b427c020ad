import { expect, test } from "vitest";
import { parseExpression, parseFile } from "../../src/compiler/1-syntax/parse.ts";
import { codesOf, grouped } from "./show-expression.ts";

test.each([
  ["-x ^ 2", "(-(x ^ 2))"],
  ["2 ^ -1 ^ 2", "(2 ^ (-(1 ^ 2)))"],
  ["x ^ y ^ z", "(x ^ (y ^ z))"],
  ["not a == b", "(not (a == b))"],
  ["not p and r < k * s", "((not p) and (r < (k * s)))"],
  ["a or b and c", "(a or (b and c))"],
  ["0..n - 1 == b", "((0..(n - 1)) == b)"],
  ["0..10 by 2 + 1", "(0..10 by (2 + 1))"],
  ["x + y -> relu", "[(x + y) -> relu]"],
  ["if c { x } else { y } -> relu", "[if c x else y -> relu]"],
  ["a - b - c", "((a - b) - c)"],
  ["a / b * c % d", "(((a / b) * c) % d)"],
  ["- - 2", "(-(-2))"],
  ["f(1)(x, k: 2).loc", "f(1)(x, k: 2).loc"],
  ["x.if.for", "x.if.for"],
])("%s is grouped as %s", (text, expected) => {
  expect(parseExpression({ path: "x", text }).diagnostics).toEqual([]);
  expect(grouped(text)).toBe(expected);
});

test("numbers are exact", () => {
  const value = (text: string) => parseExpression({ path: "x", text }).expression;
  expect(value("2238.6K")).toMatchObject({ value: { over: 2238600n, under: 1n } });
  expect(value("0.5%")).toMatchObject({ value: { over: 1n, under: 200n } });
  expect(value("2_243_546")).toMatchObject({ value: { over: 2243546n } });
  expect(value(".5")).toMatchObject({ value: { over: 1n, under: 2n } });
  expect(value("60 epochs")).toMatchObject({ unit: "epochs", text: "60" });
  expect(value("1 step")).toMatchObject({ unit: "steps" });
});

test.each(["7e", "60epochs", "0x10", "1.", "1_", "1__0", "5Kx"])("%s is no number", (text) => {
  expect(codesOf(`a = ${text}`)).toEqual(["KES1005"]);
});

test.each(["n%3", "10 %3", "10%3", "10% 3", "10%(3)", "10% n"])("%s is refused with both readings", (text) => {
  const { diagnostics } = parseFile({ path: "x", text: `a = ${text}` });
  expect(diagnostics.map(({ code }) => code)).toEqual(["KES1006"]);
  expect(diagnostics[0]!.help.join()).toContain("remainder");
});

test.each(["10 % 3", "10\n  % 3", "f(5%)", "[5%, 1]"])("%s is read", (text) => {
  expect(codesOf(`a = ${text}`)).toEqual([]);
});

test("a tolerance in percent is followed by `of`", () => {
  const { file, diagnostics } = parseFile({ path: "x", text: "expect a == b within 1% of c" });
  expect(diagnostics).toEqual([]);
  expect(file.items[0]).toMatchObject({ kind: "Expect", within: { text: "1%" }, of: { kind: "Reference" } });
});

test("texts: escapes and expressions in braces", () => {
  const { expression } = parseExpression({ path: "x", text: String.raw`"a\"b\\\n\{ {k + 1}x{n}"` });
  expect(expression).toMatchObject({ parts: ['a"b\\\n{ ', { kind: "Binary" }, "x", { kind: "Reference" }] });
  expect(codesOf('a = "{1 +}"')).toEqual(["KES1102"]);
  expect(codesOf('a = "{b"')).toEqual(["KES1103"]);
});

test("slices may be open, ranges not", () => {
  expect(codesOf("a = x[..], x2")).toHaveLength(1);
  for (const text of ["x[..]", "x[1..]", "x[..2]", "x[channel: .. by 2, height: 1.. by -1]", "x[channel: -1]"])
    expect(codesOf(`a = ${text}`)).toEqual([]);
  expect(codesOf("a = ..2")).toEqual(["KES1115"]);
  expect(codesOf("a = f(1.., 2)")).toEqual(["KES1115"]);
});

test("names are compared composed", () => {
  const { file } = parseFile({ path: "x", text: "e\u0301 = 1\n教师 = 2\nconstructor = 3\n__proto__ = 4" });
  const names = file.items.map((item) => (item.kind === "Binding" ? item.path[0]!.text : ""));
  expect(names).toEqual(["\u00e9", "教师", "constructor", "__proto__"]);
});
