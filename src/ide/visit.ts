import type * as ast from "../compiler/1-syntax/ast.ts";

/** Nodes of the tree that somebody here looks for. */
export type Visited = ast.PlaceStep | ast.Binding | ast.Parameter | ast.Output | ast.Tap | ast.Term | ast.RecordField;

/** Every node below, the ones above first; of other kinds too: ask for `kind`. */
export const visit = (value: unknown, seen: (node: Visited) => void): void => {
  if (Array.isArray(value)) return value.forEach((item) => visit(item, seen));
  if (typeof value !== "object" || value === null || !("kind" in value)) return;
  seen(value as Visited);
  for (const [key, child] of Object.entries(value)) if (key !== "span") visit(child, seen);
};
