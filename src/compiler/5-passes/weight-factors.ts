import { pathMatches } from "../../base/path-matches.ts";
import type { Recipe } from "../3-elaborate/recipe.ts";

/** Factors of one weight's learning rate and decay. A rate of 0 freezes it. */
export interface WeightFactors {
  readonly rate: number;
  readonly decay: number;
}

/** The last matching row wins; no row: both 1. */
export const weightFactors = (rows: Recipe["parts"], path: string): WeightFactors =>
  rows.findLast((row) => pathMatches(row.path, path)) ?? { rate: 1, decay: 1 };
