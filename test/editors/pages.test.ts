import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, kesc, projectRoot } from "../support/kesc.ts";

beforeAll(ensureBuilt);
const folder = mkdtempSync(join(tmpdir(), "kes-pages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = readFileSync(join(projectRoot, "docs/editors/checks.md"), "utf8");
const block = (language: string, index = 0): string =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))][index]![1]!;

test("the hook of the page lets a good file through and stops a bad one and an unformatted one", () => {
  const git = (...words: string[]): string => execFileSync("git", words, { cwd: folder, encoding: "utf8" });
  git("init", "-q");
  git("config", "user.email", "a@example.org");
  git("config", "user.name", "a");
  const npx = join(folder, "npx");
  writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(projectRoot, "dist/kesc.cjs")}" "$@"\n`);
  chmodSync(npx, 0o755);
  const hook = join(folder, ".git/hooks/pre-commit");
  writeFileSync(hook, block("sh"));
  chmodSync(hook, 0o755);
  const commit = (text: string): number | null => {
    writeFileSync(join(folder, "a.kes"), text);
    git("add", "a.kes");
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
    return spawnSync("git", ["commit", "-q", "-m", "x"], { cwd: folder, env }).status;
  };
  expect(commit("block A(x: map) = x -> relu\n")).toBe(0);
  expect(commit("block A(x: map) = x -> rely\n")).toBe(1);
  expect(commit("block A(x: map)   =   x->relu\n")).toBe(1);
});

test("the page's matcher is the extension's, and reads what check prints of warnings and errors", async () => {
  const { problemMatcher } = JSON.parse(block("json")) as { problemMatcher: { pattern: { regexp: string }[] }[] };
  const manifest = readFileSync(join(projectRoot, "editors/vscode/package.json"), "utf8");
  const { contributes } = JSON.parse(manifest) as { contributes: { problemMatchers: { pattern: unknown }[] } };
  expect(problemMatcher[0]!.pattern).toEqual(contributes.problemMatchers[0]!.pattern);
  writeFileSync(join(folder, "b.kes"), "block A(x: map) = x -> rely -> relo\n");
  const { out } = await kesc(["check", "b.kes"], { cwd: folder });
  const [head, , place] = problemMatcher[0]!.pattern.map(({ regexp }) => new RegExp(regexp));
  const lines = out.split("\n");
  const found = lines.flatMap((line, i) => (head!.test(line) ? [place!.exec(lines[i + 2] ?? "")?.slice(1)] : []));
  expect(found).toEqual([
    ["b.kes", "1", "24"],
    ["b.kes", "1", "32"],
  ]);
});
