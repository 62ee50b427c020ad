import { describe, expect, test } from "vitest";
import type { Diagnostic, Fix } from "../../src/base/diagnostic.ts";
import { catalogue } from "../../src/compiler/diagnostics/catalogue.ts";
import { fixesOf } from "../../src/ide/fixes.ts";
import { checkAndLint } from "../../src/lint/lint.ts";
import { editedText, openMarked, readMarked, type MarkedFile } from "../support/marked-text.ts";

interface Found {
  readonly diagnostic: Diagnostic;
  readonly fixes: readonly Fix[];
  readonly files: readonly MarkedFile[];
}

const marked = (files: readonly MarkedFile[]): string => files.map(({ path, text }) => `--- ${path}\n${text}`).join("");

/** What is found of a code in the first file, with its fixes. */
const found = (text: string, code: string): readonly Found[] => {
  const { program, module, files } = openMarked(text);
  const paths = files.map(({ path }) => path);
  return checkAndLint(program, module.source.path)
    .filter((diagnostic) => diagnostic.code === code && diagnostic.span.source.path === module.source.path)
    .map((diagnostic) => ({ diagnostic, files, fixes: fixesOf({ program, module, diagnostic, files: paths }) }));
};

/** All files after a fix. */
const mended = ({ files }: Found, { edits }: Fix): readonly MarkedFile[] =>
  files.map((file) => ({
    ...file,
    text: editedText(
      file.text,
      edits.filter(({ span }) => span.source.path === file.path),
    ),
  }));

/** Titles of the fixes of the one thing that is found; each is applied, and must mend it without breaking anything else. */
const titles = (text: string, code: string): readonly string[] => {
  const [one, ...more] = found(text, code);
  if (!one) throw new Error(`no ${code} in ${text}`);
  for (const fix of one.fixes) {
    const after = marked(mended(one, fix));
    expect(found(after, code).length, `${fix.title}:\n${after}`).toBe(more.length);
    expect(errorsIn(after), `${fix.title}:\n${after}`).toBeLessThanOrEqual(errorsIn(text));
  }
  return one.fixes.map(({ title }) => title);
};

const errorsIn = (text: string): number => {
  const { program, files } = openMarked(text);
  return files.flatMap(({ path }) => program.check(path)).filter(({ severity }) => severity === "error").length;
};

/** The first file after the first fix. */
const first = (text: string, code: string): string => {
  const [one] = found(text, code);
  return mended(one!, one!.fixes[0]!)[0]!.text;
};

const net = (...lines: readonly string[]): string =>
  `model Net(image: map[8, 8, 32]) {\n  ${lines.join("\n  ")}\n  output y\n}\n`;

describe("did you mean", () => {
  test("names, arguments, outputs, fields, types, axes, choices", () => {
    expect(titles(net("y = image -> rellu"), "KES2101")).toEqual(["change `rellu` to `relu`"]);
    expect(titles(net("y = image -> conv(3, 8, strid: 2)"), "KES2201")).toEqual(["change `strid` to `stride`"]);
    expect(titles(`${net("y = image -> relu\n  tap yy")}`, "KES2108")).toEqual(["change `yy` to `y`"]);
    expect(titles("train a { batchs = 3 }", "KES2401")).toEqual(["change `batchs` to `batch`"]);
    expect(titles("fn f(x: mapp) = x", "KES2301")).toEqual(["change `mapp` to `map`"]);
    expect(titles(net("y = image -> mean(over: [height, with])"), "KES3301")).toEqual(["change `with` to `width`"]);
    const choices = ["change `up` to `floor`", "change `up` to `ceil`"];
    expect(titles(net("y = image -> max_pool(2, stride: 2, round: up)"), "KES3010")).toEqual(choices);
  });

  test("files and the names in them", () => {
    const units = "--- deep/units.kes\nblock Unit(x: map) = x\n";
    const use = "block Two(x: map) = x -> Unit\n";
    expect(titles(`import { Unti } from "./deep/units"\n${use.replace("Unit", "Unti")}${units}`, "KES2006")).toEqual([
      "change `Unti` to `Unit`",
    ]);
    expect(titles(`import { Unit } from "./deep/unitz"\n${use}${units}`, "KES2001")).toEqual([
      'import from "./deep/units"',
    ]);
    expect(titles(`import { Unit } from "units"\n${use}${units.replace("deep/", "")}`, "KES2004")).toEqual([
      'import from "./units"',
    ]);
    const through = `--- more.kes\nimport { Unit } from "./deep/units"\nblock More(x: map) = x -> Unit\n${units}`;
    expect(titles(`import { Unit } from "./more"\n${use}${through}`, "KES2006")).toEqual([
      'import `Unit` from "./deep/units"',
    ]);
  });

  test("what a call can have meant", () => {
    const wide = "block Wide(k: int = 3)(x: map, out: int) = x -> conv(k, out)\n";
    expect(first(`${wide}block F(x: map) = x -> Wide(64)`, "KES2206")).toContain("x -> Wide()(64)");
    expect(first("block F(x: map) = x -> conv(3, 32, 2)", "KES2205")).toContain("x -> conv(3, 32, stride: 2)");
    titles(`${wide}block F(x: map) = x -> Wide(64)`, "KES2206");
    titles("block F(x: map) = x -> conv(3, 32, 2)", "KES2205");
    const halves = ["floor(image.channel / 5)", "ceil(image.channel / 5)"];
    expect(titles(net("y = image -> conv(1, image.channel / 5)"), "KES3002")).toEqual(
      halves.map((half) => `change \`image.channel / 5\` to \`${half}\``),
    );
  });
});

describe("a sum whose sides differ", () => {
  test("is mended by a projection of the way around", () => {
    const text = net("body = image -> conv(3, 64, stride: 2)", "y = image + body");
    expect(titles(text, "KES3009")).toEqual(["project `image`: `-> conv(1, 64, stride: 2)`"]);
    expect(first(text, "KES3009")).toContain("y = (image -> conv(1, 64, stride: 2)) + body");
    const other = net("y = (image -> conv(3, 8)) + image");
    expect(first(other, "KES3009")).toContain("y = (image -> conv(3, 8)) + (image -> conv(1, 8))");
    expect(titles(other, "KES3009")).toHaveLength(2);
    const odd = "model Net(image: map[7, 9, 3]) {\n  y = image + (image -> conv(3, 3, stride: 2))\n  output y\n}\n";
    expect(titles(odd, "KES3009")).toEqual(["project `image`: `-> conv(1, 3, stride: 2)`"]);
  });

  test("in a block reads the numbers from what it is placed with", () => {
    const text = `block Unit(x: map, out: int, stride: int = 1) {
  y = x -> conv(3, out, stride: stride)
  return x + y
}
${net("y = image -> Unit(8, stride: 2)")}`;
    expect(titles(text, "KES3009")).toEqual([
      "project `x`: `-> conv(1, y.channel, stride: x.height / y.height)`",
      "project `x`: `-> conv(1, 8, stride: 2)`",
    ]);
    const twice = text.replace("stride: 2)", "stride: 2) -> Unit(8)");
    expect(errorsIn(first(twice, "KES3009"))).toBe(0);
  });

  test("not within a function, which owns no weights, nor in a product", () => {
    expect(titles(`fn add(a: map, b: map) = a + b\n${net("y = add(image, image -> conv(3, 8))")}`, "KES3009")).toEqual(
      [],
    );
    expect(titles(net("y = image * (image -> conv(3, 8))"), "KES3009")).toEqual([]);
  });
});

test("groups become the nearest counts that divide", () => {
  expect(titles(net("y = image -> conv(3, 32, groups: 7)"), "KES3104")).toEqual([
    "change `7` to `4`",
    "change `7` to `8`",
  ]);
  const block = "block Grouped(groups: int)(x: map) = x -> conv(3, 32, groups: groups)\n";
  expect(titles(`${block}${net("y = image -> Grouped(7)")}`, "KES3104")).toEqual([]);
});

describe("a name that other files declare", () => {
  const FILES = "--- units.kes\nblock Pair(x: map) = x\n--- deep/more.kes\nblock Pair(x: map) = x -> relu\n";

  test("is imported from each of them", () => {
    expect(titles(`${net("y = image -> Pair")}${FILES}`, "KES2101")).toEqual([
      'import `Pair` from "./units"',
      'import `Pair` from "./deep/more"',
    ]);
  });

  test("before a name that looks alike", () => {
    const [one] = found(`block Pairs(x: map) = x\n${net("y = image -> Pair")}${FILES}`, "KES2101");
    expect(one?.fixes.map(({ title }) => title).at(-1)).toBe("change `Pair` to `Pairs`");
  });
});

describe("what nothing uses", () => {
  test("a binding is called so or taken out; a field is taken out", () => {
    const text = net("y = image -> relu", "z = y -> conv(3, 4)");
    expect(titles(text, "KES2103")).toEqual(["call it `_z`", "take `z` out"]);
    const head = "block Head(x: map) = { loc = x -> relu, conf = x -> tanh }\n";
    expect(titles(`${head}${net("{ loc, conf } = image -> Head", "y = loc")}`, "KES2103")).toEqual(["take `conf` out"]);
  });

  test("an import, a loop's variable, a value of the file", () => {
    const units = "--- units.kes\nblock A(x: map) = x\nblock B(x: map) = x\n";
    expect(titles(`import { A, B } from "./units"\nblock C(x: map) = x -> A\n${units}`, "KES2007")).toEqual([
      "take `B` out",
    ]);
    expect(titles("fn f(x: tensor) = sum(for k in [1, 2] { x })", "KES6001")).toEqual(["call it `_k`"]);
    expect(titles("limit = 3\n", "KES6001")).toEqual(["call it `_limit`", "take `limit` out"]);
  });

  test("a parameter is called so wherever it is given; it is taken out where nobody gives it", () => {
    const block = "block Unit(k: int, wide: int = 3)(x: map) = x -> conv(k, 8)\n";
    const used = `${block}${net("y = image -> Unit(3, wide: 4)")}--- far.kes\nimport { Unit } from "./main"\nblock Far = Unit(3, wide: 5)\n`;
    expect(titles(used, "KES6002")).toEqual(["call it `_wide`"]);
    expect(titles(block, "KES6002")).toEqual(["call it `_wide`", "take `wide` out"]);
    const loss = "loss L(student: model, label: class) {\n  return mean(student.a, over: batch)\n}\n";
    expect(titles(loss, "KES6002")).toEqual(["take `label` out"]);
  });
});

describe("a claim that fails", () => {
  test.each([
    ["expect 1 + 1 == 3", "expect 1 + 1 == 2"],
    ["expect (1 + 1 == 3)", "expect (1 + 1 == 2)"],
    ["expect 3 == 1 + 1", "expect 2 == 1 + 1"],
    ["expect 2 - 5 == -4", "expect 2 - 5 == -3"],
    ["expect 1/3 == 0.3 within 0.001", "expect 1/3 == 1/3 within 0.001"],
    ["expect 99 == 200 within 1% of 100", "expect 99 == 99 within 1% of 100"],
    ["expect 300 * 50 <= 9_999", "expect 300 * 50 <= 15_000"],
    ["widths = [1, 2]\nexpect widths == [1, 3]", "widths = [1, 2]\nexpect widths == [1, 2]"],
    [
      "fn f(x: tensor[channel]) = x / 3\nexpect f([1, 2]) == [2, 4] within 1e-6",
      "fn f(x: tensor[channel]) = x / 3\nexpect f([1, 2]) == [0.3333333, 0.6666667] within 1e-6",
    ],
    [
      `${net("y = image -> conv(3, 64)")}expect params(Net) == 3`,
      `${net("y = image -> conv(3, 64)")}expect params(Net) == 18_432`,
    ],
  ])("%s", (text, after) => {
    expect(titles(text, "KES3503")).toHaveLength(1);
    expect(first(text, "KES3503")).toBe(after);
  });

  test("within a body as well", () => {
    expect(titles("fn f(n: int) {\n  expect n == 4\n  return n\n}\nexpect f(3) == 3", "KES3503")).toEqual([
      "put 3 here",
    ]);
  });
});

test("what a call lacks is written by name, with a value of its type", () => {
  const block =
    "block Unit(form: thin | wide, act: block)(x: map, out: int) = x -> conv(1, if form == thin { out } else { 2 * out }) -> act\n";
  expect(titles("block F(x: map) = x -> conv(3)", "KES2203")).toEqual(["give it `out: 1`"]);
  expect(titles("block F(x: map) = x -> max_pool", "KES2203")).toEqual(["give it `k: 1, stride: 1`"]);
  expect(titles("block F(x: map) = x -> dense()", "KES2203")).toEqual(["give it `out: 1`"]);
  expect(titles(`${block}block G = Unit(thin)`, "KES2203")).toEqual(["give it `act: identity`"]);
  expect(titles(`${block}block G(x: map) = x -> Unit(act: relu)(3)`, "KES2203")).toEqual(["give it `form: thin`"]);
  expect(titles("fn f(x: map) = gather(x)", "KES2203")).toEqual([]);
});

describe("every kind of diagnostic that brings fixes", () => {
  const kinds = catalogue.filter(({ replacements }) => replacements);
  test.each(kinds.map((kind) => [kind.slug, kind] as const))("%s mends its bad example", (_, { code, bad }) => {
    const files = typeof bad === "string" ? { "main.kes": bad } : bad;
    const text = Object.entries(files)
      .sort(([a], [b]) => Number(b === "main.kes") - Number(a === "main.kes"))
      .map(([path, content]) => `--- ${path}\n${content}\n`)
      .join("");
    expect(readMarked(text)[0]?.path).toBe("main.kes");
    expect(titles(text, code).length).toBeGreaterThan(0);
  });
  test("there are some", () => expect(kinds.length).toBeGreaterThan(8));
});
