import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";

beforeAll(ensureBuilt, 120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kesc-fmt-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, text: string): string => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const get = (name: string): string => readFileSync(join(folder, name), "utf8");
const run = (...words: string[]): ReturnType<typeof kesc> => kesc(["fmt", ...words], { cwd: folder });

test("formats in place, names what it changed, keeps rights and links", async () => {
  put("a.kes", "a  =1\n");
  put("b.kes", "b = 1\n");
  chmodSync(join(folder, "a.kes"), 0o640);
  symlinkSync("a.kes", join(folder, "link.kes"));
  expect(await run("link.kes", "b.kes")).toMatchObject({ code: 0, out: "link.kes\n", err: "" });
  expect(get("a.kes")).toBe("a = 1\n");
  expect(statSync(join(folder, "a.kes")).mode & 0o777).toBe(0o640);
  expect(await run("a.kes", "b.kes")).toMatchObject({ code: 0, out: "", err: "" });
});

test("a folder stands for the specs under it", async () => {
  for (const name of ["x/a.kes", "x/y/b.kes", "x/node_modules/c.kes", "x/.hidden/d.kes", "x/e.txt"])
    put(name, "a  =1\n");
  expect((await run("x")).out.split("\n").sort()).toEqual(["", "x/a.kes", "x/y/b.kes"]);
  expect(get("x/node_modules/c.kes")).toBe("a  =1\n");
});

test("--check lists and writes nothing", async () => {
  put("a.kes", "a  =1\n");
  put("b.kes", "b = 1\n");
  expect(await run("--check", ".")).toMatchObject({ code: 1, out: "a.kes\n", err: "1 of 2 files not formatted\n" });
  expect(get("a.kes")).toBe("a  =1\n");
  expect(await run("--check", "b.kes")).toMatchObject({ code: 0, out: "", err: "" });
});

test("--diff prints a unified diff and writes nothing", async () => {
  put("a.kes", "one = 1\n\n\n\ntwo = 2\nthree = 3\nfour = 4\nfive =  5\n");
  const { code, out } = await run("--diff", "a.kes");
  expect(code).toBe(1);
  expect(out).toBe(
    "--- a.kes\n+++ a.kes\tformatted\n@@ -1,8 +1,6 @@\n one = 1\n \n-\n-\n two = 2\n three = 3\n four = 4\n-five =  5\n+five = 5\n",
  );
  expect(get("a.kes")).toContain("five =  5");
});

test("--stdin formats what comes in", async () => {
  const { code, out, err } = await kesc(["fmt", "--stdin", "editor.kes"], { cwd: folder, input: "a  =1" });
  expect([code, out, err]).toEqual([0, "a = 1\n", ""]);
});

test("a file with a syntax error stays byte for byte, and is shown", async () => {
  put("bad.kes", "a  =1\r\nblock  =\n");
  put("good.kes", "a  =1\n");
  const { code, out, err } = await run("bad.kes", "good.kes");
  expect([code, out]).toEqual([1, "good.kes\n"]);
  expect(err).toMatch(/error KES1\d{3}[^]*bad\.kes:2:/);
  expect(get("bad.kes")).toBe("a  =1\r\nblock  =\n");
});

test("an error of the meaning is no reason not to format", async () => {
  put("a.kes", "a  =nothing_known(1)\n");
  expect(await run("a.kes")).toMatchObject({ code: 0, out: "a.kes\n" });
});

test("CRLF and the byte order mark stay", async () => {
  put("a.kes", "\ufeffa  =1\r\nb=2\r\n");
  await run("a.kes");
  expect(get("a.kes")).toBe("\ufeffa = 1\r\nb = 2\r\n");
});

test("the width is the configuration's", async () => {
  put("kes.config.json", '{ "format": { "width": 40 } }');
  put("a.kes", "block F(x: map) = x -> relu -> relu -> relu -> relu\n");
  await run("a.kes");
  expect(get("a.kes")).toBe("block F(x: map) =\n  x -> relu -> relu -> relu -> relu\n");
});

test("what can't be read ends with 2", async () => {
  put("latin.kes", "");
  writeFileSync(join(folder, "latin.kes"), Buffer.from([0x61, 0xe9]));
  expect(await run("none.kes")).toMatchObject({ code: 2, err: "error none.kes: no such file or folder\n" });
  expect(await run("latin.kes")).toMatchObject({ code: 2, err: "error latin.kes: it is not UTF-8\n" });
  expect(await run("--stdin", "a.kes", "b.kes")).toMatchObject({ code: 2 });
});

test("a file whose comments would get mixed up stays as it is, and the first of them is named", async () => {
  const texts = {
    "order.kes": "model N /* d */ // c\n = Net(\n// e\n110)\n",
    "within.kes": "block H(x: map) =\n  x -> dense(x\n// c\n.channel /* d\n   e */ ) -> relu\n",
  };
  for (const [name, text] of Object.entries(texts)) {
    put(name, text);
    const { code, out, err } = await run(name);
    expect([code, out, get(name)]).toEqual([1, "", text]);
    expect(err).toContain("KES1201 comments-in-the-way");
    expect(err).toContain("put it on a line of its own, above the statement");
  }
});

test("Markdown is no spec: what formats it is named, and nothing is written", async () => {
  put("notes.md", "# Notes\n");
  put("c.kes", "c  =1\n");
  const { code, out, err } = await run("c.kes", "notes.md");
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("npx prettier --plugin kesc/prettier --write notes.md");
  expect([get("notes.md"), get("c.kes")]).toEqual(["# Notes\n", "c  =1\n"]);
});
