import { expect, test } from "vitest";
import { lineMap } from "../../src/base/line-map.ts";

const column = (text: string, offset: number): number => {
  const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return [...text.slice(start, offset)].length + 1;
};

test("columns count code points, in whatever order places are asked for", () => {
  const text = "a😀b\r\n教師😀😀x\n\u{1F468}\u200D\u{1F469}\rlast";
  const offsets = [...text].reduce<number[]>((all, each) => [...all, all.at(-1)! + each.length], [0]);
  const inside = offsets.filter((offset) => text.slice(offset - 1, offset + 1) !== "\r\n");
  for (const order of [inside, inside.toReversed(), [...inside, ...inside].toSorted((a, b) => (a % 3) - (b % 3))]) {
    const lines = lineMap({ path: "a.kes", text });
    for (const offset of order) expect([offset, lines.position(offset).column]).toEqual([offset, column(text, offset)]);
  }
});

test("a line's text is without its end, whatever that is", () => {
  const lines = lineMap({ path: "a.kes", text: "\ufeffa\nb\r\nc\r\rd" });
  expect([1, 2, 3, 4, 5, 6].map(lines.text)).toEqual(["a", "b", "c", "", "d", ""]);
});
