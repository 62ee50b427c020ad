import { describe, expect, it } from "vitest";
import { reachable } from "../../src/compiler/4-graph/reachable.ts";
import { plainValue } from "../../src/runtime/runs/plain-value.ts";
import { codes, programOf } from "./program-of.ts";

const text = (show: string, more = ""): string => `
fn attention(a: map) = mean(a ^ 2, over: channel)
fn power(a: map, p: int = 2) = mean(a ^ p, over: channel)
fn first(maps: [map]) = mean(maps[0], over: channel)
block Gate(x: map) = x * learned([channel: x.channel], init: 1)
model Net(width: int = 4)(image: map[8, 8, 3]) {
  early  = image -> conv(3, width) -> relu
  late   = early -> conv(3, 2 * width, stride: 2) -> relu
  logits = late  -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  tap early, late
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
loss Follow(student: model, teacher: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  term gap  = mean((attention(student.taps[1]) - attention(teacher.taps[1])) ^ 2, over: [height, width])
  return mean(hard + gap, over: batch)
}
train plain(p: int = 2) {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
  show      = ${show}
}
${more}`;

const TAUGHT = "train taught extends plain { teacher = plain, loss = Follow, show = [attention(teacher.taps)] }";

const showsOf = (spec: string, name = "plain") => {
  const program = programOf(spec);
  const { result: recipe, diagnostics } = program.recipe("main.kes", name);
  const objective = recipe && program.objective("main.kes", recipe);
  const found = [...diagnostics, ...(objective?.diagnostics ?? [])].map(({ code, message }) => `${code} ${message}`);
  if (!objective?.result) throw new Error(found.join("\n"));
  expect(found).toEqual([]);
  return objective.result.shows.map(({ title, nodes }) => [
    title,
    ...nodes.map(({ type }) => type.dims.map(({ size }) => size).join("×")),
  ]);
};

const BOTH = ["batch×8×8", "batch×4×4"];

describe("show", () => {
  it.each([
    "attention(student.taps)",
    "for t in student.taps { attention(t) }",
    "student.taps -> attention",
    "attention(a: student.taps)",
    "power(student.taps, p: 3)",
    "power(student.taps, p: p)",
    "mean(student.taps, over: channel)",
    "student.taps -> mean(over: channel)",
    "mean((student.taps -> relu), over: channel)",
  ])("%s is a map for each tap", (item) => expect(showsOf(text(`[${item}]`))).toEqual([[item, ...BOTH]]));

  it("a function that takes a list gets the list", () =>
    expect(showsOf(text("[first(student.taps)]"))).toEqual([["first(student.taps)", "batch×8×8"]]));

  it("one item needs no brackets", () =>
    expect(showsOf(text("attention(student.taps[1])"))).toEqual([["attention(student.taps[1])", "batch×4×4"]]));

  it("a recipe shows what it inherits, its own, its teacher's, or nothing", () => {
    const spec = text("[attention(student.taps)]", `${TAUGHT}\ntrain blind extends plain { show = none }`);
    expect(showsOf(spec, "taught")).toEqual([["attention(teacher.taps)", ...BOTH]]);
    expect(showsOf(spec, "blind")).toEqual([]);
    expect(codes(spec)).toEqual([]);
  });

  it("a teacher's nodes are the teacher's", () => {
    const program = programOf(text("[attention(student.taps)]", TAUGHT));
    const recipe = program.recipe("main.kes", "taught").result!;
    const { shows } = program.objective("main.kes", recipe).result!;
    const paths = reachable(shows[0]!.nodes).flatMap(({ variable }) => variable?.path ?? []);
    expect(paths).toEqual(["teacher/early/conv1/kernel", "teacher/late/conv1/kernel"]);
    expect(plainValue(recipe.run.fields.get("show")!.value)).toEqual(["attention(teacher.taps)"]);
  });

  it("changes nothing of the step", () => {
    const stepOf = (show: string) => {
      const program = programOf(text(show));
      const { loss, terms } = program.objective("main.kes", program.recipe("main.kes", "plain").result!).result!;
      return [loss.id, [...terms.values()].map(({ id }) => id)];
    };
    expect(stepOf("[attention(student.taps)]")).toEqual(stepOf("none"));
  });

  it.each([
    ["[student.taps]", "KES4201", "`plain` can't show `student.taps`: it is 8×8×4, with `channel` left"],
    ["[student.logits]", "KES4201", "without `height`, `width`"],
    ["[3]", "KES4201", "it is the number 3"],
    ["[student.taps[0..0]]", "KES4201", "an empty list"],
    ["[mean(student.taps[0], over: [height, channel])]", "KES4201", "without `height`"],
    ["[attention(teacher.taps)]", "KES4202", "the recipe `plain` has none"],
    ["[student.taps -> Gate -> attention]", "KES4203", "`show/"],
    ["[attention(studnt.taps)]", "KES2101", "studnt"],
    ["[attention(student.tips)]", "KES", "tips"],
  ])("%s is refused", (show, code, message) => {
    const found = programOf(text(show)).check("main.kes");
    expect(found.map((one) => `${one.code} ${one.message}`).join("\n")).toContain(message);
    expect(found[0]?.code.startsWith(code), found[0]?.code).toBe(true);
  });
});
