import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, normalize, resolve, sep } from "node:path";
import type { Source } from "../../base/source.ts";
import type { Json } from "./plain-value.ts";
import { makeFolder } from "./make-folder.ts";
import { RUN_FILES } from "./run-files.ts";
import type { RunRecord } from "./run-record.ts";
import { writeSafetensors, type Tensors } from "./safetensors.ts";
import { asJson, naming, syncPath, writeWhole } from "./write-whole.ts";

type Line = { readonly [name: string]: Json };

/** A run's folder that is being written. Each file is whole at any moment, the last line of the two logs perhaps apart. */
export interface RunWriter {
  readonly folder: string;
  record(record: RunRecord): Promise<void>;
  /** One line of `metrics.jsonl`. */
  epoch(line: Line): Promise<void>;
  /** One line of `steps.jsonl`. */
  steps(line: Line): Promise<void>;
  checkpoint(tensors: Tensors): Promise<void>;
  weights(tensors: Tensors): Promise<void>;
  last(tensors: Tensors): Promise<void>;
  /** A finished run has no use for its checkpoint. */
  dropCheckpoint(): Promise<void>;
}

export interface NewRun {
  readonly name: string;
  readonly record: RunRecord;
  readonly recipe: Json;
  readonly sources: readonly Source[];
  /** An unfinished folder whose place this run takes. */
  readonly replaces?: string;
}

/**
 * Begins a run's folder within `runsFolder`: `<name>-<first letters of the identity>`, with `-2` after it where there is one already.
 * It appears with its text and record. Throws what the system refuses.
 */
export const beginRun = async (
  runsFolder: string,
  { name, record, recipe, sources, replaces }: NewRun,
): Promise<RunWriter> => {
  await makeFolder(runsFolder);
  const draft = join(runsFolder, `.new-${randomBytes(6).toString("hex")}`);
  await mkdir(draft); // with the rights of any other folder; a temporary one is its owner's alone
  try {
    for (const source of sources) await writeInside(join(draft, RUN_FILES.spec), source.path, source.text);
    await writeFile(join(draft, RUN_FILES.record), asJson(record));
    await writeFile(join(draft, RUN_FILES.recipe), asJson(recipe));
    for (const log of [RUN_FILES.metrics, RUN_FILES.steps]) await writeFile(join(draft, log), "");
    for (const file of await readdir(draft, { recursive: true })) await syncPath(join(draft, file));
    await syncPath(draft);
    if (replaces !== undefined) await rm(replaces, { recursive: true, force: true });
    const place = await putInPlace(draft, join(runsFolder, `${fileName(name)}-${record.identity.slice(0, 6)}`));
    await syncPath(runsFolder);
    return writerOf(place);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
};

/** Goes on in a folder whose checkpoint has closed `epochs` epochs and done `step` steps: lines of later ones are taken back. */
export const continueRun = async (
  folder: string,
  { step, epochs }: { readonly step: number; readonly epochs: number },
): Promise<RunWriter> => {
  for (const [log, isKept] of [
    [RUN_FILES.metrics, (line: Line) => Number(line["epoch"]) <= epochs],
    [RUN_FILES.steps, (line: Line) => Number(line["step"]) <= step],
  ] as const) {
    const text = await readFile(join(folder, log), "utf8").catch(() => "");
    const kept = text.split("\n").filter((line) => isKept(parsedLine(line)));
    await writeWhole(join(folder, log), kept.map((line) => `${line}\n`).join(""));
  }
  return writerOf(folder);
};

/** A line that was cut is of no step and no epoch. */
const parsedLine = (line: string): Line => {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return {};
  }
};

const writerOf = (folder: string): RunWriter => {
  const at = (name: string): string => join(folder, name);
  const append = (name: string) => (line: Line) =>
    appendFile(at(name), `${JSON.stringify(line)}\n`).catch((error: unknown) =>
      Promise.reject(naming(at(name))(error)),
    );
  const tensors = (name: string) => (saved: Tensors) => writeWhole(at(name), writeSafetensors(saved));
  return {
    folder,
    record: (record) => writeWhole(at(RUN_FILES.record), asJson(record)),
    epoch: append(RUN_FILES.metrics),
    steps: append(RUN_FILES.steps),
    checkpoint: tensors(RUN_FILES.checkpoint),
    weights: tensors(RUN_FILES.weights),
    last: tensors(RUN_FILES.last),
    dropCheckpoint: () => rm(at(RUN_FILES.checkpoint), { force: true }),
  };
};

/** A recipe's name as a folder's: `Plain(Unit)` becomes `Plain-Unit`. */
const fileName = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}_.]+/gu, "-")
    .replaceAll(/^[-.]+|-+$/g, "")
    .slice(0, 60) || "run";

/** How `..` at a path's start is written, so that all files stay inside. */
export const UP = "%2E%2E";

const writeInside = async (folder: string, path: string, text: string): Promise<void> => {
  const safe = normalize(path)
    .split(sep)
    .map((segment) => (segment === ".." ? UP : segment));
  const file = resolve(folder, ...safe.filter((segment) => segment !== ""));
  await makeFolder(dirname(file));
  await writeFile(file, text);
};

const putInPlace = async (draft: string, wanted: string): Promise<string> => {
  for (let turn = 1; ; turn++) {
    const place = turn === 1 ? wanted : `${wanted}-${turn}`;
    if (await stat(place).catch(() => undefined)) continue;
    await rename(draft, place);
    return place;
  }
};
