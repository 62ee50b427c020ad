import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkData } from "../../src/runtime/data/check-data.ts";
import { summarizeSet } from "../../src/runtime/data/summarize-set.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-check-"));
  for (let i = 1; i <= 5; i++) await writeFile(join(folder, `data_batch_${i}.bin`), new Uint8Array(3073 * 2).fill(i));
  await writeFile(join(folder, "test_batch.bin"), new Uint8Array(3073).fill(9));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("counts pictures by class and says that a slice isn't the published set", async () => {
  const checked = await checkData(folder);
  expect(checked.problems).toEqual([]);
  expect(checked.sets.map(summarizeSet)).toMatchObject([
    { name: "train", count: 10, perClass: [0, 2, 2, 2, 2, 2, 0, 0, 0, 0] },
    { name: "test", count: 1, perClass: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
  ]);
  expect(checked.differing.length).toBe(6);
  expect(checked.differing[0]).toMatchObject({
    code: "KES5007",
    notes: [expect.stringContaining("cee916563c9f80d8"), expect.any(String)],
  });
});

it("names damage of both splits", async () => {
  await writeFile(join(folder, "data_batch_2.bin"), new Uint8Array(3072));
  await rm(join(folder, "test_batch.bin"));
  const checked = await checkData(folder);
  expect(checked.problems.map((problem) => problem.code)).toEqual(["KES5004", "KES5002"]);
  expect(checked.differing).toEqual([]);
});
