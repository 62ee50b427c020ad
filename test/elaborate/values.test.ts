import { expect, test } from "vitest";
import { check, codes, netText, shapeOf } from "./program-of.ts";

const holds = (claim: string) => expect(check(`expect ${claim}`).map((each) => each.message)).toEqual([]);

test("numbers stay exact", () => {
  holds("1 / 3 + 1 / 3 + 1 / 3 == 1");
  holds("0.1 + 0.2 == 0.3");
  holds("2238.6K == 2_238_600");
  holds("0.5% == 1 / 200");
  holds("-2 ^ 2 == -4");
  holds("2 ^ -1 ^ 2 == 1 / 2");
  holds("10 % 3 == 1");
  holds("floor(7 / 2) == 3 and ceil(7 / 2) == 4");
  holds("2 ^ 200 - 2 ^ 200 + 1 == 1");
});

test("lists, ranges, slices, tables, records", () => {
  holds("sum(0..5) == 10");
  holds("sum(0..10 by 3) == 18");
  holds("[1, 2, 3][-1] == 3");
  holds("sum([1, 2, 3, 4][1..3]) == 5");
  holds("sum([1, 2, 3, 4][.. by 2]) == 4");
  holds("sum(for (a, b) in zip([1, 2], [3, 4]) { a * b }) == 11");
  expect(codes("rows = table {\n  a | b\n  1 | 2\n  3 | 4\n}\nexpect sum(rows.b) == 6")).toEqual([]);
  expect(codes("{ a, b } = { a = 1, b = 2 }\nexpect a + b == 3")).toEqual([]);
});

test("tolerances are absolute, or relative to what `of` says", () => {
  holds("1.05 == 1 within 0.1");
  holds("105 == 100 within 5% of 100");
  expect(codes("expect 106 == 100 within 5% of 100")).toEqual(["KES3503"]);
});

test("a failed expectation says what came out and offers it", () => {
  const [found] = check("expect 1 + 1 == 3");
  expect(found?.message).toBe("expected 1 + 1 == 3, but it is 2, off by 1");
  expect(found?.fixes[0]?.edits[0]?.text).toBe("2");
});

test("small tensors are computed while checking, axes of a literal in the type's order", () => {
  const text = `fn attention(a: map) = mean(a ^ 2, over: channel)
expect attention([[[1, 2]]]) == [[2.5]] within 1e-6
expect attention([[[1, 2], [3, 4]]]) == [[2.5, 12.5]]`;
  expect(codes(text)).toEqual([]);
  expect(codes(text.replace("12.5", "12"))).toEqual(["KES3503"]);
});

test("a quotient that isn't whole shows the division", () => {
  const [found] = check(netText("y = image -> conv(1, image.channel / 8)"));
  expect(found?.message).toBe("`out` must be whole: image.channel / 8 is 1 / 2");
});

test("axes pair by name; a size of 1 doesn't stretch, an absent axis broadcasts", () => {
  expect(shapeOf("y = image + (image -> mean(over: [height, width]))")).toBe("height 8, width 8, channel 4");
  expect(codes(netText("y = image + (image -> mean(over: channel, keep: true))"))).toEqual(["KES3009"]);
});

test("indexing removes an axis, slicing keeps it", () => {
  expect(shapeOf("y = image[channel: 0]")).toBe("height 8, width 8");
  expect(shapeOf("y = image[channel: -2..]")).toBe("height 8, width 8, channel 2");
  expect(shapeOf("y = image[height: .. by 2, width: 1..7 by 3]")).toBe("height 4, width 2, channel 4");
  expect(codes(netText("y = image[channel: 4]"))).toEqual(["KES3008"]);
  expect(codes(netText("y = image[depth: 0]"))).toEqual(["KES3013"]);
});

test("choices are words, unless a parameter of a choice type bears the name", () => {
  const text = `fn scale(x: tensor, form: half | twice = half) = if form == twice { 2 * x } else { x / 2 }
fn both(x: tensor, form: half | twice) = scale(x, form: form)
expect scale(3) == 1.5
expect scale(3, form: twice) == 6
expect both(3, twice) == 6`;
  expect(codes(text)).toEqual([]);
});

test("a tensor decides no structure", () => {
  expect(
    codes(netText("y = if sum(image, over: [batch, height, width, channel]) > 0 { image } else { image }")),
  ).toEqual(["KES3007"]);
});

test("names such as constructor and __proto__ are ordinary", () => {
  const text = `model constructor(image: map[8, 8, 3]) {
  __proto__ = image -> conv(1, 2)
  toString  = __proto__ -> relu
  output toString
}
model 教师 = constructor
expect params(教师) == 6`;
  expect(codes(text)).toEqual([]);
});

test("a number where an index is expected points into its axis", () => {
  const text = `fn hit(logits: tensor[class], label: class) = argmax(logits, over: class) == label
fn words(vectors: tensor[word, channel], ids: word[token]) = gather(vectors, ids)
expect hit([0.1, 0.9], 1)
expect words([[1, 2], [3, 4]], [1, 0]) == [[3, 4], [1, 2]]`;
  expect(codes(text)).toEqual([]);
  expect(codes(text.replace("0.9], 1)", "0.9], 0)"))).toEqual(["KES3503"]);
});
