import { expect, test } from "vitest";
import { check, codes, netText } from "./program-of.ts";

/** Codes with messages and what to do, in order. */
const told = (text: string): readonly string[] =>
  check(text).map(({ code, message, help }) => [code, message, ...help].join(" | "));
const toldOf = (y: string): readonly string[] => told(netText(`y = ${y}`));

test("a record taken apart at file level is told as one in a body is", () => {
  expect(told("{ a, b } = [1, 2]")).toEqual([
    "KES3001 | what is taken apart here must be a record with `a`, but this is a list of 2 items",
    "KES3001 | what is taken apart here must be a record with `b`, but this is a list of 2 items",
  ]);
  expect(told("{ a, c } = { a = 1, b = 2 }")).toEqual([
    "KES3001 | what is taken apart here must be a record with `c`, but this is a record of a, b",
  ]);
  expect(told("{ a, b } = { a = 1, b = 2 }\nexpect a + b == 3")).toEqual([]);
});

test("lists of numbers are equal within what is said", () => {
  expect(codes("expect [1, 2] == [1, 2.0001] within 1e-3")).toEqual([]);
  expect(codes("expect [[1], [2]] == [[1], [2.0001]] within 1e-3")).toEqual([]);
  expect(codes("expect [1, 2] == [1, 2.1] within 1e-3")).toEqual(["KES3503"]);
  expect(codes("expect [1, 2] == [1, 2, 3] within 1")).toEqual(["KES3503"]);
  expect(codes("expect [1, 2] == [1, 2.0001]")).toEqual(["KES3503"]);
});

test("a column stands once", () => {
  expect(codes("t = table {\n  a | a\n  1 | 2\n}")).toEqual(["KES2402"]);
});

test("a type that there is not is one error, whatever uses it", () => {
  expect(codes("model Net(ids: wrd[token]) {\n  y = one_hot(ids)\n  output y\n}")).toEqual(["KES2301"]);
  expect(codes("fn next(n: integer) = n + 1\nexpect next(3) == 4")).toEqual(["KES2301"]);
});

test("a model whose only output is for training has none", () => {
  expect(codes("model Net(image: map[8, 8, 3]) {\n  y = image -> relu\n  output y for training\n}")).toEqual([
    "KES2308",
  ]);
});

test("the nearest axis is offered after a dot and in an index", () => {
  expect(toldOf("image * image.hight")).toEqual(["KES3006 | the tensor (8×8×4) has no `hight` | `height`"]);
  expect(toldOf("image[chanel: 0]")).toEqual([
    "KES3013 | this index needs the axis `chanel`, but this is 8×8×4 | `channel`",
  ]);
  expect(toldOf("image -> mean(over: height) -> conv(1, 4)")[0]).not.toContain("|  | ");
});

test("a slice's bounds are held to the size", () => {
  expect(codes(netText("y = image[channel: 0..4, height: -8..]"))).toEqual([]);
  expect(toldOf("image[channel: 0..5]")).toEqual([
    "KES3008 | 5 is out of bounds: `channel` has 4, so a slice's bounds go from -4 to 4",
  ]);
  expect(codes("expect [1, 2][..3] == [1, 2]")).toEqual(["KES3008"]);
  expect(codes("expect [1, 2][-3..] == [1, 2]")).toEqual(["KES3008"]);
});

test("a quotient that is not whole is shown as one", () => {
  const half = (out: number) =>
    `block Half(B: int)(x: map, out: int) = x -> conv(1, out / B)\n${netText(`y = image -> Half(2)(${out})`)}`;
  expect(told(half(7))[0]).toContain("`out` must be whole: out / B is 7 / 2");
  expect(toldOf("image -> conv(1, 3.5)")[0]).toContain("`out` must be whole: it is 3.5");
});

test("two lists for what takes one are shown as one", () => {
  expect(toldOf("image -> conv(3)(4)")).toEqual([
    "KES2207 | `conv` has no list that makes its kind: its only list places it | one list: `conv(3, 4)`",
  ]);
  const handed = (call: string) =>
    `block Unit(part: block)(x: map) = x -> ${call}\n${netText("y = image -> Unit(conv)")}`;
  expect(told(handed("part(3)(4)"))).toEqual([
    "KES2207 | `part` has no list that makes its kind: its only list places it | one list: `part(3, 4)`",
  ]);
  expect(codes(handed("part(3, 4)"))).toEqual([]);
  // What a fn gives may be placed.
  expect(codes(`fn act(n: int) = if n > 1 { relu } else { tanh }\n${netText("y = image -> act(3)()")}`)).toEqual([]);
});

test("a default that uses a later parameter", () => {
  expect(told("fn f(x: tensor, a: int = b, b: int = 3) = x * a * b")).toEqual(["KES2102 | `b` is bound only below"]);
});

test("an output that is no tensor is marked where it is one", () => {
  const [found] = check(netText("n = 3\noutput n\ny = image"));
  expect(found).toMatchObject({ code: "KES3001", span: { start: netText("n = 3\noutput n").indexOf("output n") + 7 } });
});

test("and, or, not take masks", () => {
  expect(toldOf("image > 0 and not image > 1")).toEqual([]);
  expect(toldOf("where(image > 0 and true, image, 0)")).toEqual([]);
  expect(toldOf("not image")[0]).toContain("KES3307 | `not` takes masks, but this is a tensor, 8×8×4");
  const [found] = check(netText("y = image > 0 or image"));
  expect(found).toMatchObject({
    code: "KES3307",
    span: { start: netText("y = image > 0 or ").length - "\n  output y\n}\n".length },
  });
  expect(codes(netText("y = image > 0 and 1"))).toEqual(["KES3001"]);
});

test("numbers that are lost are told with what lost them; infinities that are meant are none", () => {
  const messages = (text: string): readonly string[] => check(text).map(({ code, message }) => `${code} ${message}`);
  expect(messages("expect 10 ^ 10 ^ 10 > 0")).toEqual([
    "KES3018 10 ^ 10000000000 is beyond what a number can be (1.8e308)",
  ]);
  expect(messages("expect exp(1000) > 0")).toEqual(["KES3018 exp(1000) is beyond what a number can be (1.8e308)"]);
  expect(messages("expect inf - inf == 0")).toEqual(["KES3018 inf - inf has no value"]);
  expect(messages("expect (-8) ^ (1 / 3) == -2")).toEqual(["KES3018 (-8) ^ (1/3) has no value"]);
  expect(messages("expect 1 / 0 == 0")).toEqual(["KES3005 1 / 0 divides by 0"]);
  expect(
    told("expect 2 ^ 4000 / 2 ^ 3999 == 2\nexpect inf * 2 == inf and -inf < 2 ^ 4000\nexpect 3 ^ -5 == 1 / 243"),
  ).toEqual([]);
});
