import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { importedPath } from "../../src/compiler/2-bind/import-path.ts";
import { createLoader } from "../../src/compiler/2-bind/load.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { codesOf, library, load } from "./check-text.ts";

test.each([
  ["main.kes", "./units", "units.kes"],
  ["nets/wide.kes", "../units.kes", "units.kes"],
  ["nets/wide.kes", "./a/../b", "nets/b.kes"],
  ["main.kes", "../up", "../up.kes"],
  ["main.kes", "std/boxes", "std/boxes.kes"],
  ["paper/a.kes", "./b", "paper/b.kes"],
  ["main.kes", "units", undefined],
  ["main.kes", "/etc/passwd", undefined],
  ["main.kes", "C:\\units", undefined],
  ["main.kes", "./", undefined],
  ["std/a.kes", "../../x", undefined],
])("in %s, %s is %s", (from, text, path) => expect(importedPath(from, text)).toBe(path));

test("imports: missing files and names, with the nearest", () => {
  const [file] = load({ "main.kes": 'import { a } from "./othr"\nexpect a == 1', "other.kes": "a = 1" }).diagnostics;
  expect(file).toMatchObject({ code: "KES2001", help: ["`other.kes`"] });
  const [name] = load({
    "main.kes": 'import { alphа1 } from "./other"\nexpect alphа1 == 1',
    "other.kes": "alpha1 = 1",
  }).diagnostics;
  expect(name).toMatchObject({ code: "KES2006", help: ["`alpha1`"] });
});

test("a cycle is told with the whole chain", () => {
  const files = {
    "main.kes": 'import { b } from "./b"\na = b',
    "b.kes": 'import { c } from "./c"\nb = c',
    "c.kes": 'import { a } from "./main"\nc = a',
  };
  expect(load(files).diagnostics.map(({ message }) => message)).toEqual([
    "this import closes a circle: main.kes → b.kes → c.kes → main.kes",
  ]);
});

test("a long way of imports ends", () => {
  const files = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [
      `f${index}.kes`,
      `import { a${index + 1} } from "./f${index + 1}"\na${index} = a${index + 1}`,
    ]),
  );
  expect(codesOf({ ...files, "main.kes": 'import { a0 } from "./f0"\nexpect a0 == 1' })).toEqual(["KES2009"]);
});

test("each file is read once, and its errors told once", () => {
  const files = {
    "main.kes": 'import { a } from "./a"\nimport { b } from "./b"\nexpect a == b',
    "a.kes": 'import { c } from "./c"\na = c',
    "b.kes": 'import { c } from "./c"\nb = c',
    "c.kes": "c = unknown",
  };
  expect(codesOf(files)).toEqual(["KES2101"]);
});

const folder = mkdtempSync(join(tmpdir(), "kes-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("files on disk: what can't be read has its reason", () => {
  const root = join(folder, "root");
  mkdirSync(join(root, "dir.kes"), { recursive: true });
  writeFileSync(join(folder, "outside.kes"), "a = 1");
  symlinkSync(join(folder, "outside.kes"), join(root, "link.kes"));
  writeFileSync(join(root, "latin.kes"), Buffer.from([0x61, 0x20, 0x3d, 0x20, 0xe4, 0x0a]));
  writeFileSync(join(root, "large.kes"), Buffer.alloc(5_000_000, 0x20));
  writeFileSync(join(root, "good.kes"), "\ufeffa = 1\r\n");
  const host = nodeHost({ root });
  const kindOf = (path: string) => {
    const result = host.read(path);
    return "problem" in result ? result.problem : result.text;
  };
  expect(kindOf("good.kes")).toBe("\ufeffa = 1\r\n");
  expect(kindOf("none.kes")).toEqual({ kind: "missing" });
  expect(kindOf("dir.kes")).toEqual({ kind: "directory" });
  expect(kindOf("link.kes")).toEqual({ kind: "outside" });
  expect(kindOf("../outside.kes")).toEqual({ kind: "outside" });
  expect(kindOf("latin.kes")).toEqual({ kind: "not-utf8", at: 4 });
  expect(kindOf("large.kes")).toMatchObject({ kind: "too-large", bytes: 5_000_000 });
  expect("text" in nodeHost({ root, allow: [folder] }).read("../outside.kes")).toBe(true);
  expect(
    createLoader(host, library())
      .load("link.kes")
      .diagnostics.map(({ code }) => code),
  ).toEqual(["KES2003"]);
  expect(
    createLoader(host, library())
      .load("latin.kes")
      .diagnostics.map(({ code }) => code),
  ).toEqual(["KES2002"]);
});
