import { describe, expect, it } from "vitest";
import { programOf } from "./program-of.ts";

interface Changes {
  readonly loss?: string;
  readonly fields?: string;
  readonly big?: string;
  readonly teacher?: string;
}

/** A student `Net` with two taps that learns from `big`. */
const text = ({ loss = "return 0", fields = "", big = "Net(8)", teacher = "big" }: Changes): string => `
fn attention(a: map) = mean(a ^ 2, over: channel)
model Net(width: int = 4, step: int = 2, classes: int = 10)(image: map[8, 8, 3]) {
  early  = image -> conv(3, width) -> relu
  late   = early -> conv(3, 2 * width, stride: step) -> relu
  logits = late  -> mean(over: [height, width]) -> dense(classes, as: class)
  output logits
  tap early, late
}
model Short(image: map[8, 8, 3]) {
  only   = image -> conv(3, 4) -> relu
  logits = only  -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  tap only
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
loss Teach(student: model, teacher: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  ${loss}
}
train plain {
  model     = Net
  data      = shapes(split: train, size: 8, classes: 10)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
}
train big extends plain { model = ${big} }
train taught extends plain { teacher = ${teacher}, loss = Teach, ${fields} }`;

/** What is said when the recipe is about to be trained. */
const told = (changes: Changes, name = "taught"): readonly string[] => {
  const program = programOf(text(changes));
  const { result: recipe, diagnostics } = program.recipe("main.kes", name);
  const found = recipe ? program.objective("main.kes", recipe).diagnostics : diagnostics;
  return found.map(({ code, message }) => `${code} ${message}`);
};

const TAPS = `gaps = for (s, t) in zip(student.taps, teacher.taps) { mean((attention(s) - attention(t)) ^ 2, over: [height, width]) }
  return mean(hard + sum(gaps), over: batch)`;
const LOGITS = `return mean(hard + mean((student.logits - teacher.logits) ^ 2, over: class), over: batch)`;

describe("student and teacher", () => {
  it("nothing is said where they pair", () => {
    expect(told({ loss: TAPS })).toEqual([]);
    expect(told({ loss: LOGITS })).toEqual([]);
  });

  it("taps of other sizes, with both names", () =>
    expect(told({ loss: TAPS, big: "Net(8, step: 4)" })).toEqual([
      "KES4301 student and teacher of `taught` don't pair: the student's tap `late` is 4×4×8, the teacher's `late` 2×2×16",
    ]));

  it("taps of another number", () =>
    expect(told({ loss: TAPS, big: "Short" })).toEqual([
      "KES4301 student and teacher of `taught` don't pair: the student has 2 taps (early, late), the teacher 1 tap (only)",
    ]));

  it("classes of another number, and the place in the loss beside it", () => {
    const big = "Net(classes: 20)";
    expect(told({ loss: LOGITS, big })).toEqual([
      "KES4301 student and teacher of `taught` don't pair: the student's `logits` is [class 10], the teacher's [class 20]",
    ]);
    const program = programOf(text({ loss: LOGITS, big }));
    const [apart] = program.check("main.kes").filter(({ code }) => code === "KES4301");
    expect(apart?.related.map(({ span }) => span.source.text.slice(span.start, span.end))).toEqual([
      "student.logits - teacher.logits",
    ]);
  });

  it("of several differences the one that the loss met comes first", () => {
    const program = programOf(text({ loss: LOGITS, big: "Net(8, step: 4, classes: 20)" }));
    const [apart] = program.objective("main.kes", program.recipe("main.kes", "taught").result!).diagnostics;
    expect(apart?.message).toContain("`logits`");
    expect(apart?.notes).toEqual(["the student's tap `late` is 4×4×8, the teacher's `late` 2×2×16"]);
  });

  it("other mistakes in the loss are told as they are", () =>
    expect(told({ loss: "return mean(hard + student.logits, over: batch)", big: "Net(8, step: 4)" })[0]).toMatch(
      /^KES3\d{3} .*class/,
    ));

  it("a teacher of other classes may be looked at by its taps alone", () =>
    expect(told({ loss: TAPS, big: "Net(classes: 20)" })).toEqual([]));

  it("classes of the network that aren't the data's", () =>
    expect(told({ loss: TAPS, fields: "model = Net(classes: 7)" })).toEqual([
      "KES4104 the network's `logits` has [class 7], but `shapes` has 10 classes",
    ]));

  it.each([
    ["none", "KES4302 the loss `Teach` compares with a teacher, and the recipe `taught` has none"],
    ["Net", "KES4002 `teacher` must be a run: the name of a recipe, with its arguments, but this is `Net`, a model"],
  ])("teacher = %s", (teacher, message) => expect(told({ loss: TAPS, teacher })).toEqual([message]));

  it("a teacher that the loss never looks at is a warning", () =>
    expect(told({ loss: "return mean(hard, over: batch)" })).toEqual([
      "KES4303 the loss `Teach` never looks at the teacher of `taught`",
    ]));
});

describe("terms that nothing is learned from", () => {
  const soft = (term: string) => `term soft = ${term}
  return mean(hard + soft + 0 * mean(teacher.logits, over: class), over: batch)`;
  it.each([
    ["mean(teacher.logits ^ 2, over: class)", "depends on no weight that is trained"],
    ["mean((stop(student.logits) - teacher.logits) ^ 2, over: class)", "depends on no weight that is trained"],
  ])("%s", (term, why) =>
    expect(told({ loss: soft(term) })).toEqual([`KES4304 the term \`soft\` of \`Teach\` ${why}`]),
  );

  it("terms that something is learned from are silent", () =>
    expect(told({ loss: soft("mean((student.logits - stop(teacher.logits)) ^ 2, over: class)") })).toEqual([]));

  it("frozen by parts", () => {
    const loss = soft("mean((attention(student.taps[0]) - attention(teacher.taps[0])) ^ 2, over: [height, width])");
    const parts = (rows: string) => `parts = table {\n path | rate\n ${rows}\n }`;
    expect(told({ loss, fields: parts('"late/**" | 0') })).toEqual([]);
    expect(told({ loss, fields: parts('"early/**" | 0') })).toEqual([
      "KES4304 `parts` freezes every weight that the term `soft` of `Teach` depends on",
    ]);
    expect(told({ loss, fields: parts('"**" | 0\n "early/**" | 0.1') })).toEqual([]);
  });
});
