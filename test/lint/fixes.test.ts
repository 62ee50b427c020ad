import { describe, expect, test } from "vitest";
import { layeredHost, memoryHost } from "../../src/base/host.ts";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { span, type Source } from "../../src/base/source.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { applyFixes } from "../../src/lint/apply-fixes.ts";
import { fixFiles } from "../../src/lint/fix-files.ts";
import { rules } from "../../src/lint/rules.generated.ts";
import { everyRule, lintText, programOf, told, type Files } from "./lint-text.ts";

/** Mends `main.kes` as the command does. */
const mended = (files: Files, levels = everyRule): string => {
  const all = typeof files === "string" ? { "main.kes": files } : files;
  const original = programOf(all);
  const rest = memoryHost(all);
  const { texts, program } = fixFiles(
    (changed) => (changed.size === 0 ? original : openProgram(layeredHost(memoryHost(changed), rest))),
    ["main.kes"],
    { levels },
  );
  const text = texts.get("main.kes") ?? all["main.kes"]!;
  expect(program.check("main.kes").filter(({ severity }) => severity === "error")).toEqual([]);
  return text;
};

const net = (steps: string): string => `model Net(image: map[9, 9, 3]) {\n  y = image -> ${steps}\n  output y\n}\n`;

describe("each fix leaves a text without the finding", () => {
  const fixing = rules.filter(({ fix }) => fix !== undefined);
  test.each(fixing.map((rule) => [rule.name, rule] as const))("%s", (name, rule) => {
    const levels = new Map([[name, "warning" as const]]);
    const text = mended(rule.bad, levels);
    const files = typeof rule.bad === "string" ? {} : rule.bad;
    const left = lintText({ ...files, "main.kes": text }, levels).filter(({ slug }) => slug === name);
    expect([text === files["main.kes"] || text === rule.bad, told(left)]).toEqual([false, []]);
  });
});

test("a file with a misspelt name keeps the import that it may mean; another one is mended", () => {
  const files = {
    "main.kes": `import { Pair } from "./units"\n${net("Piar")}`,
    "other.kes": net("relu -> relu"),
    "units.kes": "block Pair(x: map) = x -> relu\n",
  };
  const rest = memoryHost(files);
  const open = (changed: ReadonlyMap<string, string>) => openProgram(layeredHost(memoryHost(changed), rest));
  const { texts } = fixFiles(open, ["main.kes", "other.kes"], { levels: everyRule });
  expect([...texts]).toEqual([["other.kes", net("relu")]]);
});

test.each([
  [
    "several in one chain",
    "conv(3, 8, bias: true) -> batch_norm -> relu -> relu -> conv(3, 8)",
    "conv(3, 8) -> batch_norm -> relu -> conv(3, 8)",
  ],
  ["three times the same", "relu -> relu -> relu -> conv(3, 8)", "relu -> conv(3, 8)"],
  ["over lines", "conv(3, 8)\n    -> relu\n    -> relu", "conv(3, 8)\n    -> relu"],
  [
    "a comment in between stays, so the step does",
    "relu\n    // twice\n    -> relu",
    "relu\n    // twice\n    -> relu",
  ],
  [
    "a dense layer's bias is on by itself",
    "mean(over: [height, width]) -> dense(8) -> batch_norm",
    "mean(over: [height, width]) -> dense(8, bias: false) -> batch_norm",
  ],
  [
    "a named argument in the middle",
    "conv(3, 8, bias: true, stride: 2) -> batch_norm",
    "conv(3, 8, stride: 2) -> batch_norm",
  ],
])("%s", (_, before, after) => expect(mended(net(before))).toBe(net(after)));

test("what some placements need is left alone, and told with how many there are", () => {
  const text = `block Unit(after: block)(x: map) = x -> conv(3, 8, bias: true) -> after
model Net(image: map[9, 9, 3]) {
  y = image -> Unit(batch_norm) -> Unit(relu) -> Unit(batch_norm)
  output y
}
`;
  const [finding, ...others] = lintText(text);
  expect([finding?.slug, finding?.notes, finding?.fixes, others]).toEqual([
    "bias-before-norm",
    ["so in 2 of 3 placements, first in `y/Unit1/conv1` of `Net`"],
    [],
    [],
  ]);
  expect(mended(text, new Map())).toBe(text);
});

test("a fix after which something fails isn't taken, the others are", () => {
  const pooled = `model Net(image: map[15, 15, 3]) {
  y = image -> conv(3, 8, bias: true) -> batch_norm -> max_pool(2, stride: 2)
  require y.height == 7, "seven rows"
  output y
}
`;
  expect(mended(pooled, new Map())).toBe(pooled.replace(", bias: true", ""));
});

test("of imports that nothing uses the whole statement goes, with its line", () => {
  const files = (main: string) => ({
    "main.kes": main,
    "units.kes": "block A = relu\nblock B = relu\nblock C = relu\n",
  });
  const rest = "block Unit = relu\n";
  const levels = new Map();
  expect(mended(files(`import { A, B } from "./units"\n${rest}`), levels)).toBe(rest);
  expect(mended(files(`import { A, B, C } from "./units"\nblock Unit = B\n`), levels)).toBe(
    `import { B } from "./units"\nblock Unit = B\n`,
  );
});

describe("applyFixes", () => {
  const source: Source = { path: "main.kes", text: "one = 1\ntwo = 2\n" };
  const fixing = (...edits: readonly (readonly [number, number, string])[]): Diagnostic => ({
    ...{ code: "KES6999", slug: "test", severity: "warning", message: "" },
    ...{ uses: [], notes: [], help: [], related: [] },
    span: span(source, edits[0]![0], edits[0]![1]),
    fixes: [{ title: "", edits: edits.map(([start, end, text]) => ({ span: span(source, start, end), text })) }],
  });
  test("of two that touch the earlier one is taken, and the other one not in part either", () => {
    const first = fixing([0, 3, "uno"]);
    const both = fixing([2, 3, "e"], [8, 11, "due"]);
    expect(applyFixes(source, [both, first])).toEqual({ text: "uno = 1\ntwo = 2\n", applied: [first] });
  });
  test("one that leaves a syntax error is left out", () => {
    const broken = fixing([4, 5, "=="]);
    const fine = fixing([14, 15, "3"]);
    expect(applyFixes(source, [broken, fine])).toEqual({ text: "one = 1\ntwo = 3\n", applied: [fine] });
  });
  test("edits of another text are nobody's business here", () => {
    expect(applyFixes({ ...source, text: "one = 1\n" }, [fixing([0, 3, "uno"])]).applied).toEqual([]);
  });
});
