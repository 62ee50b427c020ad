import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";
import { littleSpec } from "../train/little-spec.ts";

let cwd: string;
beforeAll(async () => {
  await ensureBuilt();
  cwd = await mkdtemp(join(tmpdir(), "kes-cli-data-"));
  for (const [split, count] of [
    ["train", 3],
    ["test", 2],
  ] as const)
    for (const [label, name] of ["cat", "dog"].entries()) {
      await mkdir(join(cwd, "pets", split, name), { recursive: true });
      for (let i = 0; i < count; i++) {
        const background = { r: 51 * i, g: 255 * label, b: split === "train" ? 0 : 255 };
        await sharp({ create: { width: 20 + i, height: 10, channels: 3, background } })
          .png()
          .toFile(join(cwd, "pets", split, name, `${i}.png`));
      }
    }
  await writeFile(join(cwd, "net.kes"), littleSpec());
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const check = (...words: string[]) => kesc(["data", "check", ...words], { cwd });

describe("kesc data check", () => {
  it("counts a folder of pictures, split by split, with mean and deviation", async () => {
    const { code, out, err } = await check("pets", "--size", "4");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      [
        "pets train  6 pictures in 2 classes, 3 of each class",
        "  mean: [0.2, 0.5, 0], deviation: [0.1633, 0.5, 0]", // 0, 0.2, 0.4 twice: variance 0.08 / 3
        "pets test  4 pictures in 2 classes, 2 of each class",
        "  mean: [0.1, 0.5, 1], deviation: [0.1, 0.5, 0]",
        "the files of train are 20×10 to 22×10 (width × height)",
        "the files of test are 20×10 to 21×10 (width × height)",
        "mean and deviation are those at 4×4",
        "",
      ].join("\n"),
    );
  });

  it("prints JSON", async () => {
    const { out } = await check("pets", "--size", "4", "--json");
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      sets: [{ name: "train", count: 6, classes: ["cat", "dog"], perClass: [3, 3] }, { name: "test" }],
    });
  });

  it("names what is in two sets, and all that can't be used", async () => {
    const copy = join(cwd, "pets/test/dog/copy.png");
    const broken = join(cwd, "pets/train/cat/broken.jpg");
    await copyFile(join(cwd, "pets/train/dog/1.png"), copy);
    await writeFile(broken, "");
    await mkdir(join(cwd, "pets/test/eel"));
    const { code, out, err } = await check("pets", "--size", "4");
    await Promise.all([copy, broken, join(cwd, "pets/test/eel")].map((path) => rm(path, { recursive: true })));
    expect(code).toBe(1);
    expect(out).toContain("pets train  6 pictures");
    expect(err).toContain("cat/broken.jpg: it is empty");
    expect(err).toContain("eel/: no picture in it");
    expect(err).toContain("KES5010");
    expect(err).toContain("their classes differ: 2 and 3");
    expect(err).toMatch(/KES5020 .*: 1 picture of test is in train too/);
    expect(err).toContain("test/dog/copy.png is train/dog/1.png");
  });

  it("reads the data that a recipe names", async () => {
    const { code, out } = await check("net.kes#net");
    expect(code).toBe(0);
    expect(out).toMatch(/^net\.kes#net data {2}64 pictures in 4 classes, 16 of each class\n {2}mean: \[0\.\d+, /);
    expect(out).toContain("net.kes#net test  50 pictures in 4 classes, disc 13, ring 13, square 12, frame 12\n");
  });

  it("runs a data module, from the built command line as well, and names what repeats", async () => {
    await writeFile(
      join(cwd, "mine.mjs"),
      `export default ({ shape, classes }) => ({
        count: 8,
        classes: Array.from({ length: classes }, (_, i) => "kind " + i),
        labels: [0, 1, 2, 3, 0, 1, 2, 3],
        get: (i) => new Uint8Array(shape.height * shape.width * shape.channels).fill(i < 7 ? i : 0),
      })`,
    );
    await writeFile(
      join(cwd, "own.kes"),
      littleSpec({ data: 'module("./mine.mjs", size: 8, classes: 4)', test: undefined }),
    );
    const { code, out, err } = await check("own.kes#net");
    expect(out).toContain("own.kes#net data  8 pictures in 4 classes, 2 of each class\n");
    expect(err).toMatch(/KES5020 .*: 1 picture of data repeats an earlier one/);
    expect(err).toContain("picture 7 (kind 3) is picture 0 (kind 0)");
    expect(code).toBe(0);
  });

  it("refuses what isn't there", async () => {
    const { code, err } = await check("nothing");
    expect(code).toBe(2);
    expect(err).toContain("nothing: no such folder");
  });
});
