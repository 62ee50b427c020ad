import { describe, expect, test } from "vitest";
import type * as ast from "../../src/compiler/1-syntax/ast.ts";
import { parseFile } from "../../src/compiler/1-syntax/parse.ts";
import { sampleSpecs } from "../support/sample-specs.ts";
import { codesOf } from "./show-expression.ts";

const parse = (text: string) => parseFile({ path: "x", text });
const bodyOf = (lines: string): readonly ast.Statement[] => {
  const { file, diagnostics } = parse(`fn f(x: tensor) {\n${lines}\n}`);
  expect(diagnostics).toEqual([]);
  const [item] = file.items;
  return item?.kind === "Declaration" && item.body.kind === "Body" ? item.body.statements : [];
};

test.each([...sampleSpecs.keys()])("%s has no syntax error", (name) => {
  expect(parseFile({ path: name, text: sampleSpecs.get(name)! }).diagnostics).toEqual([]);
});

describe("G1: line ends", () => {
  test.each([
    ["a = f(\n  1,\n\n  2\n)\nreturn a", 2],
    ["a =\n  x\nreturn a", 2],
    ["a = x +\n  x\nreturn a", 2],
    ["a = x\n  + x\nreturn a", 2],
    ["a = x\n\n  // still\n  -> relu\nreturn a", 2],
    ["a = x /* over\nlines */ + x\nreturn a", 2],
    ["a = x\n  .field\nreturn a", 2],
    ["a = if x { x }\n  else { x }\nreturn a", 2],
    ["a = x and\n not x\nreturn a", 2],
    ["a = table {\n p | q\n 1 | f(\n2)\n}\nreturn a", 2],
  ])("%j holds %i statements", (lines, count) => {
    expect(bodyOf(lines)).toHaveLength(count);
  });
  test("a line that begins with a bracket does not continue", () => {
    expect(codesOf("fn f(x: tensor) {\n  a = x\n  (x)\n  return a\n}")).toHaveLength(1);
  });
  test("a header runs over lines", () => {
    expect(codesOf("model Net\n  (k: int)\n  (image: map)\n{\n  output image\n}")).toEqual([]);
    expect(codesOf("train a\n  extends b\n{ seed = 1 }")).toEqual([]);
  });
  test("CRLF, mixed line ends, no end, BOM", () => {
    expect(codesOf("\ufeffa = 1\r\nb = 2\nc = a +\r\n  b")).toEqual([]);
  });
});

test("G2: separators", () => {
  expect(codesOf("r = { a = 1, b = 2, }")).toEqual([]);
  expect(codesOf("r = {\n  a = 1\n  b = 2,\n  c\n}")).toEqual([]);
  expect(codesOf("r = {}\nfn f() {\n}")).toEqual([]);
  expect(codesOf("l = [1, 2,]\nm = f(1,)")).toEqual([]);
  expect(codesOf("model M(x: map) {\n  output x,\n}")).toHaveLength(1);
});

test("G3: words of the language as names", () => {
  expect(
    codesOf("data = 1\ntest = map\nblock = 2\nmodel = block\ntrain = f(split: train)\noutput = output + 1"),
  ).toEqual([]);
  expect(codesOf("fn f(step: int, of: int) {\n  term = step\n  return term + of\n}")).toEqual([]);
  expect(codesOf("a = x.in.by.repeat")).toEqual([]);
  expect(codesOf("repeat = 3")).toEqual(["KES1127"]);
  for (const text of [
    "block by(x: map) = x -> relu",
    "train true { batch = 1 }",
    "block Unit(x: map, in: int) = x -> relu",
    "block Unit(in: map) = in -> relu",
    "block Unit(x: map) = x -> resize(3, by: 2)",
    "fn first(x: tensor) = x[in: 0]",
  ])
    expect(codesOf(text), text).toEqual(["KES1127"]);
});

test("G4: whole values stand in parentheses as operands", () => {
  expect(
    codesOf("a = x + (if c { 1 } else { 2 })\nb = (for k in l { k })[0]\nc = for k in ks { { loc = k } }"),
  ).toEqual([]);
  expect(codesOf("a = x + if c { 1 } else { 2 }")).toEqual(["KES1120"]);
  expect(codesOf("a = 2 * { b = 1 }")).toEqual(["KES1120"]);
  expect(codesOf("a = if x -> f { 1 } else { 2 }")).toEqual(["KES1121"]);
});

test("G5, G6: chains of ifs, steps", () => {
  expect(codesOf("block F(x: map) = x -> if a { f } else if b { g -> h } -> parts.head[0](64)(2)")).toEqual([]);
  expect(codesOf("a = if b { 1 } else if c { 2 }")).toEqual(["KES1113"]);
  expect(codesOf("a = x -> for k in l { f }")).toEqual(["KES1106"]);
  expect(codesOf("a = x -> f * b")).toEqual(["KES1105"]);
  expect(codesOf("a = g(x -> f * b)")).toEqual(["KES1105"]);
  expect(codesOf("a = x -> f().loc")).toEqual(["KES1122"]);
  expect(codesOf("a = x -> f(1)(2)(3)")).toEqual(["KES1111"]);
  expect(codesOf("a = x -> repeat(2) { }")).toHaveLength(1);
});

test("G7, G8: ranges and durations", () => {
  expect(codesOf("a = 0...3")).toEqual(["KES1008"]);
  expect(codesOf("a = n epochs")).toEqual(["KES1109"]);
  expect(codesOf("a = 60 days")).toEqual(["KES1108"]);
  expect(codesOf("a = n * 1 epochs")).toEqual([]);
});

test("G9: texts end on their line", () => {
  expect(codesOf('a = "x\nb = 2')).toEqual(["KES1003"]);
});

test("G19: tables", () => {
  expect(codesOf("t = table {\n  a | b\n  1 | 2\n\n  // remark\n  3 | 4\n}")).toEqual([]);
  for (const table of ["a | b |\n 1 | 2", "a | b\n | 1 | 2", "a | b\n 1 | 2 |"])
    expect(codesOf(`t = table {\n${table}\n}`)).toEqual(["KES1112"]);
  expect(codesOf("t = table {\n a | b\n 1 | x -> f\n}")).toEqual(["KES1121"]);
  expect(codesOf("t = table {\n a | b\n 1\n}")).toEqual(["KES1118"]);
});

test("G20: `extends` has braces", () => {
  expect(codesOf("train a extends b")).toEqual(["KES1132"]);
});

test("G21: comments, comparisons", () => {
  const { file } = parse(
    "/// Of a.\n/// And more.\na = 1\n\nblock F(\n  /// Of k.\n  k: int = 3,\n)(x: map) {\n  /// Of y.\n  y = x\n  return y\n}",
  );
  expect(file.items[0]).toMatchObject({ doc: "Of a.\nAnd more." });
  expect(file.items[1]).toMatchObject({
    lists: [{ parameters: [{ doc: "Of k." }] }, {}],
    body: { statements: [{ doc: "Of y." }, {}] },
  });
  expect(codesOf("//// plain\na = 1 /// end of line")).toEqual(["KES1014"]);
  expect(codesOf("a = 1 /* no /* nesting */")).toEqual([]);
  expect(codesOf("a = b < c < d")).toEqual(["KES1114"]);
  expect(codesOf('import { A as B } from "./x"')).toEqual(["KES1130"]);
});

test("comments are kept in order with their form", () => {
  const { file } = parse("// one\n/* two */ a = 1 /// three\n");
  expect(file.comments.map(({ form, text }) => [form, text])).toEqual([
    ["line", "// one"],
    ["block", "/* two */"],
    ["doc", "/// three"],
  ]);
});
