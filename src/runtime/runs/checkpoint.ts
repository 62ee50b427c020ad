import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Answers } from "../eval/metrics.ts";
import { reasonOf } from "../data/reason-of.ts";
import { RUN_FILES } from "./run-files.ts";
import type { RunRecord } from "./run-record.ts";
import { readSafetensors, type SavedTensor, type Tensors } from "./safetensors.ts";

/** All that a run needs to go on as if it had never stopped. Random numbers need no state: they depend on seed, epoch, step and picture. */
export interface Checkpoint {
  /** Weights, statistics, slots and averages, each by its group and path: `weights/…`, `slot0/…`, `average/…`. */
  readonly tensors: ReadonlyMap<string, SavedTensor>;
  readonly position: Position;
}

/** Where in its schedule a run stands. */
export interface Position {
  /** Steps done. */
  readonly step: number;
  /** Epochs that are measured and written down; `step` may be at the end of one that isn't yet. */
  readonly epochs: number;
  /** Of the steps since the last epoch was closed, and since the last line of `steps.jsonl`. */
  readonly epoch: Sums;
  readonly window: Sums;
  readonly best: RunRecord["best"];
  readonly endedEarly?: string;
  readonly seconds: number;
}

export interface Sums {
  readonly count: number;
  readonly loss: number;
  readonly terms: readonly (readonly [name: string, sum: number])[];
  /** Where they are had. */
  readonly answers?: Answers;
}

export const noSums: Sums = { count: 0, loss: 0, terms: [] };

/** As a file's tensors; doubles survive JSON exactly. */
export const checkpointTensors = ({ tensors, position }: Checkpoint, identity: string): Tensors => ({
  tensors,
  metadata: new Map([
    ["format", "kes checkpoint 1"],
    ["identity", identity],
    ["position", JSON.stringify(position)],
  ]),
});

/** A run's checkpoint; undefined where it has none; a sentence where it is damaged or another run's. */
export const readCheckpoint = async (
  folder: string,
  identity: string,
): Promise<Checkpoint | { readonly problem: string } | undefined> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, RUN_FILES.checkpoint));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : { problem: reasonOf(error) };
  }
  const file = readSafetensors(bytes);
  if ("problem" in file) return file;
  if (file.metadata.get("format") !== "kes checkpoint 1") return { problem: "it is no checkpoint of this version" };
  if (file.metadata.get("identity") !== identity) return { problem: "it belongs to another run" };
  try {
    return { tensors: file.tensors, position: JSON.parse(file.metadata.get("position") ?? "") as Position };
  } catch {
    return { problem: "its position is not JSON" };
  }
};
