import { gzipSync } from "node:zlib";
import { cp, mkdir, mkdtemp, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openData } from "../../src/runtime/data/open-data.ts";
import { needs } from "../support/needs.ts";
import { number, part, string, symbol } from "./part.ts";

const PICTURES = 4;

/** Records whose pixels tell where they are: red = file, green = picture, blue = row. */
const records = (file: number, count: number, labelBytes = 1): Uint8Array => {
  const size = labelBytes + 3072;
  const bytes = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    bytes.fill((file + i) % 10, i * size, i * size + labelBytes);
    bytes.fill(file, i * size + labelBytes, i * size + labelBytes + 1024);
    bytes.fill(i, i * size + labelBytes + 1024, i * size + labelBytes + 2048);
    for (let p = 0; p < 1024; p++) bytes[i * size + labelBytes + 2048 + p] = p >> 5;
  }
  return bytes;
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kes-cifar-"));
  const folder = join(root, "data/cifar-10-batches-bin");
  await mkdir(folder, { recursive: true });
  for (let file = 1; file <= 5; file++)
    await writeFile(join(folder, `data_batch_${file}.bin`), records(file, PICTURES));
  await writeFile(join(folder, "test_batch.bin"), records(6, PICTURES));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = (settings: Parameters<typeof part>[2] = {}, name = "cifar10") =>
  openData([part("data", name, { split: symbol("train"), ...settings })], { root, data: join(root, "data") });
const inFolder = (name: string): string => join(root, "data/cifar-10-batches-bin", name);

describe("cifar10", () => {
  it("reads all files in order and turns planes into pixels", async () => {
    const [set, problems] = await open();
    expect(problems).toEqual([]);
    expect(set?.count).toBe(5 * PICTURES);
    expect(set?.labels[PICTURES + 2]).toBe(4);
    const pixel = ((PICTURES + 2) * 1024 + 7 * 32 + 3) * 3;
    expect([...(set?.pixels.subarray(pixel, pixel + 3) ?? [])]).toEqual([2, 2, 7]);
    expect(set?.classes[9]).toBe("truck");
    expect(set?.facts.settings).toMatchObject({ scale: 1 / 255, mean: [0.4914, 0.4822, 0.4465] });
  });

  it("takes the first pictures, across files", async () => {
    const [set] = await open({ first: number(6) });
    expect([...(set?.labels ?? [])]).toEqual([1, 2, 3, 4, 2, 3]);
  });

  it("finds a folder by its short name", async () => {
    expect((await open({ path: string("cifar-10-batches-bin") }))[0]?.count).toBe(20);
  });

  it("names a missing folder and how to fetch it", async () => {
    const [set, [problem]] = await open({ path: string("elsewhere") });
    expect(set).toBeUndefined();
    expect(problem?.code).toBe("KES5001");
    expect(problem?.help[0]).toBe("kesc data get cifar10");
  });

  it("names a missing file and what was expected", async () => {
    await rm(inFolder("data_batch_3.bin"));
    const [, [problem]] = await open();
    expect(problem?.code).toBe("KES5002");
    expect(problem?.message).toContain("data_batch_3.bin");
    expect(problem?.notes[0]).toContain("data_batch_1.bin, data_batch_2.bin");
  });

  it("names all missing files at once, and what is there instead", async () => {
    for (const [file, as] of [
      ["data_batch_3.bin", "data_batch_3.bin.gz"],
      ["data_batch_5.bin", "data_batch_5"],
    ] as const)
      await rename(inFolder(file), inFolder(as));
    const [, problems] = await open();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/^`data_batch_3.bin`, `data_batch_5.bin` are missing in/);
    expect(problems[0]?.notes[1]).toBe(
      "found there: data_batch_1.bin, data_batch_2.bin, data_batch_3.bin.gz, data_batch_4.bin, data_batch_5, test_batch.bin",
    );
    expect(problems[0]?.help).toEqual(["gunzip data_batch_3.bin.gz"]);
  });

  it("tells a packed file under the name of an unpacked one", async () => {
    await writeFile(inFolder("data_batch_3.bin"), gzipSync(records(3, PICTURES)));
    const [, problems] = await open();
    expect(problems.map(({ code, notes }) => [code, notes[1]])).toEqual([
      ["KES5004", "found: a file that gzip has packed"],
    ]);
  });

  it("names every damaged file with what was expected and found", async () => {
    await truncate(inFolder("data_batch_2.bin"), 3073 + 12);
    await truncate(inFolder("data_batch_4.bin"), 0);
    const [, problems] = await open();
    expect(problems.map((problem) => problem.code)).toEqual(["KES5004", "KES5004"]);
    expect(problems[0]?.message).toContain("3,085 bytes are 1 picture and 12 bytes more");
    expect(problems[0]?.notes[0]).toContain("3,073");
    expect(problems[1]?.message).toContain("is empty");
  });

  it("recognizes the other set's layout", async () => {
    await writeFile(inFolder("data_batch_1.bin"), records(1, 2, 2));
    const [, [problem]] = await open();
    expect(problem?.notes[1]).toBe("its size would fit CIFAR-100");
  });

  it("names a label out of range", async () => {
    const bytes = await readFile(inFolder("data_batch_5.bin"));
    bytes[2 * 3073] = 17;
    bytes[3 * 3073] = 200;
    await writeFile(inFolder("data_batch_5.bin"), bytes);
    const [, [problem]] = await open();
    expect(problem?.code).toBe("KES5005");
    expect(problem?.message).toMatch(/picture 2 of .*data_batch_5.bin` has label 17; expected 0 to 9/);
    expect(problem?.notes).toEqual(["so do 1 more in this file"]);
  });

  it("names what is no file", async () => {
    await rm(inFolder("test_batch.bin"));
    await mkdir(inFolder("test_batch.bin"));
    const [, [problem]] = await open({ split: symbol("test") });
    expect(problem?.code).toBe("KES5003");
  });

  it("refuses to take more than there is", async () => {
    const [, [problem]] = await open({ first: number(21) });
    expect(problem?.code).toBe("KES5006");
    expect(problem?.message).toContain("20 pictures");
  });
});

describe("cifar100", () => {
  it("reads fine and coarse labels", async () => {
    const folder = join(root, "data/cifar-100-binary");
    await cp(inFolder("."), folder, { recursive: true });
    const bytes = records(1, 3, 2);
    bytes[0] = 19;
    bytes[1] = 99;
    await writeFile(join(folder, "train.bin"), bytes);
    expect((await open({}, "cifar100"))[0]?.labels[0]).toBe(99);
    const [coarse] = await open({ labels: symbol("coarse") }, "cifar100");
    expect(coarse?.labels[0]).toBe(19);
    expect(coarse?.classes.length).toBe(20);
    expect((await open({}, "cifar100"))[0]?.classes.length).toBe(100);
  });
});

const lossless = join(import.meta.dirname, "../../../shared/data/cifar10-lossless");
describe("real pictures", () => {
  it("have the published mean", async (ctx) => {
    needs(ctx, existsSync(lossless), "the slice of real CIFAR-10");
    const [set, problems] = await open({ path: string(lossless) });
    expect(problems).toEqual([]);
    expect(set?.count).toBe(4000);
    const sums = [0, 0, 0];
    set?.pixels.forEach((byte, i) => (sums[i % 3]! += byte));
    const means = sums.map((sum) => sum / 255 / 1024 / 4000);
    expect(means[0]).toBeCloseTo(0.4914, 1);
    expect(means[2]).toBeCloseTo(0.4465, 1);
  });
});
