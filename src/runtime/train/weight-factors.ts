import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";

/** Factors of one weight's learning rate and decay. A rate of 0 freezes it. */
export interface WeightFactors {
  readonly rate: number;
  readonly decay: number;
}

/** Whether a path's segments match a row's: `*` is one segment, `**` any number, none included. */
export const pathMatches = (pattern: string, path: string): boolean => {
  const [wanted, segments] = [pattern.split("/"), path.split("/")];
  /** Which numbers of segments the pattern so far can have eaten. */
  let reached = new Set([0]);
  for (const part of wanted) {
    const next = new Set<number>();
    for (const at of reached)
      if (part === "**") for (let end = at; end <= segments.length; end++) next.add(end);
      else if (at < segments.length && (part === "*" || part === segments[at])) next.add(at + 1);
    reached = next;
  }
  return reached.has(segments.length);
};

/** The last matching row wins; no row: both 1. */
export const weightFactors = (rows: Recipe["parts"], path: string): WeightFactors =>
  rows.findLast((row) => pathMatches(row.path, path)) ?? { rate: 1, decay: 1 };
