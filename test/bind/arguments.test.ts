import { expect, test } from "vitest";
import { codesOf, helpOf, load } from "./check-text.ts";

const unit = (chain: string): string =>
  `block Wide(k: int = 3)(x: map, out: int = 8, stride: int = 1) = x -> conv(k, out, stride: stride)\nblock Unit(x: map) = ${chain}`;

test.each([
  ["x -> conv(3, 8)", []],
  ["conv(x, 3, 8)", []],
  ["x -> conv(3, 8, strid: 2)", ["KES2201"]],
  ["x -> conv(3, 8, stride: 2, stride: 2)", ["KES2202"]],
  ["x -> conv(3)", ["KES2203"]],
  ["x -> relu(x, x)", ["KES2204"]],
  ["x -> conv(32, 3, 2)", ["KES2205"]],
  ["x -> Wide(5)(16)", []],
  ["Wide(5)(x, 16)", []],
  ["x -> Wide()(16)", []],
  ["x -> Wide", []],
  ["x -> Wide(5)(16, foo: 3)", ["KES2201"]],
  ["x -> Wide(l: 5)(16)", ["KES2201"]],
  ["x -> pad(channel: [0, 4])", []],
  ["if true { conv(1, 8) -> relu } else { x }", ["KES2203"]],
])("%s", (chain, codes) => {
  expect(codesOf(unit(chain))).toEqual(codes);
});

test("`conv(32, 3, 2)` is told what it could have meant", () => {
  expect(helpOf(unit("x -> conv(32, 3, 2)"))).toEqual(["if this is what is meant: `-> conv(32, 3, stride: 2)`"]);
});

test("steps in the braces of an `if` that is a value", () => {
  expect(helpOf(unit("if true { conv(1, 8) -> relu } else { x }")).join()).toContain(
    "only after `->` do braces hold steps",
  );
});

test("list one taken for list two", () => {
  const text = "block Wide(k: int = 3)(x: map, out: int) = x -> conv(k, out)\nblock Unit(x: map) = x -> Wide(64)";
  const [found] = load(text).diagnostics;
  expect(found).toMatchObject({ code: "KES2206", help: ["`Wide()(64)` places it with the kind's defaults"] });
});

test("recipes", () => {
  expect(codesOf("train a(n: int) { batch = n }\ntrain b extends a(3) { optimizer.lr = 1 }")).toEqual([]);
  expect(codesOf("train a(n: int) { batch = n }\ntrain b extends a { seed = 1 }")).toEqual(["KES2203"]);
  expect(codesOf("train a(n: int) { batch = n }\ntrain b extends a(m: 3) { seed = 1 }")).toEqual(["KES2201"]);
  expect(codesOf("train a(n: int) { batches = n }")).toEqual(["KES2401"]);
  expect(codesOf("train a(n: map) { batch = 1 }")).toEqual(["KES2303"]);
});
