import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";
import { importText } from "../targets/run-module.ts";

const folder = mkdtempSync(join(tmpdir(), "kes-compile-"));
const made = join(folder, "build");
beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(join(folder, "kes.config.json"), "{}\n");
  writeFileSync(
    join(folder, "far.kes"),
    "/// The square of the scores.\nloss Far(student: model) { return mean(mean(student.y ^ 2, over: class), over: batch) }\n",
  );
  writeFileSync(
    join(folder, "net.kes"),
    `import { Far } from "./far"
model Net(image: map[4, 4, 3]) {
  y = image -> mean(over: [height, width]) -> dense(5, as: class)
  output y
}
loss Near(student: model, label: class) { return mean(cross_entropy(student.y, label), over: batch) }
loss Learned(student: model) {
  w = learned([class: 5], init: 1)
  return mean(sum(w * student.y, over: class), over: batch)
}
`,
  );
}, 120_000);
beforeEach(() => rmSync(made, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compiled = async (
  ...words: readonly string[]
): Promise<{ code: number | null; err: string; losses: string[] }> => {
  const { code, err } = await kesc(["compile", "net.kes", "Net", "-o", "build", ...words], { cwd: folder });
  if (!existsSync(join(made, "Net.mjs"))) return { code, err, losses: [] };
  const net = (await importText(readFileSync(join(made, "Net.mjs"), "utf8"))).build(tf);
  const losses = Object.keys(net.losses ?? {});
  // The types promise what is there.
  const types = readFileSync(join(made, "Net.d.mts"), "utf8");
  expect([...types.matchAll(/^ {4}(\w+)\(.*\): Scalar;$/gm)].map(([, name]) => name)).toEqual(losses);
  net.dispose();
  return { code, err, losses };
};

test("a module has the losses of the file itself, and what is left out is told", async () => {
  const { code, err, losses } = await compiled();
  expect([code, losses]).toEqual([0, ["Near"]]);
  expect(err).toContain("Learned is not in Net's module: it has weights of its own");
  expect(err).toContain("without Far, which the file imports: --loss NAME or --loss all adds them");
});

test("--loss names the losses that a module gets", async () => {
  // The import serves the module: nobody is told that nothing uses it.
  expect(await compiled("--loss", "Far")).toEqual({ code: 0, err: "", losses: ["Far"] });
  expect((await compiled("--loss", "Near", "--loss", "Far")).losses).toEqual(["Far", "Near"]);
  expect((await compiled("--loss", "all")).losses).toEqual(["Far", "Near"]);
  const none = await compiled("--loss", "none");
  expect([none.code, none.losses]).toEqual([0, []]);
  expect(none.err).not.toContain("--loss");
});

test("a loss that can't be had is an error where it was asked for by name, and nothing is written", async () => {
  const learned = await compiled("--loss", "Learned");
  expect([learned.code, learned.losses]).toEqual([2, []]);
  expect(learned.err).toContain("Learned is not in Net's module: it has weights of its own");
  const slip = await compiled("--loss", "Fra");
  expect(slip.code).toBe(2);
  expect(slip.err).toContain("--loss Fra: the file neither declares nor imports such a loss");
  expect(slip.err).toContain("it knows Far, Near, Learned; `--loss all` writes them all");
  const json = await compiled("--loss", "Near", "--target", "json");
  expect(json.code).toBe(2);
  expect(json.err).toContain("the graph as JSON holds no losses");
  expect(existsSync(made)).toBe(false);
});

test("what can't be written is named as the user named it, and no half file stays", async () => {
  writeFileSync(join(folder, "plain"), "");
  mkdirSync(join(made, "Net.mjs"), { recursive: true });
  const out = async (where: string): Promise<string> => {
    const { code, err } = await kesc(["compile", "net.kes", "Net", "--loss", "none", "-o", where], { cwd: folder });
    expect(code).toBe(2);
    return err;
  };
  expect(await out("plain")).toContain("error plain: it is a file, no folder\n");
  expect(await out("plain/sub")).toContain("error plain/sub: a part of the path is not a folder\n");
  expect(await out("build")).toContain("error build/Net.mjs: it is a folder\n");
  expect(readdirSync(made)).toEqual(["Net.mjs"]);
  const drawn = await kesc(["graph", "net.kes", "Net", "-o", "plain/net.svg"], { cwd: folder });
  expect(drawn.code).toBe(2);
  expect(drawn.err).toContain("error plain/net.svg: a part of the path is not a folder\n");
});

test("networks that differ in a letter or a mark have files of their own", async () => {
  const names = ["Net", "_Net", "Net_", "हिन्दी", "हिन्दा"];
  const net = "model M(k: int)(image: map[4, 4, 3]) {\n  y = image -> conv(1, k)\n  output y\n}\n";
  writeFileSync(join(folder, "names.kes"), net + names.map((name, i) => `model ${name} = M(${i + 1})\n`).join(""));
  const { code, out } = await kesc(["compile", "names.kes", "-o", "build"], { cwd: folder });
  expect([code, out]).toEqual([0, names.map((name) => `build/${name}.mjs\nbuild/${name}.d.mts\n`).join("")]);
});
