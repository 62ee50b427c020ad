import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, kesc, projectRoot } from "../support/kesc.ts";

beforeAll(ensureBuilt);

const folder = mkdtempSync(join(tmpdir(), "kesc-loaded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Addresses of all modules that a run of `kesc` loads. */
const loadedBy = async (words: readonly string[]): Promise<readonly string[]> => {
  const file = join(folder, `${Math.random()}`);
  const hook = pathToFileURL(join(projectRoot, "test/support/record-loaded.mjs")).href;
  const { code, err } = await kesc(words, { env: { NODE_OPTIONS: `--import=${hook}`, KES_LOADED: file } });
  expect([code, err]).toEqual([0, ""]);
  return readFileSync(file, "utf8").trimEnd().split("\n");
};

const heavy = /@tensorflow|node_modules/;

test.each([
  ["--version"],
  ["--help"],
  ["explain"],
  ["check", "specs/paper/table1.kes"],
  ["params", "specs/paper/table1.kes"],
  ["params", "specs/paper/table1.kes", "WRN_40_2", "--depth", "1"],
  ["dump", "specs/paper/table1.kes"],
  ["graph", "specs/paper/table1.kes", "WRN_40_2"],
  ["completion", "bash"],
])("`kesc %s %s` loads nothing but its own bundles", async (...words) => {
  const loaded = await loadedBy(words.filter((word) => word !== undefined));
  expect(loaded.some((url) => url.endsWith("/dist/kesc.cjs"))).toBe(true);
  expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
});

test("only a drawing as SVG loads the layout", async () => {
  const draw = (format: string) => loadedBy(["graph", "specs/paper/table1.kes", "WRN_40_2", "--format", format]);
  const hasLayout = (loaded: readonly string[]): boolean => loaded.some((url) => url.includes("/draw-svg-"));
  expect([hasLayout(await draw("svg")), hasLayout(await draw("dot")), hasLayout(await draw("mmd"))]).toEqual([
    true,
    false,
    false,
  ]);
});

test("`kesc fmt` loads Prettier and no TensorFlow.js", async () => {
  const loaded = await loadedBy(["fmt", "--check", "specs/paper/blocks.kes"]);
  expect(loaded.filter((url) => url.includes("@tensorflow"))).toEqual([]);
  expect(loaded.some((url) => url.includes("node_modules/prettier"))).toBe(true);
});

test("`kesc --version` loads the reading of the command line alone: no parser, no compiler", async () => {
  const loaded = await loadedBy(["--version"]);
  const bundles = new Set(loaded.filter((url) => url.includes("/dist/") && url.endsWith(".cjs")));
  const bytes = [...bundles].reduce((total, url) => total + statSync(fileURLToPath(url)).size, 0);
  expect(bundles.size).toBeGreaterThan(1);
  expect(bytes).toBeLessThan(150_000);
});
