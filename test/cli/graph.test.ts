import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";

beforeAll(ensureBuilt);
const folder = mkdtempSync(join(tmpdir(), "kesc-graph-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TABLE = "specs/paper/table1.kes";

test("the file's ending says the format, and the file is written whole", async () => {
  for (const [name, begin] of [
    ["a.svg", "<svg "],
    ["a.dot", "digraph "],
    ["a.mmd", "flowchart TB"],
  ] as const) {
    const { code, err } = await kesc(["graph", TABLE, "WRN_40_2", "--depth", "1", "-o", join(folder, name)]);
    expect([code, err]).toEqual([0, ""]);
    expect(readFileSync(join(folder, name), "utf8").startsWith(begin)).toBe(true);
  }
  expect(readdirSync(folder).sort()).toEqual(["a.dot", "a.mmd", "a.svg"]);
});

test("without a file the drawing is the output", async () => {
  const { code, out } = await kesc(["graph", TABLE, "WRN(16, 1)", "--format", "mmd", "--depth", "1"]);
  expect(code).toBe(0);
  expect(out).toContain('-->|"32×32×3"|');
});

test("what can't be drawn is told, and nothing is written", async () => {
  const strange = await kesc(["graph", TABLE, "WRN_40_2", "-o", join(folder, "a.jpg")]);
  expect([strange.code, strange.err]).toEqual([2, expect.stringContaining(".svg, .dot or .mmd")]);
  const unknown = await kesc(["graph", TABLE, "WRN_40_3", "-o", join(folder, "b.svg")]);
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("WRN_40_2")]);
  expect(existsSync(join(folder, "b.svg"))).toBe(false);
  const nowhere = await kesc(["graph", TABLE, "WRN_40_2", "-o", join(folder, "no/such/c.svg")]);
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining("no such file or folder")]);
});

test("what would take minutes to lay out is refused at once, and Graphviz may have it", async () => {
  const file = join(folder, "broad.kes");
  writeFileSync(
    file,
    `block Sum(n: int)(x: map) {
  ys = for i in 1..n { x -> conv(3, 4) }
  return sum(ys)
}

model Broad(n: int)(image: map[8, 8, 3]) {
  body = image -> Sum(n)
  output body
}
`,
  );
  const { code, err, ms } = await kesc(["graph", file, "Broad(600)", "--depth", "3", "-o", join(folder, "broad.svg")]);
  expect([code, err]).toEqual([2, expect.stringContaining("too much for one picture")]);
  expect(ms).toBeLessThan(5000);
  expect((await kesc(["graph", file, "Broad(600)", "--depth", "3", "-o", join(folder, "broad.dot")])).code).toBe(0);
});
