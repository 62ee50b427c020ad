import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp, { type Color } from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openData } from "../../src/runtime/data/open-data.ts";
import { part, number, string, symbol } from "./part.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kes-images-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const picture = async (name: string, background: Color, width = 12, height = 10): Promise<void> => {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await sharp({ create: { width, height, channels: 3, background } })
    .toFormat(/\.png$/i.test(name) ? "png" : "jpeg")
    .toFile(join(root, name));
};

const text = async (name: string, content: string): Promise<void> => {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), content);
};

const pets = async (at = "pets"): Promise<void> => {
  await picture(`${at}/dog/1.png`, "#000000");
  await picture(`${at}/cat/b.png`, "#010101");
  await picture(`${at}/cat/a.PNG`, "#020202");
  await picture(`${at}/dog/2.jpg`, "#c8c8c8", 20, 20);
  await picture(`${at}/cat/c.png`, "#030303");
};

const images = (settings: Parameters<typeof part>[2] = {}) =>
  part("data", "images", { path: string("pets"), size: number(4), classes: number(2), ...settings });
const open = (settings: Parameters<typeof part>[2] = {}) =>
  openData([images(settings)], { root, data: join(root, "data") });

describe("images", () => {
  it("reads folders by class: classes by name, files by name in rounds", async () => {
    await pets();
    const [set, problems] = await open();
    expect(problems).toEqual([]);
    expect(set?.classes).toEqual(["cat", "dog"]);
    expect(set?.files).toEqual(["cat/a.PNG", "dog/1.png", "cat/b.png", "dog/2.jpg", "cat/c.png"]);
    expect([...set!.labels]).toEqual([0, 1, 0, 1, 0]);
    expect(set?.shape).toEqual({ height: 4, width: 4, channels: 3 });
    expect([0, 1, 2, 4].map((i) => set!.pixels[i * 48])).toEqual([2, 0, 1, 3]);
    expect(Math.abs(set!.pixels[3 * 48]! - 200)).toBeLessThan(2);
    expect(set?.facts).toMatchObject({ part: "images", count: 5, classes: ["cat", "dog"] });
    expect(set?.facts.sha256).toBe((await open())[0]?.facts.sha256);
  });

  it("looks in the data folder first, then in the root", async () => {
    await pets();
    await picture("data/pets/cat/1.png", "#0a0a0a");
    await picture("data/pets/dog/1.png", "#0b0b0b");
    expect((await open())[0]?.count).toBe(2);
    await rm(join(root, "data"), { recursive: true });
    expect((await open())[0]?.count).toBe(5);
  });

  it("reads a split's folder, by any of its names", async () => {
    await pets("pets/train");
    await picture("pets/val/cat/1.png", "#0a0a0a");
    await picture("pets/val/dog/1.png", "#0b0b0b");
    expect((await open({ split: symbol("train") }))[0]).toMatchObject({ count: 5, name: "pets train" });
    expect((await open({ split: symbol("validation") }))[0]).toMatchObject({ count: 2, name: "pets validation" });
  });

  it("takes pieces from the front that have all classes", async () => {
    await pets();
    expect((await open({ first: number(2) }))[0]?.files).toEqual(["cat/a.PNG", "dog/1.png"]);
    expect((await open({ first: number(9) }))[1][0]).toMatchObject({ code: "KES5006" });
  });

  it("has pictures that aren't square where `width` says so", async () => {
    await pets();
    const [set] = await open({ width: number(6) });
    expect(set?.shape).toEqual({ height: 4, width: 6, channels: 3 });
    expect(set?.pixels.length).toBe(5 * 4 * 6 * 3);
  });

  it("leaves out what is hidden, and files beside the classes that are no pictures", async () => {
    await pets();
    await text("pets/.DS_Store", "x");
    await text("pets/cat/.a.png", "x");
    await text("pets/cat/Thumbs.db", "x");
    await text("pets/.git/x.png", "x");
    await text("pets/README.txt", "x");
    expect((await open())[0]).toMatchObject({ count: 5, classes: ["cat", "dog"] });
  });

  it("follows links", async () => {
    await pets("elsewhere");
    await symlink(join(root, "elsewhere"), join(root, "pets"));
    expect((await open())[0]?.count).toBe(5);
  });

  it("names everything that can't be used at once", async () => {
    await pets();
    await text("pets/cat/broken.jpg", "\u00ff\u00d8");
    await text("pets/cat/empty.png", "");
    await text("pets/dog/notes.txt", "x");
    await text("pets/dog/deep/1.png", "x");
    await picture("pets/stray.png", "#ffffff");
    await picture("pets/dog/renamed.png", "#ffffff");
    await sharp({ create: { width: 2, height: 2, channels: 3, background: "red" } })
      .webp()
      .toFile(join(root, "pets/dog/renamed.webp"));
    await rename(join(root, "pets/dog/renamed.webp"), join(root, "pets/dog/renamed.png"));
    await symlink(join(root, "nowhere"), join(root, "pets/dog/dangling.png"));
    const [set, [problem, ...more]] = await open();
    expect(set).toBeUndefined();
    expect(more).toEqual([]);
    expect(problem?.code).toBe("KES5013");
    expect(problem?.message).toContain("7 things can't be used");
    expect(problem!.notes).toEqual([
      "cat/broken.jpg: it is neither PNG nor JPEG",
      "cat/empty.png: it is empty",
      "dog/dangling.png: it isn't there",
      "dog/deep/: a folder within a class's folder",
      "dog/notes.txt: its name doesn't end in .png, .jpg or .jpeg",
      "dog/renamed.png: it is neither PNG nor JPEG but WebP",
      "stray.png: it lies in no class's folder",
    ]);
  });

  it("names a class without pictures", async () => {
    await pets();
    await mkdir(join(root, "pets/eel"));
    const [, [problem]] = await open({ classes: number(3) });
    expect(problem?.notes).toEqual(["eel/: no picture in it"]);
  });

  it("refuses another number of classes, naming both", async () => {
    await pets();
    const [, [problem]] = await open({ classes: number(3) });
    expect(problem?.code).toBe("KES5012");
    expect(problem?.message).toMatch(/^`classes: 3`, but `.*pets` has 2 folders of classes$/);
    expect(problem?.notes).toEqual(["they are cat, dog"]);
    expect(problem?.help).toEqual(["classes: 2"]);
  });

  it("says which splits there are", async () => {
    await pets();
    const [, [none]] = await open({ split: symbol("test") });
    expect(none?.message).toBe("`pets` has no folder for `split: test`");
    expect(none?.help[0]).toContain("validation = 10%");
    await rename(join(root, "pets"), join(root, "train"));
    await mkdir(join(root, "pets"));
    await rename(join(root, "train"), join(root, "pets/train"));
    await pets("pets/test");
    const [, [unclear]] = await open();
    expect(unclear?.message).toBe("`pets` has train and test: which one is meant?");
    const [, [missing]] = await open({ split: symbol("validation") });
    expect(missing?.notes).toEqual(["it has train and test"]);
  });

  it("doesn't take a class for a split", async () => {
    await picture("pets/car/1.png", "#0a0a0a");
    await picture("pets/train/1.png", "#0b0b0b");
    expect((await open())[0]?.classes).toEqual(["car", "train"]);
  });

  it("refuses what isn't there", async () => {
    expect((await open())[1][0]).toMatchObject({ code: "KES5001" });
  });

  it("refuses more than 2 GiB before it reads a picture, with the number", async () => {
    await pets();
    const [, [problem]] = await open({ size: number(20_000) });
    expect(problem?.message).toContain("5 pictures of 20000×20000 take 5.6 GiB, more than 2 GiB");
  });

  it("stops when asked to", async () => {
    await pets();
    const stopped = openData([images()], { root, data: root }, { signal: AbortSignal.abort() });
    expect(await stopped).toEqual([undefined, []]);
  });

  it("has room for more classes than a byte holds", async () => {
    await Promise.all(
      Array.from({ length: 300 }, (_, i) => picture(`pets/c${String(i).padStart(3, "0")}/1.png`, "red", 1, 1)),
    );
    const [set] = await open({ classes: number(300), size: number(1) });
    expect([...set!.labels]).toEqual([...Array(300).keys()]);
    expect(set?.labels).toBeInstanceOf(Uint16Array);
  });
});
