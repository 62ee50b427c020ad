import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt, kesc } from "../support/kesc.ts";
import { littleSpec } from "../train/little-spec.ts";

let cwd: string;
let folder: string;
const run = (...words: string[]) => kesc(words, { cwd });

beforeAll(async () => {
  await ensureBuilt();
  cwd = await mkdtemp(join(tmpdir(), "kes-cli-predict-"));
  await writeFile(join(cwd, "net.kes"), littleSpec({ test: undefined, length: "1 epochs" }));
  const { out } = await run("train", "net.kes", "--engine", "cpu");
  folder = /runs\/net-[0-9a-f]{6}/.exec(out)![0];
  await mkdir(join(cwd, "photos"));
  for (const [name, background] of [
    ["red.png", "#ff0000"],
    ["blue.jpg", "#0000ff"],
  ] as const)
    await sharp({ create: { width: 12, height: 9, channels: 3, background } }).toFile(join(cwd, "photos", name));
  await writeFile(join(cwd, "photos", "notes.txt"), "none of them");
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe("kesc predict", () => {
  it("prints a line a picture: class names and probabilities, the likeliest first", async () => {
    const { code, out, err } = await run("predict", folder, "photos/red.png", "photos", "--top", "2");
    expect([code, err]).toEqual([0, ""]);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["photos/red.png", "photos/blue.jpg", "photos/red.png"]);
    for (const line of lines)
      expect(line).toMatch(/^\S+ +(disc|ring|square|frame) +\d+\.\d % {2}(disc|ring|square|frame) +\d+\.\d %$/);
    expect(lines[2]).toBe(lines[0]);
  });

  it("prints JSON", async () => {
    const { out } = await run("predict", folder, "photos/red.png", "--top", "9", "--json");
    const answer = JSON.parse(out) as {
      pictures: { file: string; guesses: { class: string; probability: number }[] }[];
    };
    expect(answer).toMatchObject({ version: 1, run: folder, network: "Net", output: "logits" });
    const [picture] = answer.pictures;
    expect(picture?.file).toBe("photos/red.png");
    expect(picture?.guesses.map((guess) => guess.class).sort()).toEqual(["disc", "frame", "ring", "square"]);
    const shares = picture!.guesses.map((guess) => guess.probability);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it("names what is no picture, and ends with 1", async () => {
    const { code, out, err } = await run("predict", folder, "photos/notes.txt", "photos/red.png");
    expect(code).toBe(1);
    expect(err).toContain("`photos/notes.txt` is left out: it is neither PNG nor JPEG");
    expect(out).toMatch(/^photos\/red\.png /);
  });

  it("refuses files and runs that aren't there", async () => {
    expect(await run("predict", folder, "nothing.png")).toMatchObject({ code: 2, out: "" });
    const { code, err } = await run("predict", "photos", "photos/red.png");
    expect(code).toBe(1);
    expect(err).toContain("KES5101");
  });
});
