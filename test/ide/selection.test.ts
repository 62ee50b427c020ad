import { expect, it } from "vitest";
import { selectionsAt } from "../../src/ide/selection.ts";
import { openMarked } from "../support/marked-text.ts";

const selected = (marked: string): readonly string[] => {
  const { module, offset } = openMarked(marked);
  return selectionsAt(module, offset).map(({ source, start, end }) => source.text.slice(start, end));
};

it("a selection grows from a name over its step, chain and statement to the file", () => {
  const text = "fn f(x: map) {\n  y = x -> pad(chan‸nel: [0, 2 * 8]) -> relu\n  return y\n}\n";
  const file = text.replace("‸", "");
  expect(selected(text)).toEqual([
    "channel",
    "channel: [0, 2 * 8]",
    "(channel: [0, 2 * 8])",
    "pad(channel: [0, 2 * 8])",
    "x -> pad(channel: [0, 2 * 8]) -> relu",
    "y = x -> pad(channel: [0, 2 * 8]) -> relu",
    "{\n  y = x -> pad(channel: [0, 2 * 8]) -> relu\n  return y\n}",
    file.slice(0, -1),
    file,
  ]);
});

it("of two that touch the one behind the place is taken; between items there is the file alone", () => {
  expect(selected("a = 1 + ‸b\nb = 2")[0]).toBe("b");
  expect(selected("a = [1, 2]‸")).toEqual(["[1, 2]", "a = [1, 2]"]);
  expect(selected("a = 1\n\n‸\n\nb = 2")).toEqual(["a = 1\n\n\n\nb = 2"]);
});

it("each selection holds the one before, whatever is half typed", () => {
  const text = "model Net(image: map[8, 8, 3]) {\n  y = image -> conv(3, \n  output y\n";
  for (let offset = 0; offset <= text.length; offset++) {
    const { module } = openMarked(text);
    const spans = selectionsAt(module, offset);
    expect(spans.at(-1)).toMatchObject({ start: 0, end: text.length });
    spans.slice(1).forEach(({ start, end }, at) => {
      expect(start <= spans[at]!.start && spans[at]!.end <= end).toBe(true);
    });
  }
});
