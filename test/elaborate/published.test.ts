import { expect, test } from "vitest";
import { codes, programOf } from "./program-of.ts";

const text = (claims: string, more = ""): string => `model Net(width: int = 4)(image: map[8, 8, 3]) {
  logits = image -> conv(3, width) -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
train Base(width: int = 4) {
  model     = Net(width)
  data      = shapes(split: train, size: 8)
  metric    = [error, top5]
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
}
train wide = Base(8)
${more}
${claims}`;

test("figures of recipes stand beside counts, each asked for by itself", () => {
  const program = programOf(
    text(`/// table 1
published error(wide) = 5.57%
published top5(Base(16)) = 0.01
model Named = Net
published params(Named) = 0.2K`),
  );
  expect(program.check("main.kes")).toEqual([]);
  expect(program.publishedResults("main.kes").result).toEqual([
    { recipe: "wide", metric: "error", figure: 0.0557, text: "5.57%", note: "table 1" },
    { recipe: "Base(16)", metric: "top5", figure: 0.01, text: "0.01" },
  ]);
  expect(program.published("main.kes").result?.map(({ counter }) => counter)).toEqual(["params"]);
  expect(program.counts("main.kes").result?.map(({ name, published }) => [name, published?.text])).toEqual([
    ["Named", "0.2K"],
  ]);
});

test("a file without such claims has none", () =>
  expect(programOf(text("")).publishedResults("main.kes")).toEqual({ result: [], diagnostics: [] }));

test("a file's own function comes before the metric", () =>
  expect(codes(text("published error(2) = 4", "fn error(x: int) = 2 * x").replace("[error, top5]", "top5"))).toEqual(
    [],
  ));

test("the error is measured wherever no other share is", () => {
  const told = (metric: string): readonly string[] =>
    codes(text("published error(wide) = 5%").replace("[error, top5]", metric));
  expect(told("per_class")).toEqual([]);
  expect(told("none")).toEqual([]);
  expect(told("top5")).toEqual(["KES3507"]);
});

test.each([
  ["published error(wide) = 557%", ["KES3506"]],
  ["published error(wide) = -1%", ["KES3506"]],
  ["published error(Net) = 5%", ["KES3001"]],
  ["published error(wide) = Net", ["KES3001"]],
  ["published error(wid) = 5%", ["KES2101"]],
  ["published error() = 5%", ["KES2203"]],
  ["published error(wide, wide) = 5%", ["KES2204"]],
  ["published per_class(wide) = 5%", ["KES3508"]],
])("%s", (claim, expected) => expect(codes(text(claim))).toEqual(expected));
