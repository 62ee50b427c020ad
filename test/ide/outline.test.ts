import { expect, it } from "vitest";
import { outlineOf, type Outlined } from "../../src/ide/outline.ts";
import { openMarked } from "../support/marked-text.ts";

const shown = (entries: readonly Outlined[], depth = 0): readonly string[] =>
  entries.flatMap(({ name, sort, detail, children }) => [
    `${"  ".repeat(depth)}${[name, sort, ...(detail && detail !== sort ? [`(${detail})`] : [])].join(" ")}`,
    ...shown(children, depth + 1),
  ]);
const outlined = (text: string): readonly string[] => shown(outlineOf(openMarked(text).module));

it("lists what a file declares, with what each binds, gives, shows and sets", () => {
  const text = `import { KE } from "paper/ke"
rate = 0.1
block Unit(x: map, out: int) = x -> conv(3, out)
model Net(image: map[8, 8, 3]) {
  stem     = image -> Unit(8)
  features = stem -> KE(1)
  logits   = features -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  tap features, image
}
loss Cost(student: model, label: class) {
  { logits } = student
  share head = dense(10)
  term hard  = cross_entropy(logits, label)
  return mean(hard, over: batch)
}
train base { model = Net, loss = Cost }
train long extends base {
  optimizer.lr = rate
}
`;
  expect(outlined(text)).toEqual([
    "rate value",
    "Unit block",
    "Net model",
    "  stem binding",
    "  features tap",
    "  logits output",
    "  image tap",
    "Cost loss",
    "  logits binding",
    "  head binding",
    "  hard term",
    "base recipe (train)",
    "  model field",
    "  loss field",
    "long recipe (train extends base)",
    "  optimizer.lr field",
  ]);
});

it("names stand within what they name, whatever is half typed", () => {
  const text = "model (\nmodel Net(image: map[8, 8, 3]) {\n  = image\n  y = \n  output\ntrain {\n model = }";
  const check = (entries: readonly Outlined[]): void => {
    for (const { name, span, selection, children } of entries) {
      expect(name).not.toBe("");
      expect(span.start <= selection.start && selection.end <= span.end).toBe(true);
      check(children);
    }
  };
  for (let length = 0; length <= text.length; length++) check(outlineOf(openMarked(text.slice(0, length)).module));
  expect(outlined(text)[0]).toMatch(/^\? /);
});
