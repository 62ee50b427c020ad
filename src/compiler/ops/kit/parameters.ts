import type { Node } from "../../4-graph/graph.ts";
import type { Value } from "../../3-elaborate/value.ts";
import type { SurfaceParameter } from "../surface.ts";

/** Parameters that many operations have, and the two commonest results. */

export const tensorParameter = (name: string, doc: string, axes?: readonly string[]): SurfaceParameter => ({
  name,
  doc,
  type: { kind: "tensor", ...(axes && { axes }) },
});

export const indexParameter = (name: string, doc: string): SurfaceParameter => ({
  name,
  doc,
  type: { kind: "tensor", index: true },
});

export const axisParameter = (name: string, doc: string): SurfaceParameter => ({ name, doc, type: { kind: "axis" } });
export const axesParameter = (name: string, doc: string): SurfaceParameter => ({ name, doc, type: { kind: "axes" } });

export const countParameter = (name: string, doc: string, standard?: string): SurfaceParameter => ({
  name,
  doc,
  type: { kind: "int", least: 1 },
  ...(standard !== undefined && { default: standard }),
});

export const flagParameter = (name: string, doc: string): SurfaceParameter => ({
  name,
  doc,
  type: { kind: "bool" },
  default: "false",
});

export const tensor = (node: Node | undefined): Value | undefined => node && { kind: "tensor", node };

export const record = (fields: Readonly<Record<string, Node>>): Value => ({
  kind: "record",
  fields: new Map(Object.entries(fields).map(([name, node]) => [name, { kind: "tensor", node }])),
});
