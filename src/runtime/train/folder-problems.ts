import { access, constants, stat, statfs } from "node:fs/promises";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { fieldPlace, type Recipe } from "../../compiler/3-elaborate/recipe.ts";
import { cantWrite, noSpace } from "../../compiler/diagnostics/runs.ts";
import { reasonOf } from "../data/reason-of.ts";
import { nearestThere } from "../runs/make-folder.ts";
import { slotsOf } from "./optimizer.ts";
import type { Prepared } from "./prepare.ts";
import { bytesOf } from "../../compiler/analyses/step-memory.ts";

/** Whether runs can be written there, or the folder be made. Nothing is made yet. */
export const findFolderProblems = async (recipe: Recipe, runsFolder: string): Promise<readonly Diagnostic[]> => {
  try {
    const there = await nearestThere(runsFolder);
    if (!(await stat(there)).isDirectory())
      throw new Error(there === runsFolder ? "it is not a folder" : `\`${there}\` is not a folder`);
    await access(there, constants.W_OK | constants.X_OK);
    return [];
  } catch (error) {
    return [diagnose(cantWrite, fieldPlace(recipe, "model"), { path: runsFolder, reason: reasonOf(error) })];
  }
};

/** Text, logs and the page of a run, generously. */
const TEXT_BYTES = 16n * 2n ** 20n;

/**
 * What a run's folder takes at most: weights, last weights, and a checkpoint with slots and averages, of which for a moment there
 * are two.
 */
export const diskBytes = (recipe: Recipe, { declared, graph }: Pick<Prepared, "declared" | "graph">): bigint => {
  const weights = bytesOf(declared);
  const slots = bytesOf([...graph.gradients.keys()]) * BigInt(slotsOf(recipe.optimizer));
  const checkpoint = weights + slots + (recipe.ema === undefined ? 0n : weights);
  return 2n * weights + 2n * checkpoint + TEXT_BYTES;
};

export type FreeSpace = (folder: string) => Promise<bigint>;

const freeSpace: FreeSpace = async (folder) => {
  const { bavail, bsize } = await statfs(await nearestThere(folder), { bigint: true });
  return bavail * bsize;
};

/** Whether there is room for so many bytes. Systems that don't tell are trusted. */
export const findSpaceProblems = async (
  recipe: Recipe,
  runsFolder: string,
  need: bigint,
  ask: FreeSpace = freeSpace,
): Promise<readonly Diagnostic[]> => {
  const free = await ask(runsFolder).catch(() => undefined);
  if (free === undefined || free >= need) return [];
  const facts = { path: runsFolder, need: megabytes(need), free: megabytes(free) };
  return [diagnose(noSpace, fieldPlace(recipe, "model"), facts)];
};

const megabytes = (bytes: bigint): string => `${(Number(bytes) / 1e6).toFixed(0)} MB`;
