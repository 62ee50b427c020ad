import { expect, test } from "vitest";
import { check, codes, netText } from "./program-of.ts";

const loss = (
  line: string,
): string => `loss Far(student: model, teacher: model, label: class, form: near | far = near) {
  ${line}
  return mean(gap + cross_entropy(student.logits, label), over: batch)
}`;

test("a loss that no recipe uses: what is wrong whatever it is given is told", () => {
  expect(codes(loss("gap = sum((student.logits - teacher.logits) ^ 2, over: class)"))).toEqual([]);
  expect(codes(loss('gap = 1 + "x"'))).toEqual(["KES3001"]);
  expect(codes(loss("gap = sum(teacher.logits, over: 3)"))).toEqual(["KES3001"]);
  expect(codes(loss("gap = student.taps[0] -> conv(3, 7 / 2) -> mean(over: [height, width])"))).toEqual(["KES3002"]);
  expect(codes(loss("gap = sum(for (t, s) in zip(teacher.taps, student.taps) { (t - s) * (1 / 0) })"))).toEqual([
    "KES3005",
  ]);
  expect(codes(loss("gap = if form == near { 1 } else { teacher.logits * [1, 2][2] }"))).toEqual(["KES3008"]);
});

test("what depends on what is handed over stays open", () => {
  for (const line of [
    "gap = mean(student.logits, over: anchor)",
    "gap = if student.logits.class > 2 { student.logits[class: 7] } else { 0 }",
    "require student.taps.size > 3\n  gap = teacher.taps[2][channel: 0..9]",
    "gap = student.taps[3] -> conv(3, teacher.taps[0].channel / 7) -> mean(over: [height, width])",
  ])
    expect([line, codes(loss(line))]).toEqual([line, []]);
  expect(codes("fn along(x: tensor, which: axis) = sum(constant([1, 2], axes: [channel]), over: which) * x")).toEqual(
    [],
  );
});

test("blocks and fns that nothing places are looked at too, all branches and steps", () => {
  expect(codes("block Odd(x: map) = x -> if x.channel > 3 { conv(3, 7 / 2) } else { conv(3, 5 / 2) }")).toEqual([
    "KES3002",
    "KES3002",
  ]);
  expect(codes("block Odd(n: int)(x: map) = x -> repeat(n) { relu -> conv(3, 7 / 2) }")).toEqual(["KES3002"]);
  expect(codes("block Odd(n: [int])(x: map) = x -> fold k in n { conv(k, 7 / 2) }")).toEqual(["KES3002"]);
  expect(codes("model Net(n: int)(image: map[n, n, 3]) {\n  y = image -> conv(n, 7 / 2)\n  output y\n}")).toEqual([
    "KES3002",
  ]);
});

test("an error that a placement met keeps its chain, and is told once", () => {
  const found = check(`block Odd(x: map) = x -> conv(3, 7 / 2)\n${netText("y = image -> Odd")}`);
  expect(found.map(({ code, uses, notes }) => [code, uses.map(({ title }) => title), notes])).toEqual([
    ["KES3002", ["Odd", "Net"], []],
  ]);
});
