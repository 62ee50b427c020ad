import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";

beforeAll(ensureBuilt);
const folder = mkdtempSync(join(tmpdir(), "kesc-init-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = [".gitignore", "README.md", "kes.config.json", "net.kes"];

test("the project that is begun checks cleanly, is formatted, and trains", async () => {
  const begun = await kesc(["init", "my-net"], { cwd: folder });
  expect([begun.code, begun.out.split("\n").filter(Boolean).sort()]).toEqual([
    0,
    FILES.map((name) => `my-net/${name}`),
  ]);
  const cwd = join(folder, "my-net");
  expect(readdirSync(cwd).sort()).toEqual(FILES);
  expect(readFileSync(join(cwd, "README.md"), "utf8")).toMatch(/^# my-net\n/);
  const { code, out, err } = await kesc(["check", "net.kes"], { cwd });
  expect([code, out, err]).toEqual([0, "", ""]);
  expect((await kesc(["fmt", "--check", "net.kes"], { cwd })).code).toBe(0);
  const little = ["data.count=100", "test.count=50", "length=2steps"].flatMap((set) => ["--set", set]);
  const trained = await kesc(["train", "net.kes", ...little], { cwd });
  expect([trained.code, readdirSync(join(cwd, "runs")).length]).toEqual([0, 1]);
});

test("nothing is overwritten, and then nothing is written", async () => {
  const cwd = join(folder, "mine");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "net.kes"), "// mine\n");
  writeFileSync(join(cwd, "README.md"), "mine\n");
  const { code, err } = await kesc(["init"], { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining("net.kes, README.md")]);
  expect(readdirSync(cwd).sort()).toEqual(["README.md", "net.kes"]);
  expect(readFileSync(join(cwd, "net.kes"), "utf8")).toBe("// mine\n");
  const file = await kesc(["init", "mine/net.kes"], { cwd: folder });
  expect([file.code, file.err]).toEqual([2, expect.stringContaining("no folder")]);
});

test("beside other files it begins a project in this folder", async () => {
  const cwd = join(folder, "other");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "paper.pdf"), "");
  expect((await kesc(["init"], { cwd })).code).toBe(0);
  expect(readdirSync(cwd).sort()).toEqual([...FILES, "paper.pdf"].sort());
});
