import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

  it("brings pictures to their size as the run's data was", async () => {
    const ramp = Uint8Array.from({ length: 16 * 8 * 3 }, (_, i) => 16 * (Math.floor(i / 3) % 16));
    const wide = sharp(ramp, { raw: { width: 16, height: 8, channels: 3 } });
    for (const name of ["a", "b", "c", "d"]) {
      await mkdir(join(cwd, "pets", name), { recursive: true });
      for (let i = 0; i < 4; i++) await wide.png().toFile(join(cwd, "pets", name, `${i}.png`));
    }
    await wide.extract({ left: 4, top: 0, width: 8, height: 8 }).png().toFile(join(cwd, "middle.png"));
    for (const fit of ["crop", "stretch"]) {
      const data = `images("pets", size: 8, classes: 4, fit: ${fit})`;
      await writeFile(join(cwd, "own.kes"), littleSpec({ data, test: undefined, length: "1 epochs" }));
      const { out } = await run("train", "own.kes", "--engine", "cpu", "--runs", `runs-${fit}`);
      const own = /runs-\w+\/net-[0-9a-f]{6}/.exec(out)![0];
      const guesses = async (file: string): Promise<unknown> => {
        const { out: text } = await run("predict", own, file, "--top", "4", "--json");
        const { pictures } = JSON.parse(text) as { pictures: { guesses: unknown }[] };
        return pictures[0]!.guesses;
      };
      const [whole, middle] = [await guesses("pets/a/0.png"), await guesses("middle.png")];
      if (fit === "crop") expect(whole).toEqual(middle);
      else expect(whole).not.toEqual(middle);
    }
  });

  it("refuses a run that has not ended", async () => {
    await cp(join(cwd, folder), join(cwd, "stopped"), { recursive: true });
    const record = JSON.parse(await readFile(join(cwd, "stopped/run.json"), "utf8")) as object;
    await writeFile(join(cwd, "stopped/run.json"), JSON.stringify({ ...record, state: "stopped", done: 1 }));
    const { code, out, err } = await run("predict", "stopped", "photos/red.png");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("stopped is not finished: it is at step 1 of 4");
  });

  it("refuses files and runs that aren't there", async () => {
    expect(await run("predict", folder, "nothing.png")).toMatchObject({ code: 2, out: "" });
    const { code, err } = await run("predict", "photos", "photos/red.png");
    expect(code).toBe(2);
    expect(err).toContain("KES5101");
  });
});
