import { readFile, readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import { noSuchRun, runDamaged, runUnfinished } from "../../compiler/diagnostics/runs.ts";
import { reasonOf } from "../data/reason-of.ts";
import type { Json } from "./plain-value.ts";
import { RUN_FILES } from "./run-files.ts";
import type { RunRecord } from "./run-record.ts";
import { readSafetensors, type Tensors } from "./safetensors.ts";
import { UP } from "./write-run.ts";

export type { RunRecord } from "./run-record.ts";

/** A run that has weights, as read back. */
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
  const record = await read.json(RUN_FILES.record);
  if (record === undefined) return [undefined, read.problems]; // no run at all: one error is enough
  const problem = recordProblem(record);
  if (problem !== undefined) read.damaged(RUN_FILES.record, problem);
  const recipe = (await read.json(RUN_FILES.recipe)) as Json;
  const isUnfinished = problem === undefined && (record as RunRecord).state !== "done";
  const bytes = await read.bytes(RUN_FILES.weights, isUnfinished ? read.unfinished : undefined);
  const weights = bytes && readSafetensors(bytes);
  if (weights && "problem" in weights) read.damaged(RUN_FILES.weights, weights.problem);
  const sources = await readSources(join(folder, RUN_FILES.spec));
  if (sources.size === 0) read.missing(RUN_FILES.spec);
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
  const unfinished = (): void => void problems.push(diagnose(runUnfinished, at(RUN_FILES.weights), { folder }));
  const bytes = async (name: string, absent = () => missing(name)): Promise<Buffer | undefined> => {
    try {
      return await readFile(join(folder, name));
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) absent();
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
  return { problems, missing, damaged, unfinished, bytes, json };
};

const recordProblem = (value: unknown): string | undefined => {
  if (typeof value !== "object" || value === null) return "it is not an object";
  const record = value as Partial<RunRecord>;
  if (record.format !== 2) return `its format is ${JSON.stringify(record.format)}; expected 2`;
  for (const key of ["recipe", "identity", "engine", "state"] as const)
    if (typeof record[key] !== "string") return `\`${key}\` is missing`;
  for (const key of [RUN_FILES.spec, "data", "network", "versions"] as const)
    if (typeof record[key] !== "object" || record[key] === null) return `\`${key}\` is missing`;
  if (record.result === undefined) return "`result` is missing"; // null where nothing was tested
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
