import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";

beforeAll(ensureBuilt);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kes-lint-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const lint = (...words: readonly string[]) => kesc(["lint", ...words], { cwd: folder });

const NET = `import { Unit } from "./parts/unit"
model Net(image: map[8, 8, 3]) {
  y = image -> Unit(8) -> relu -> relu
  output y
}
`;
const UNIT = "block Unit(x: map, out: int) = x -> conv(3, out, bias: true) -> batch_norm\n";

test("findings are the result: standard output; warnings end with 0 unless there are too many", async () => {
  write("net.kes", NET);
  write("parts/unit.kes", UNIT);
  const plain = await lint("net.kes");
  expect([plain.code, plain.err]).toEqual([0, ""]);
  expect(plain.out).toMatch(/^warning KES6101 repeated-activation: /);
  expect(plain.out).toMatch(/\n1 warning\. `kesc explain KES6101` says more\.\n$/);
  expect(await lint("net.kes", "--max-warnings", "1")).toMatchObject({ code: 0 });
  const strict = await lint(".", "--max-warnings", "1");
  expect([strict.code, strict.err]).toEqual([1, "2 warnings, more than --max-warnings 1\n"]);
  expect(strict.out).toContain("parts/unit.kes:1:37");
});

test("the compiler's errors are told, and what it says of imports once", async () => {
  write("net.kes", `import { Unit } from "./parts/unit"\nblock Wide(x: map) = x -> cnov(3, 4)\n`);
  write("parts/unit.kes", UNIT);
  const { code, out } = await lint("net.kes", "--diagnostics", "json");
  const found = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { code: string; fixes: readonly unknown[] });
  expect([code, found.map((each) => [each.code, each.fixes.length])]).toEqual([
    1,
    [
      ["KES2007", 1],
      ["KES2101", 1],
    ],
  ]);
});

test("--fix leaves the compiler's errors to whoever wrote them, however clear their remedy looks", async () => {
  const text = `block Wide(x: map) = x -> conv(3, 4) -> rellu
block Two(x: map) = x -> conv(3, 4, strid: 2)
expect 1 + 1 == 3
`;
  write("net.kes", text);
  const { code, out, err } = await lint("net.kes", "--fix", "--diagnostics", "json");
  const found = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { code: string; fixes: readonly unknown[] });
  expect([code, err, found.map((each) => [each.code, each.fixes.length])]).toEqual([
    1,
    "",
    [
      ["KES2101", 1],
      ["KES2201", 1],
      ["KES3503", 1],
    ],
  ]);
  expect(read("net.kes")).toBe(text);
});

test("--fix writes whole files and tells what is left", async () => {
  write("net.kes", NET);
  write("parts/unit.kes", UNIT.replace("out: int)", "out: int, more: int = 1)"));
  const { code, out, err } = await lint(".", "--fix");
  expect([code, err]).toEqual([0, "mended 2 in 2 files\n"]);
  expect(out).toContain("unused-parameter");
  expect(read("net.kes")).toBe(NET.replace(" -> relu -> relu", " -> relu"));
  expect(read("parts/unit.kes")).toContain("x -> conv(3, out) -> batch_norm\n");
  expect((await lint(".", "--fix")).err).toBe("");
});

test("kes.config.json says what rules weigh", async () => {
  write("net.kes", NET);
  write("parts/unit.kes", UNIT);
  write("kes.config.json", `{ "lint": { "rules": { "repeated-activation": "error", "bias-before-norm": "off" } } }`);
  const { code, out } = await lint(".");
  expect(code).toBe(1);
  expect(out).toMatch(/^error KES6101/);
  expect(out).not.toContain("KES6102");
  write("kes.config.json", `{ "lint": { "rules": { "bias-befor-norm": "off" } } }`);
  const refused = await lint(".");
  expect([refused.code, refused.out]).toEqual([2, ""]);
  expect(refused.err).toContain("`lint.rules.bias-befor-norm` is not a setting; did you mean `bias-before-norm`?");
});

test("--diagnostics sarif prints one log, whichever command finds something", async () => {
  write("net.kes", NET);
  write("parts/unit.kes", UNIT);
  write("other/kes.config.json", "{}");
  write("other/wrong.kes", "block Wide(x: map) = x -> cnov(3, 4)\n");
  interface Log {
    readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[];
  }
  const idsOf = (text: string): readonly string[] =>
    (JSON.parse(text) as Log).runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId));
  const linted = await lint(".", "--diagnostics", "sarif");
  expect([linted.code, idsOf(linted.out), linted.err]).toEqual([1, ["KES6101", "KES6102", "KES2101"], ""]);
  const checked = await kesc(["check", "other/wrong.kes", "--diagnostics", "sarif"], { cwd: folder });
  expect([checked.code, idsOf(checked.out)]).toEqual([1, ["KES2101"]]);
  const counted = await kesc(["params", "net.kes", "--diagnostics", "sarif"], { cwd: folder });
  expect([counted.code, idsOf(counted.err)]).toEqual([0, []]);
});

test("rules are explained by code and name", async () => {
  for (const name of ["KES6102", "bias-before-norm"]) {
    const { code, out } = await kesc(["explain", name]);
    expect([code, out.split("\n")[0]]).toEqual([0, "KES6102 bias-before-norm (a rule of `kesc lint`: warning)"]);
  }
});
