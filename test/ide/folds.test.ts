import { expect, it } from "vitest";
import { foldsIn } from "../../src/ide/folds.ts";
import { openMarked } from "../support/marked-text.ts";

/** Each fold as `from-to kind`, lines from 1. */
const folded = (text: string): readonly string[] =>
  foldsIn(openMarked(text).module).map(({ from, to, kind }) => [`${from}-${to}`, kind].filter(Boolean).join(" "));

it("folds items, statements, lists, records, tables; what closes them stays", () => {
  const text = `model Net(
  image: map[8, 8, 3],
) {
  rows = table {
    inner | out
    1     | 2
  }
  y = image
    -> conv(3, 4)
    -> relu
  output y
}
both = {
  a = [
    1,
  ],
}
train base {
  model = Net
}
`;
  expect(folded(text)).toEqual(["1-11", "3-11", "4-6", "8-10", "13-16", "14-15", "18-19"]);
});

it("folds imports and comments that belong together", () => {
  const text = `// What
// this is
//
/* and
   more */
import { KE } from "paper/ke"
import { GConv } from "paper/blocks"

/// Doc
/// of it.
block F(x: map) = x -> KE(1) -> GConv(1)(8) // one
// two
// three

/// Alone.
block G(x: map) = x
`;
  expect(folded(text)).toEqual(["1-3 comment", "4-5 comment", "6-7 imports", "9-10 comment", "11-13 comment"]);
  expect(folded("a = 1\nb = 2\n")).toEqual([]);
});

it("knows all line ends, and half-typed text", () => {
  expect(folded("model Net(image: map[8, 8, 3]) {\r\n  y = image -> relu\r\n  output y\r\n}\r\n")).toEqual(["1-3"]);
  expect(folded("model Net(image: map[8, 8, 3]) {\n  y = image -> \n  output")).toEqual(["1-3", "2-3"]);
});
