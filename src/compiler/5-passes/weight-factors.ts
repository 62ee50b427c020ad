import { pathMatches } from "../../base/path-matches.ts";

/** Factors of one weight's learning rate and decay. A rate of 0 freezes it. */
export interface WeightFactors {
  readonly rate: number;
  readonly decay: number;
}

/** Factors for all weights whose path matches. */
export interface WeightRow extends WeightFactors {
  readonly path: string;
}

/** The last matching row wins; no row: both 1. */
export const weightFactors = (rows: readonly WeightRow[], path: string): WeightFactors =>
  rows.findLast((row) => pathMatches(row.path, path)) ?? { rate: 1, decay: 1 };
