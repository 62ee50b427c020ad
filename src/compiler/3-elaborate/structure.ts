import type { Node, Structure } from "../4-graph/graph.ts";
import type { Value } from "./value.ts";

/** The tensors in a value, in order; those of a list's items and a record's fields too. */
export const tensorsOf = (value: Value): Node[] => {
  switch (value.kind) {
    case "tensor":
      return [value.node];
    case "list":
      return value.items.flatMap(tensorsOf);
    case "record":
      return [...value.fields.values()].flatMap(tensorsOf);
    default:
      return [];
  }
};

/** The value as tensors, lists and records of them; undefined where something else is in it. */
export const structureOf = (value: Value): Structure | undefined => {
  switch (value.kind) {
    case "tensor":
      return { kind: "tensor", node: value.node };
    case "list": {
      const items = value.items.map(structureOf).filter((item) => item !== undefined);
      return items.length === value.items.length ? { kind: "list", items } : undefined;
    }
    case "record": {
      const fields = new Map<string, Structure>();
      for (const [name, field] of value.fields) {
        const structure = structureOf(field);
        if (!structure) return undefined;
        fields.set(name, structure);
      }
      return { kind: "record", fields };
    }
    default:
      return undefined;
  }
};

export const nodesOf = (structure: Structure): readonly Node[] =>
  structure.kind === "tensor"
    ? [structure.node]
    : (structure.kind === "list" ? structure.items : [...structure.fields.values()]).flatMap(nodesOf);
