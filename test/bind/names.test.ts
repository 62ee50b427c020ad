import { describe, expect, test } from "vitest";
import { sampleSpecs } from "../support/sample-specs.ts";
import { codesOf, helpOf, load } from "./check-text.ts";

const inFn = (lines: string): string =>
  `fn f(x: tensor, k: int = 1, way: axis = channel, form: code | paper = code) {\n${lines}\n}`;

test("the samples bind without an error", () => {
  for (const name of sampleSpecs.keys()) {
    const files = { ...Object.fromEntries(sampleSpecs), "main.kes": sampleSpecs.get(name)! };
    const found = load(files).diagnostics.filter(
      ({ code, span }) => !(code === "KES2001" && span.source.path === "main.kes"),
    );
    expect([name, found.map(({ message }) => message)]).toEqual([name, []]);
  }
});

describe("rule 3: axes and choices aren't looked up", () => {
  test.each([
    "return mean(x, over: whatever)",
    "return mean(x, over: [way, other])",
    "return rename(x, token: key)",
    "return x[channel: k]",
    "return split(x, channel, into: [group: k, member])",
    "return if form == paper { x } else { 2 * x }",
    "return size(x, way)",
    "y = x[way: 0]\nreturn y",
  ])("%s", (lines) => expect(codesOf(inFn(lines))).toEqual([]));
  test("elsewhere they are unknown", () => {
    expect(codesOf(inFn("return x * channel"))).toEqual(["KES2101"]);
    expect(codesOf(inFn("return if k == paper { x } else { 2 * x }"))).toEqual(["KES2101"]);
  });
  test("what is handed to a parameter may be an axis", () => {
    expect(codesOf("block Unit(part: block)(x: map) = x -> part(last: coord)")).toEqual([]);
  });
});

test("unknown names are told once, with the nearest one", () => {
  expect(helpOf("block Unit(x: map) = x -> rellu -> rellu")).toEqual(["`relu`"]);
  expect(helpOf("alpha = 1\nexpect alpa == 1")).toEqual(["`alpha`"]);
  expect(codesOf("toString = 1\nconstructor = toString\nexpect constructor + __proto__ == 1")).toEqual(["KES2101"]);
});

test("a broken statement hides no others and begets no errors", () => {
  expect(codesOf("fn f(x: tensor) {\n  y = x * * 2\n  z = y + q\n  return z\n}\nexpect unknown == 1")).toEqual([
    "KES1102",
    "KES2101",
  ]);
  expect(codesOf("blok Unit(x: map) = x -> relu\nblock Other = Unit")).toEqual(["KES1129"]);
  expect(codesOf("block Unit(x map, k: int) = x -> relu\nblock Other(x: map) = x -> Unit(3, foo: 2)")).toEqual([
    "KES1101",
  ]);
});

test("G15: what nothing reaches", () => {
  expect(codesOf(inFn("a = x\nb = a\nreturn x"))).toEqual(["KES2103"]);
  expect(codesOf(inFn("_a = x\nreturn x"))).toEqual([]);
  expect(codesOf(inFn("n = k\nrequire n > 0\nreturn x"))).toEqual([]);
  expect(codesOf(inFn("{ a, b } = x\nreturn a"))).toEqual(["KES2103"]);
  expect(codesOf('import { a, b } from "./other"\nexpect a == 1')).toEqual(["KES2001"]);
});

test("G14: hiding", () => {
  expect(codesOf(inFn("x = 2\nreturn x"))).toEqual(["KES2104"]);
  expect(codesOf(inFn("y = for k in [1] { k }\nreturn y"))).toEqual(["KES2105"]);
  expect(codesOf("relu = 3\nfn f(relu: int) = relu + 1\nexpect relu == 3")).toEqual([]);
  expect(codesOf("fn sums(l: [int]) {\n  a = for i in l { i }\n  b = for i in l { i }\n  return a + b\n}")).toEqual([]);
  expect(codesOf("fn f(l: [int]) = for (a, a) in l { a }")).toEqual(["KES2105"]);
});

test("nothing needs itself, with the chain", () => {
  const { diagnostics } = load("a = b\nb = c + 1\nc = a");
  expect(diagnostics.map(({ message }) => message)).toEqual(["`a` needs itself: a → b → c → a"]);
  expect(codesOf("train first(n: int) extends first(n) { batch = n }")).toEqual(["KES2107"]);
  expect(codesOf("block A(x: map) = x -> B\nblock B(x: map) = x -> A")).toEqual(["KES2107"]);
});

test("statements of a body", () => {
  expect(codesOf("loss L(student: model) {\n  term a = student.logits\n  return a\n}")).toEqual([]);
  expect(codesOf("fn f(x: tensor) {\n  term a = x\n  return a\n}")).toEqual(["KES2305"]);
  expect(codesOf("model M(x: map) {\n  y = x -> relu\n  output y\n  return y\n}")).toEqual(["KES2305"]);
  expect(codesOf("model M(x: map) {\n  y = x -> relu\n}")).toContain("KES2308");
});

test("types", () => {
  expect(codesOf("fn f(x: tensor[mine], at: mine) = gather(x, at)")).toEqual([]);
  expect(codesOf("fn f(n: integer) = n")).toEqual(["KES2301"]);
  expect(helpOf("fn f(x: Map) = x")).toEqual(["`map`"]);
});

test("of tens of thousands of errors a thousand are told, and warnings take no error's place", () => {
  const unknown = `a = [${Array.from({ length: 20_000 }, (_, i) => `n${i}`).join(", ")}]\n`;
  expect(codesOf(unknown)).toHaveLength(1000);
  const unused = Array.from({ length: 1500 }, (_, i) => `u${i}`);
  const files = {
    "units.kes": unused.map((name) => `${name} = 1\n`).join(""),
    "main.kes": `import { ${unused.join(", ")} } from "./units"\na = nothing\nb = b\n`,
  };
  const found = codesOf(files);
  expect(found.filter((code) => code === "KES2007")).toHaveLength(1000);
  expect(found).toEqual(expect.arrayContaining(["KES2101", "KES2107"]));
});
