import { expect, test } from "vitest";
import { scan } from "../../grammar/scan.ts";
import { Newline } from "../../grammar/tokens.ts";
import type * as ast from "../../src/compiler/1-syntax/ast.ts";
import { parseFile } from "../../src/compiler/1-syntax/parse.ts";
import { sampleSpecs } from "../support/sample-specs.ts";

const holdsMissing = (node: unknown): boolean => {
  if (typeof node !== "object" || node === null) return false;
  if ("kind" in node && node.kind === "Missing") return true;
  return Object.entries(node).some(([key, value]) => key !== "span" && key !== "operatorSpan" && holdsMissing(value));
};
const wholeItems = (file: ast.File): number => file.items.filter((item) => !holdsMissing(item)).length;

/** Takes every `stride`-th token out of every sample; the issue asks for 80 %. */
const stride = 3;

test("a missing token gives one error and costs at most one declaration", () => {
  const count = { broken: 0, one: 0, lost: 0, silent: 0 };
  for (const [path, text] of sampleSpecs) {
    const items = parseFile({ path, text }).file.items.length;
    const tokens = scan({ path, text }).tokens.filter(({ tokenType }) => tokenType !== Newline);
    for (let index = 0; index < tokens.length; index += stride) {
      const { startOffset, endOffset } = tokens[index]!;
      const { file, diagnostics } = parseFile({
        path,
        text: `${text.slice(0, startOffset)} ${text.slice(endOffset + 1)}`,
      });
      if (diagnostics.length === 0) count.silent += 1;
      else {
        count.broken += 1;
        if (diagnostics.length === 1) count.one += 1;
        if (items - wholeItems(file) > 1) count.lost += 1;
      }
    }
  }
  expect(count.broken).toBeGreaterThan(1000);
  // What is still a sentence of the language gives no error: `-` before a number, a comma at a list's end.
  expect(count.one / (count.broken + count.silent)).toBeGreaterThan(0.9);
  expect(count.one / count.broken).toBeGreaterThan(0.99);
  expect(count.lost / count.broken).toBeLessThan(0.01);
});

test("a broken line costs itself only", () => {
  const lines = [
    "logits = ",
    "x = conv(3,",
    "y -> ",
    "output ",
    "tap a b",
    "if",
    "z = table {",
    "require",
    "w = (1 + ",
    'q = "abc',
    "k = [1, 2",
    "return",
    "5",
    "a.b.",
    "@",
    "u = if c {",
  ];
  for (const line of lines) {
    const text = `model Net(image: map[8, 8, 3]) {\n  before = image\n  ${line}\n  after = image -> relu\n  output before, after\n}\nblock Other = relu`;
    const { file, diagnostics } = parseFile({ path: "x", text });
    expect([line, diagnostics.map(({ code }) => code)]).toEqual([line, [expect.any(String)]]);
    const [net, other] = file.items;
    expect(other).toMatchObject({ kind: "Declaration", name: { text: "Other" } });
    const body = net?.kind === "Declaration" && net.body.kind === "Body" ? net.body.statements : [];
    const bound = body.flatMap((statement) =>
      statement.kind === "Binding" ? statement.path.map(({ text: name }) => name) : [],
    );
    expect([line, bound]).toEqual([line, expect.arrayContaining(["before"])]);
    if (!line.startsWith("u")) expect([line, bound]).toEqual([line, expect.arrayContaining(["after"])]);
  }
});

test("a declaration after one that is never closed lives", () => {
  const { file, diagnostics } = parseFile({
    path: "x",
    text: "block A(x: map) {\n  y = x -> conv(3, (4\n\nblock B(x: map) = x -> relu",
  });
  expect(diagnostics).toHaveLength(1);
  expect(file.items.at(-1)).toMatchObject({ kind: "Declaration", name: { text: "B" }, body: { kind: "Chain" } });
});

test("the place of an error", () => {
  const at = (text: string) =>
    parseFile({ path: "x", text }).diagnostics.map(({ span }) => text.slice(span.start, span.end));
  expect(at('import "./x"')).toEqual(['"./x"']);
  expect(at("a = x -> f * b")).toEqual(["*"]);
  expect(at("a = f(1, 2")).toEqual(["("]);
  expect(at("ouput x")).toEqual(["ouput"]);
});
