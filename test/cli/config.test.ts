import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "../../src/cli/config.ts";
import { Failure } from "../../src/cli/failure.ts";
import { jsonErrorAt } from "../../src/cli/json-place.ts";
import { projectRoot } from "../support/kesc.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kes-config-"));
  mkdirSync(join(folder, "deep/er"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string): void => writeFileSync(join(folder, "kes.config.json"), text);

const helpOf = async (): Promise<readonly string[]> => {
  const error: unknown = await readConfig(folder).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Failure);
  return [(error as Failure).message, ...(error as Failure).help];
};

test("without a file there are defaults, and the root is where the search began", async () => {
  expect(await readConfig(join(folder, "deep"))).toEqual({
    root: join(folder, "deep"),
    allowOutside: [],
    engine: "wasm",
    runs: join(folder, "deep/runs"),
    data: join(folder, "deep/data"),
    format: { width: 120 },
    lint: { levels: new Map() },
  });
});

test("the file is found upwards and its paths start from its own folder", async () => {
  write(`\ufeff{ "runs": "out", "data": "../sets", "allowOutside": ["../theirs"], "format": { "width": 80 } }`);
  expect(await readConfig(join(folder, "deep/er"))).toMatchObject({
    root: folder,
    file: join(folder, "kes.config.json"),
    runs: join(folder, "out"),
    data: join(folder, "../sets"),
    allowOutside: [join(folder, "../theirs")],
    format: { width: 80 },
  });
});

test("an unknown key is refused with the nearest known one", async () => {
  write(`{ "engin": "cpu", "format": { "widht": 80 }, "constructor": 1 }`);
  const help = (await helpOf()).join("\n");
  expect(help).toContain("3 problems");
  expect(help).toContain("`engin` is not a setting; did you mean `engine`?");
  expect(help).toContain("`format.widht` is not a setting; did you mean `width`?");
  expect(help).toContain("`constructor` is not a setting; known are $schema, allowOutside");
});

test("rules have levels, and unknown ones are refused with the nearest", async () => {
  write(`{ "lint": { "rules": { "naming": "off", "missing-doc": "error" } } }`);
  const { lint } = await readConfig(folder);
  expect([...lint.levels]).toEqual([
    ["naming", "off"],
    ["missing-doc", "error"],
  ]);
  write(`{ "lint": { "rules": { "nameing": "off", "missing-doc": "loud" }, "rule": {} } }`);
  const help = (await helpOf()).join("\n");
  expect(help).toContain("`lint.rules.nameing` is not a setting; did you mean `naming`?");
  expect(help).toContain("`lint.rules.missing-doc` must be one of off, warning, error");
  expect(help).toContain("`lint.rule` is not a setting; did you mean `rules`?");
});

test.each([
  [`{ "engine": "abacus" }`, "`engine` must be one of wasm, cpu"],
  [`{ "format": { "width": 10 } }`, "`format.width` must be >= 40"],
  [`[]`, "the file must be an object"],
  [`{ "data": 3 }`, "`data` must be a string"],
  [`{ "runs": "" }`, "`runs` must be a path, and no empty one"],
  [`{ "data": "a\\u0000b" }`, "`data` must be a path, and no empty one"],
  [`{ "engine": `, "kes.config.json:1:13 is not JSON: it ends too early"],
  [`{\n  "engine": "cpu"\n  "data": "x"\n}`, `kes.config.json:3:3 is not JSON: "data" can't stand here`],
  [`{ "engine": "cpu", }`, "kes.config.json:1:20 is not JSON: } can't stand here"],
  [`// mine\n{}`, "kes.config.json:1:1 is not JSON: / can't stand here"],
])("%s is refused", async (text, message) => {
  write(text);
  expect((await helpOf()).join("\n")).toContain(message);
});

test("a folder of that name is named", async () => {
  mkdirSync(join(folder, "kes.config.json"));
  await expect(readConfig(folder)).rejects.toThrow(`${join(folder, "kes.config.json")}: it is a folder`);
});

test("where a text stops being JSON: nowhere before the first change of a good one, and never later than its end", () => {
  const isJson = (text: string): boolean => {
    try {
      return JSON.parse(text) !== undefined;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", ",", "}", "]", ":", '"', "x", "0", "-"),
      (good, where, put) => {
        const at = where % (good.length + 1);
        const text = good.slice(0, at) + put + good.slice(at + (put === "" ? 1 : 0));
        if (isJson(text)) return;
        const found = jsonErrorAt(text);
        expect(found).toBeLessThanOrEqual(text.length);
        // What stands before it is the beginning of some JSON: of the good one as far as that goes.
        if (found < at) expect(text.slice(found, at)).not.toMatch(/^[\s{}[\],:]/);
      },
    ),
  );
  for (const [text, at] of [
    ["[1 2]", 3],
    ['{"a" 1}', 5],
    ["[1,]", 3],
    ["{,}", 1],
    ["[}", 1],
    ["01", 0],
    ["tru", 0],
    ["[1] 2", 4],
    ['"\t"', 0],
  ] as const)
    expect([text, jsonErrorAt(text)]).toEqual([text, at]);
});

test("the published schema takes what the program takes", () => {
  const schema = JSON.parse(readFileSync(join(projectRoot, "schemas/kes.config.schema.json"), "utf8")) as object;
  const validate = new Ajv().compile(schema);
  expect(validate({ $schema: "x", engine: "cpu", format: { width: 100 } })).toBe(true);
  expect(validate({ engine: "abacus" })).toBe(false);
});
