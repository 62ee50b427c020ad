import type { Node } from "../../compiler/4-graph/graph.ts";
import { reachable } from "../../compiler/4-graph/reachable.ts";
import { predictMemory } from "../../compiler/analyses/memory.ts";
import type { Engine } from "../engines/engine.ts";

/** What the engine takes for itself: code, stacks, scratch. Measured: 12 MiB. */
export const PROGRAM_BYTES = 32n * 2n ** 20n;

/** Between tensors of uneven sizes memory goes to waste: measured 4 to 7 %. */
const GAPS = { over: 11n, under: 10n };

/** What an engine must have, so that so many bytes of tensors may be alive at once. */
export const engineBytes = (tensors: bigint): bigint => (tensors * GAPS.over) / GAPS.under + PROGRAM_BYTES;

/** How many bytes of tensors may be alive at once in so much memory. */
export const tensorBytes = (limit: bigint): bigint => ((limit - PROGRAM_BYTES) * GAPS.under) / GAPS.over;

/** The batch, or as much of it as an engine has room for when it computes nothing but `outputs`. */
export const fittingBatch = (outputs: readonly Node[], batch: number, { memoryLimitBytes }: Engine): number => {
  if (memoryLimitBytes === undefined) return batch;
  const room = tensorBytes(BigInt(memoryLimitBytes));
  return Math.min(batch, Math.max(1, predictMemory(reachable(outputs), outputs).largestBatch(room)));
};
