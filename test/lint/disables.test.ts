import { expect, test } from "vitest";
import { lint } from "../../src/lint/lint.ts";
import { lintText, programOf, told } from "./lint-text.ts";

const half = "fn Half(x: tensor) = x / 2\n";
const silent = "// kes-disable-next-line naming -- the paper's name\n";

test.each([
  ["silences what begins on the next line", silent + half, []],
  ["other comments may stand in between", `${silent}/// Eq. (4).\n// more\n${half}`, []],
  [
    "another rule's name silences nothing here",
    "// kes-disable-next-line unused-name -- no\n" + half,
    ["unused-disable", "naming"],
  ],
  [
    "several rules",
    "// kes-disable-next-line naming, unused-parameter -- both\nfn Half(x: tensor, y: tensor) = x / 2\n",
    [],
  ],
  [
    "of several the one that does nothing is told",
    "// kes-disable-next-line naming, unused-name -- both\n" + half,
    ["unused-disable"],
  ],
  ["without a reason it works, and is told", `// kes-disable-next-line naming\n${half}`, ["disable-without-reason"]],
  ["without anything", `// kes-disable-next-line\n${half}`, ["disable-without-reason", "naming"]],
  ["not the line after", `${silent}\n\none = 1\nexpect one == 1\n${half}`, ["unused-disable", "naming"]],
  ["a line of text in between", `${silent}one = 1\nexpect one == 1\n${half}`, ["unused-disable", "naming"]],
  ["an unknown rule", "// kes-disable-next-line nameing -- no\n" + half, ["unknown-rule", "naming"]],
])("%s", (_, text, expected) => expect(lintText(text).map(({ slug }) => slug)).toEqual(expected));

test("within a chain", () => {
  const text = `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8)
    // kes-disable-next-line repeated-activation -- for show
    -> relu -> relu
  output y
}
`;
  expect(told(lintText(text))).toEqual([]);
});

test("what no linted file places is judged by nobody", () => {
  const files = {
    "main.kes": `block Unit(x: map) =
  // kes-disable-next-line bias-before-norm -- to be compared
  x -> conv(3, 8) -> batch_norm
`,
    "net.kes": `import { Unit } from "./main"
model Net(image: map[8, 8, 3]) {
  y = image -> Unit
  output y
}
`,
  };
  expect(told(lintText(files))).toEqual([]);
  const placed = lint(programOf(files), "main.kes", { placedBy: ["net.kes"] });
  expect(placed.map(({ slug }) => slug)).toEqual(["unused-disable"]);
});

test("levels: an error, off, and a comment about a rule that is off", () => {
  expect(lintText(half, new Map([["naming", "error"]])).map(({ severity }) => severity)).toEqual(["error"]);
  expect(lintText(half, new Map([["naming", "off"]]))).toEqual([]);
  expect(lintText(silent + half, new Map([["naming", "off"]]))).toEqual([]);
});

test("a file with errors is judged as far as it can be read", () => {
  const text = `${half}block Unit(x: map, unused: int) = x -> cnov(3, 4)\nfn other(x: tensor, unused: int) = x\n`;
  expect(told(lintText(text))).toEqual([
    "naming: a function is written in small letters: `half`",
    "unused-parameter: `other` has no use for its parameter `unused`",
  ]);
});
