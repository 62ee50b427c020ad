import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openData } from "../../src/runtime/data/open-data.ts";
import { list, number, part, string, symbol } from "./part.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "kes-module-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let files = 0;

/** Opens a module with this text: pictures of 2×2, two classes. */
const open = async (text: string, settings: Parameters<typeof part>[2] = {}) => {
  const path = `m${++files}.mjs`; // an ES module of a name is loaded once a process
  await writeFile(join(root, path), text);
  const own = { path: string(`./${path}`), size: number(2), classes: number(2) };
  return openData([part("data", "module", { ...own, ...settings })], { root, data: join(root, "data") });
};

/** What is wrong with it. */
const problem = async (text: string, settings: Parameters<typeof part>[2] = {}): Promise<string> => {
  const [set, problems] = await open(text, settings);
  expect(set).toBeUndefined();
  return problems
    .flatMap(({ code, message, notes }) => [code, message, ...notes])
    .join("; ")
    .replaceAll(/m\d+\.mjs/g, "m.mjs");
};

const GOOD = "count: 3, classes: ['a', 'b'], labels: [0, 1, 1], pixels: new Uint8Array(36).map((_, i) => i)";
const good = (change: string): string => `export default { ${GOOD}, ${change} }`;

describe("module", () => {
  it("takes an object", async () => {
    const [set, problems] = await open(good(""));
    expect(problems).toEqual([]);
    expect(set).toMatchObject({ count: 3, classes: ["a", "b"], shape: { height: 2, width: 2, channels: 3 } });
    expect([...set!.labels]).toEqual([0, 1, 1]);
    expect(set?.pixels).toEqual(Uint8Array.from({ length: 36 }, (_, i) => i));
    expect(set?.facts).toMatchObject({ part: "module", count: 3 });
    expect(set?.facts.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("calls a function, `load` as well, and tells it what is wanted", async () => {
    const text = `export const load = async (asked) => ({
      count: 1, classes: Array.from({ length: asked.classes }, (_, i) => "c" + i), labels: [0],
      pixels: new Uint8Array(asked.shape.height * asked.shape.width * asked.shape.channels)
        .fill(asked.split === "test" && asked.root === ${JSON.stringify(root)} ? 7 : 0),
    })`;
    const [set] = await open(text, { split: symbol("test"), size: number(3), width: number(4), channels: number(1) });
    expect(set?.shape).toEqual({ height: 3, width: 4, channels: 1 });
    expect(set?.pixels).toEqual(new Uint8Array(12).fill(7));
    expect(set?.normalization).toEqual({ scale: 1 / 255, mean: [0.5], deviation: [0.25] });
    const plain = await open(`export default () => ({ ${GOOD} })`);
    expect(plain[0]?.count).toBe(3);
  });

  it("asks picture by picture, methods keep their `this`", async () => {
    const text = `class Data {
      count = 3; classes = ["a", "b"]; labels = new Int32Array([0, 1, 0]);
      async get(index) { return new Uint8ClampedArray(12).fill(this.count * 10 + index) }
    }
    export default () => new Data()`;
    const [set] = await open(text);
    expect([0, 12, 24].map((i) => set?.pixels[i])).toEqual([30, 31, 32]);
    const [front] = await open(text, { first: number(2) });
    expect(front?.count).toBe(2);
  });

  it("has one mean for all channels, or one each", async () => {
    expect((await open(good("")))[0]?.normalization.mean).toEqual([0.5, 0.5, 0.5]);
    const mean = list(number("0.1"), number("0.2"), number("0.3"));
    expect((await open(good(""), { mean }))[0]?.normalization.mean).toEqual([0.1, 0.2, 0.3]);
    expect(await problem(good(""), { mean, channels: number(1) })).toContain("3 numbers for 1 channels");
  });

  it("takes a copy: what the module writes later changes nothing", async () => {
    const [set] = await open(
      `const pixels = new Uint8Array(12); setTimeout(() => pixels.fill(9)); export default { count: 1, classes: ["a", "b"], labels: [0], pixels }`,
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(set?.pixels).toEqual(new Uint8Array(12));
  });

  it.each([
    ["nothing", "export const other = 1", "KES5017; `./m.mjs`: it exports neither a default nor `load`"],
    ["no object", "export default 5", "it gives 5; expected { count, classes, labels, pixels }"],
    ["a function that gives nothing", "export default () => {}", "it gives undefined; expected"],
    ["count", good("count: 2.5"), "`count` is 2.5; expected a whole number above 0"],
    ["count of 0", good("count: 0"), "`count` is 0; expected a whole number above 0"],
    ["no classes", good("classes: undefined"), "`classes` is undefined; expected a list of 2 names"],
    ["strange classes", good("classes: [1, 2]"), "`classes` is a list of 2; expected a list of 2 names"],
    ["other classes", good("classes: ['a', 'b', 'c']"), "`classes` has 3 names; the recipe says 2"],
    ["a class twice", good("classes: ['a', 'a']"), "`classes` has `a` twice"],
    ["no labels", good("labels: 'aab'"), '`labels` is "aab"; expected a list of class indices'],
    ["few labels", good("labels: [0, 1]"), "`labels` has 2 entries; `count` is 3"],
    ["a label too large", good("labels: [0, 2, 1]"), "`labels[1]` is 2; expected a whole number from 0 to 1"],
    ["a label below", good("labels: [0, 1, -1]"), "`labels[2]` is -1; expected a whole number from 0 to 1"],
    ["half a label", good("labels: [0.5, 1, 1]"), "`labels[0]` is 0.5; expected"],
    ["no pixels", good("pixels: undefined"), "it has neither `pixels` nor `get`"],
    ["both", good("get: () => 0"), "it has both `pixels` and `get`"],
    ["other pixels", good("pixels: [1, 2]"), "`pixels` is a list of 2; expected a Uint8Array"],
    ["floats", good("pixels: new Float32Array(36)"), "`pixels` is a Float32Array; expected a Uint8Array"],
    ["few pixels", good("pixels: new Uint8Array(35)"), "`pixels` has 35 bytes; 3 pictures of 2×2×3 are 36"],
    [
      "another shape",
      good("shape: { height: 2, width: 3, channels: 3 }"),
      "`shape` is 2×3×3 (height, width, channels)",
    ],
    ["a strange get", good("pixels: undefined, get: 5"), "`get` is 5; expected a function"],
    ["get that gives nothing", good("pixels: undefined, get: () => {}"), "`get(0)` gives undefined; expected"],
    [
      "get that gives little",
      good("pixels: undefined, get: () => new Uint8Array(3)"),
      "`get(0)` gives 3 bytes; a picture has 12",
    ],
  ])("refuses %s", async (_, text, expected) => expect(await problem(text)).toContain(expected));

  it("tells all that is wrong at once", async () => {
    expect(await problem(good("labels: [0, 9, 1], pixels: new Uint8Array(1)"))).toBe(
      "KES5017; `./m.mjs` gives what can't be used; `labels[1]` is 9; expected a whole number from 0 to 1; " +
        "`pixels` has 1 bytes; 3 pictures of 2×2×3 are 36",
    );
  });

  it("tells what it throws, and in which line", async () => {
    expect(await problem("\n\nthrow new TypeError('no')")).toBe(
      "KES5016; `./m.mjs` fails: loading it throws TypeError: no; in line 3 of `./m.mjs`",
    );
    expect(await problem("export default () => {\n throw new Error('not today')\n}")).toBe(
      "KES5016; `./m.mjs` fails: its default export throws Error: not today; in line 2 of `./m.mjs`",
    );
    expect(await problem(`export default { ${GOOD}, pixels: undefined, get(i) { throw i } }`)).toBe(
      "KES5016; `./m.mjs` fails: `get(0)` throws 0",
    );
    expect(await problem("export default { count: }")).toMatch(
      /^KES5016; `\.\/m\.mjs` fails: loading it throws \w*Error/,
    );
    expect(await problem('import "./not-there.mjs"')).toContain("fails: loading it throws");
  });

  it("refuses what isn't there", async () => {
    expect(await problem(good(""), { path: string("./none.mjs") })).toContain("KES5015; there is no file `./none.mjs`");
  });

  it("refuses more than there is, and more than 2 GiB", async () => {
    expect(await problem(good(""), { first: number(4) })).toContain("KES5006");
    const huge = "export default { count: 3, classes: ['a', 'b'], labels: [0, 1, 1], get: () => 0 }";
    expect(await problem(huge, { size: number(20_000) })).toContain("take 3.4 GiB, more than 2 GiB");
  });
});
