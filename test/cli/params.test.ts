import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";

const SPEC = `/// Two convolutions with a norm between.
block Pair(G: int = 2, k: int = 3)(x: map, out: int) =
  x -> conv(k, out, groups: G) -> batch_norm -> relu -> conv(1, out)

model Net(width: int = 4)(image: map[8, 8, 4]) {
  head   = image -> Pair(2)(width) -> repeat(2) { Pair(2)(width) }
  logits = head -> mean(over: [height, width]) -> dense(10, as: class)
  side   = head -> mean(over: [height, width]) -> dense(3, as: class)
  output logits
  output side for training
}
model Small = Net(4)
model Large = Net(8)
/// as printed
published params(Large) = 2K
`;

const folder = mkdtempSync(join(tmpdir(), "kes-params-"));
beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(join(folder, "net.kes"), SPEC);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const params = (...words: readonly string[]) => kesc(["params", "net.kes", ...words], { cwd: folder });

/** k × k × in / G × out, norm scale and shift, out × out. */
const pair = (from: number, out: number): number => (9 * from * out) / 2 + 2 * out + out * out;
const small = pair(4, 4) * 3 + 4 * 10 + 10;
const large = pair(4, 8) + 2 * pair(8, 8) + 8 * 10 + 10;
const macs = (from: number, out: number): number => 64 * ((9 * from * out) / 2 + out * out);

describe("kesc params", () => {
  test("lists the file's networks in order, beside what was published", async () => {
    const { code, out, err } = await params();
    expect([code, err]).toEqual([0, ""]);
    const [head, ...rows] = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/\s{2,}/));
    expect(head).toEqual(["network", "parameters", "published", "difference", "multiply-adds"]);
    expect(rows[0]?.slice(0, 2)).toEqual(["Small", String(small)]);
    expect(rows[1]?.slice(0, 4)).toEqual([
      "Large",
      large.toLocaleString("en"),
      "2K",
      `${large < 2000 ? "−" : "+"}${Math.abs((large / 2000 - 1) * 100).toFixed(2)} %`,
    ]);
    expect(out).toContain("counted: trainable scalars");
  });

  test("--json is JSON where a file names no network, too, and goes with no formulas", async () => {
    writeFileSync(join(folder, "none.kes"), "block B(x: map) = x -> relu\n");
    const none = await kesc(["params", "none.kes", "--json"], { cwd: folder });
    expect([none.code, JSON.parse(none.out)]).toEqual([0, { version: 1, networks: [] }]);
    expect(none.err).toContain("none.kes names no network");
    for (const formulas of [["--symbolic"], ["--explain", "head"]])
      expect(await params("Small", "--json", ...formulas)).toMatchObject({ code: 2, out: "" });
  });

  test("beside a published 0 stands no difference", async () => {
    const text =
      "model T(image: map[4, 4, 4]) {\n  y = image -> relu\n  output y\n}\nmodel N = T\npublished params(N) = 0\n";
    writeFileSync(join(folder, "zero.kes"), text);
    const [shown, json] = await Promise.all(
      [[], ["--json"]].map((words) => kesc(["params", "zero.kes", ...words], { cwd: folder })),
    );
    expect(shown!.out.split("\n")[1]!.split(/\s{2,}/)).toEqual(["N", "0", "0", "0"]);
    const { networks } = JSON.parse(json!.out) as { networks: unknown[] };
    expect(networks).toEqual([{ name: "N", params: 0, state: 0, macs: 0, published: 0 }]);
  });

  test("--json gives exact whole numbers", async () => {
    const { out } = await params("--json");
    const { version, networks } = JSON.parse(out) as { version: number; networks: Record<string, unknown>[] };
    expect(version).toBe(1);
    expect(networks).toMatchObject([
      { name: "Small", params: small, state: 3 * 8, macs: 3 * macs(4, 4) + 40 },
      { name: "Large", params: large, macs: macs(4, 8) + 2 * macs(8, 8) + 80, published: 2000 },
    ]);
  });

  test("--training counts the outputs that only training has", async () => {
    const { out } = await params("Small", "--training", "--json");
    expect(out).toContain(`"params": ${small + 4 * 3 + 3}`);
  });

  test("--flops doubles the multiply-adds and names the rule", async () => {
    const { out } = await params("Small", "--flops");
    expect(out).toContain("operations: a multiplication and an addition each");
    expect(out).toContain(`${((2 * (3 * macs(4, 4) + 40)) / 1000).toFixed(1)} K`);
  });

  test("with EXPR it prints a tree, deeper on demand, also of what the file doesn't name", async () => {
    const { code, out } = await params("Net(6)", "--depth", "1");
    expect(code).toBe(0);
    expect(out).toMatch(/^Net\(6\) /);
    expect(out.match(/[├└]/g)).toHaveLength(2);
    expect((await params("Net(6)", "--depth", "3")).out).toMatch(/│ ├ Pair1|│ [├└] conv/);
  });

  test("--explain shows the formula, by the path that the tree shows", async () => {
    const { code, out } = await params("Small", "--explain", "head/Pair1/conv1");
    expect(code).toBe(0);
    expect(out).toContain("3 kernel height × 3 kernel width × 2 input × 4 channel = 72 parameters");
    const wrong = await params("Small", "--explain", "head/Pair1/cnov1");
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("did you mean head/Pair1/conv1?")]);
  });

  test("--symbolic shows a block's cost in its sizes", async () => {
    const { code, out } = await params("Pair", "--symbolic");
    expect(code).toBe(0);
    expect(out).toMatch(/conv k×k.*k²·N·M \/ G/);
    expect((await params("Piar", "--symbolic")).err).toContain("did you mean Pair?");
    expect((await params("--symbolic")).code).toBe(2);
  });

  test("a mistake in EXPR points into it and ends with 1", async () => {
    const { code, out, err } = await params("Nte(6)");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("expression:1:1");
    expect(err).toContain("`Net`");
  });
});

describe("kesc dump", () => {
  test("prints tokens, tree and graph", async () => {
    const dump = (phase: string) => kesc(["dump", "--phase", phase, "net.kes"], { cwd: folder });
    expect((await dump("tokens")).out).toContain(`2:7      Identifier      "Pair"`);
    const tree = (await dump("ast")).out;
    expect(tree).toMatch(/^File\n {2}items\n {4}Declaration \{ keyword: "block", name: Pair, doc: "Two convolutions/);
    const graph = (await dump("graph")).out;
    expect(graph).toMatch(
      /%\d+ conv\(%\d+, %\d+\) \{ .*groups: 2 \} {2}\[batch, height 8, width 8, channel 4\] {2}head\/Pair1\/conv1/,
    );
    expect(graph).toMatch(/^output logits = %\d+$/m);
    expect(graph).toMatch(/^output for training side = %\d+$/m);
  });

  test("prints what could be read of a broken file, and what was wrong", async () => {
    writeFileSync(join(folder, "broken.kes"), "block A(x: map) = x -> relu\nblock B(x: map = x ->\n");
    const { code, out, err } = await kesc(["dump", "broken.kes"], { cwd: folder });
    expect(code).toBe(1);
    expect(out).toContain("name: A");
    expect(err).toMatch(/^error KES1\d{3} /);
  });
});
