import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";

beforeAll(ensureBuilt);

const folder = mkdtempSync(join(tmpdir(), "kesc-code-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `kesc check` of a spec says with its compiled code kept below a folder of ours. */
const check = async (cache: string, more: Readonly<Record<string, string>> = {}) => {
  const { code, out, err } = await kesc(["check", "specs/paper/table1.kes"], {
    env: { XDG_CACHE_HOME: cache, ...more },
  });
  return [code, out, err];
};

// Node 22 and later keep the code themselves.
const keepsItself = Number(process.versions.node.split(".")[0]) >= 22;

test.skipIf(keepsItself)("compiled code is kept, used again, and made anew where it is damaged", async () => {
  const cache = join(folder, "kept");
  const first = await check(cache);
  const [name] = readdirSync(join(cache, "kesc"));
  const file = join(cache, "kesc", name!);
  const bytes = readFileSync(file);
  expect(bytes.length).toBeGreaterThan(100_000);
  expect(await check(cache)).toEqual(first);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  for (const damaged of [bytes.subarray(0, 5000), Buffer.alloc(5000, 7), Buffer.from(bytes).fill(9, 2000, 2500)]) {
    writeFileSync(file, damaged);
    expect(await check(cache)).toEqual(first);
    expect(readFileSync(file).length).toBeGreaterThan(100_000);
  }
  expect(readdirSync(join(cache, "kesc"))).toEqual([name]);
});

test.skipIf(keepsItself)("each installation has its own code; what a month nobody wrote is dropped", async () => {
  const cache = join(folder, "several");
  await check(cache);
  const names = () => readdirSync(join(cache, "kesc")).sort();
  const [ours] = names();
  const [old, recent] = ["code-v20.0.0-x64-0123456789abcdef.bin", "code-v20.0.0-x64-fedcba9876543210.bin"];
  for (const name of [old, recent, "history"]) writeFileSync(join(cache, "kesc", name), "");
  for (const name of [old, "history"]) utimesSync(join(cache, "kesc", name), new Date(0), new Date(0));
  const elsewhere = join(folder, "elsewhere");
  cpSync("dist", elsewhere, { recursive: true });
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const { status } = spawnSync(process.execPath, [join(elsewhere, "kesc.cjs"), "explain", "KES2003"], { env });
  expect(status).toBe(0);
  const size = (name: string) => statSync(join(cache, "kesc", name)).size;
  const [theirs] = names().filter((name) => ![ours, recent, "history"].includes(name));
  expect(names()).toEqual([ours!, theirs!, recent, "history"].sort());
  expect(size(theirs!)).toBeLessThan(size(ours!));
});

test("a cache that can't be written, or is refused, changes nothing", async () => {
  const [file, empty] = [join(folder, "a-file"), join(folder, "empty")];
  writeFileSync(file, "");
  mkdirSync(empty);
  const usual = await check(join(folder, "usual"));
  expect(await check(file)).toEqual(usual);
  expect(await check(empty, { NODE_DISABLE_COMPILE_CACHE: "1" })).toEqual(usual);
  expect(readdirSync(empty)).toEqual([]);
});
