import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "../../src/runtime/runs/make-folder.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "kes-folder-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("makes all that is missing, tells the uppermost, and takes what is there", async () => {
  const deep = join(folder, "a/b/c");
  expect(await makeFolder(deep)).toBe(join(folder, "a"));
  expect(existsSync(deep)).toBe(true);
  expect(await makeFolder(deep)).toBeUndefined();
});

test("a file in its place, or above it, is refused", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(makeFolder(join(folder, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(folder, "file/below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.skipIf(!existsSync("/proc/self"))(
  "where the system takes no folders it says so, and doesn't try for ever",
  async () => {
    await expect(makeFolder("/proc/none/below")).rejects.toMatchObject({ code: "ENOENT" });
  },
);
