import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "./plain-value.ts";
import { RUN_FILES } from "./run-files.ts";
import type { RunRecord } from "./run-record.ts";

/** A run's folder with its record; its other files have not been read. */
export interface FoundRun {
  readonly folder: string;
  readonly record: RunRecord;
}

/** The runs of a folder, oldest first. What is no run of this format is passed over. */
export const findRuns = async (runsFolder: string): Promise<readonly FoundRun[]> => {
  const names = await readdir(runsFolder).catch(() => []);
  const found: FoundRun[] = [];
  for (const name of names.sort()) {
    if (name.startsWith(".")) continue;
    const record = (await readJson(join(runsFolder, name, RUN_FILES.record))) as RunRecord | undefined;
    if (record?.format === 2) found.push({ folder: join(runsFolder, name), record });
  }
  return found.sort((a, b) => (a.record.started < b.record.started ? -1 : a.record.started > b.record.started ? 1 : 0));
};

/** A run's `recipe.json`; undefined where it can't be read. */
export const readRecipe = async (folder: string): Promise<Json | undefined> =>
  (await readJson(join(folder, RUN_FILES.recipe))) as Json | undefined;

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
};
