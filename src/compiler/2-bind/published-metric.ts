import type * as ast from "../1-syntax/ast.ts";
import type { PartSurface } from "../ops/surface.ts";
import type { Library } from "./library.ts";

/** `published error(recipe) = 5.57%`: a metric of a recipe, called by the metric's own name. */
export interface PublishedMetric {
  readonly metric: PartSurface;
  readonly call: ast.Call;
}

/** The metric that a published claim speaks of; undefined where it speaks of a count. A file's own name comes before a metric's. */
export const publishedMetric = (
  { subject }: ast.Published,
  names: ReadonlyMap<string, unknown>,
  library: Library,
): PublishedMetric | undefined => {
  if (subject.kind !== "Call" || subject.callee.kind !== "Reference") return undefined;
  const name = subject.callee.name.text;
  if (names.has(name) || library.surfaces.has(name)) return undefined;
  const metric = library.parts.get(name);
  return metric?.role === "metric" ? { metric, call: subject } : undefined;
};
