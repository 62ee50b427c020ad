import { createHash } from "node:crypto";
import { appendFile, mkdir, mkdtemp, open, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, normalize, resolve, sep } from "node:path";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Source, Span } from "../../base/source.ts";
import { noSuchRun, runDamaged } from "../../compiler/diagnostics/runs.ts";
import type { DataFacts } from "../data/data-set.ts";
import { reasonOf } from "../data/reason-of.ts";
import type { Json } from "./plain-value.ts";
import { readSafetensors, writeSafetensors, type Tensors } from "./safetensors.ts";

/** What `run.json` holds: enough to repeat the run and to predict with its weights. */
export interface RunRecord {
  /** Of this layout. */
  readonly format: 1;
  /** As the user calls it: `net`, `Plain(Unit)`. */
  readonly recipe: string;
  /** SHA-256 of what determines the result: the step's graph, the recipe's values, data, seed and engine. */
  readonly identity: string;
  /** Where the recipe stands: the file, as in `spec/`, and its name there. */
  readonly spec: { readonly file: string; readonly recipe: string };
  readonly versions: { readonly kesc: string; readonly node: string; readonly engine: string };
  readonly engine: string;
  readonly threads: number;
  readonly machine: {
    readonly system: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
  };
  readonly seed: number;
  readonly batch: number;
  readonly data: DataFacts;
  readonly test: DataFacts | null;
  readonly network: {
    readonly name: string;
    readonly parameters: number;
    readonly state: number;
    readonly multiplyAdds: string;
  };
  readonly steps: number;
  readonly epochs: number;
  readonly started: string;
  readonly seconds: number;
  /** Of the test data after the last step, by metric: `error` 0.412 is 41.2 %. */
  readonly result: Readonly<Record<string, number>>;
}

/** A run that is being written. Nothing is to be seen under its name before `finish`. */
export interface RunWriter {
  /** One line of `metrics.jsonl`. */
  metric(line: { readonly [name: string]: Json }): Promise<void>;
  /** Writes the rest and puts the folder in its place; gives that place. */
  finish(record: RunRecord, recipe: Json, weights: Tensors): Promise<string>;
  /** Throws everything away. */
  abandon(): Promise<void>;
}

/**
 * Begins a run's folder within `runsFolder`: `<name>-<first letters of the identity>`, with `-2` after it where there is one already.
 * Throws what the system refuses.
 */
export const beginRun = async (
  runsFolder: string,
  name: string,
  identity: string,
  sources: readonly Source[],
): Promise<RunWriter> => {
  await mkdir(runsFolder, { recursive: true });
  const draft = await mkdtemp(join(runsFolder, ".new-"));
  for (const source of sources) await writeInside(join(draft, "spec"), source.path, source.text);
  const metrics = join(draft, "metrics.jsonl");
  await writeFile(metrics, "");
  return {
    metric: (line) => appendFile(metrics, `${JSON.stringify(line)}\n`),
    async finish(record, recipe, weights) {
      await writeFile(join(draft, "run.json"), asText(record));
      await writeFile(join(draft, "recipe.json"), asText(recipe));
      await writeFile(join(draft, "weights.safetensors"), writeSafetensors(weights));
      for (const file of await readdir(draft, { recursive: true })) await sync(join(draft, file));
      await sync(draft);
      const place = await putInPlace(draft, join(runsFolder, `${fileName(name)}-${identity.slice(0, 6)}`));
      await sync(runsFolder);
      return place;
    },
    abandon: () => rm(draft, { recursive: true, force: true }),
  };
};

const asText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** A recipe's name as a folder's: `Plain(Unit)` becomes `Plain-Unit`. */
const fileName = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}_.]+/gu, "-")
    .replaceAll(/^[-.]+|-+$/g, "")
    .slice(0, 60) || "run";

/** How `..` at a path's start is written, so that all files stay inside. */
const UP = "%2E%2E";

const writeInside = async (folder: string, path: string, text: string): Promise<void> => {
  const safe = normalize(path)
    .split(sep)
    .map((segment) => (segment === ".." ? UP : segment));
  const file = resolve(folder, ...safe.filter((segment) => segment !== ""));
  await mkdir(dirname(file), { recursive: true });
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

/** Asks the system to put it on the disk, where it can. */
const sync = async (path: string): Promise<void> => {
  const handle = await open(path, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

/** A finished run as read back. */
export interface SavedRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly recipe: Json;
  /** By path as in `Source`. */
  readonly sources: ReadonlyMap<string, string>;
  readonly weights: Tensors;
}

/** Reads a run's folder. What is missing or damaged is told, all at once. */
export const readRun = async (folder: string): Promise<readonly [SavedRun | undefined, readonly Diagnostic[]]> => {
  const read = fileReader(folder);
  const record = await read.json("run.json");
  if (record === undefined) return [undefined, read.problems]; // no run at all: one error is enough
  const problem = recordProblem(record);
  if (problem !== undefined) read.damaged("run.json", problem);
  const recipe = (await read.json("recipe.json")) as Json;
  const bytes = await read.bytes("weights.safetensors");
  const weights = bytes && readSafetensors(bytes);
  if (weights && "problem" in weights) read.damaged("weights.safetensors", weights.problem);
  const sources = await readSources(join(folder, "spec"));
  if (sources.size === 0) read.missing("spec");
  if (read.problems.length > 0 || !weights || "problem" in weights) return [undefined, read.problems];
  return [{ folder, record: record as RunRecord, recipe, sources, weights }, []];
};

/** Reads files of a folder; what can't be read becomes a problem and undefined. */
const fileReader = (folder: string) => {
  const problems: Diagnostic[] = [];
  const at = (file: string): Span => ({ source: { path: join(folder, file), text: "" }, start: 0, end: 0 });
  const missing = (name: string): void => void problems.push(diagnose(noSuchRun, at(name), { folder, missing: name }));
  const damaged = (name: string, problem: string): void =>
    void problems.push(diagnose(runDamaged, at(name), { file: join(folder, name), problem }));
  const bytes = async (name: string): Promise<Buffer | undefined> => {
    try {
      return await readFile(join(folder, name));
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) missing(name);
      else damaged(name, reasonOf(error));
      return undefined;
    }
  };
  const json = async (name: string): Promise<unknown> => {
    try {
      const text = (await bytes(name))?.toString("utf8");
      return text === undefined ? undefined : JSON.parse(text);
    } catch (error) {
      damaged(name, `it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  return { problems, missing, damaged, bytes, json };
};

const recordProblem = (value: unknown): string | undefined => {
  if (typeof value !== "object" || value === null) return "it is not an object";
  const record = value as Partial<RunRecord>;
  if (record.format !== 1) return `its format is ${JSON.stringify(record.format)}; expected 1`;
  for (const key of ["recipe", "identity", "engine"] as const)
    if (typeof record[key] !== "string") return `\`${key}\` is missing`;
  for (const key of ["spec", "data", "network", "versions", "result"] as const)
    if (typeof record[key] !== "object" || record[key] === null) return `\`${key}\` is missing`;
  return undefined;
};

const readSources = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const sources = new Map<string, string>();
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names.sort())
    if (name.endsWith(".kes"))
      sources.set(name.split(sep).join("/").replaceAll(UP, ".."), await readFile(join(folder, name), "utf8"));
  return sources;
};

/** SHA-256 of a value as JSON with its keys in order. */
export const identityOf = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(value)))
    .digest("hex");

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => [key, sorted(entry)]);
};
