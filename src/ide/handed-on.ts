import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import { kindOfLists } from "../compiler/2-bind/kind-of-lists.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";

/** A label of that name which may mean a parameter of a declaration, because the declaration is handed on as a value. */
export const labelNobodyKnows = (
  { modules }: Program,
  item: ast.Declaration | ast.Recipe,
  text: string,
): ast.Name | undefined => {
  const all = [...modules.values()];
  if (item.kind === "Recipe" || !all.some((module) => handsOn(module, item))) return undefined;
  for (const module of all) {
    const known = new Set(module.uses.flatMap(({ name, isLabel }) => (isLabel ? [name.span.start] : [])));
    for (const node of nodesUnder(module.file)) {
      if (node.kind !== "Call") continue;
      const label = node.arguments.arguments.find(
        ({ name }) => name?.text === text && !known.has(name.span.start),
      )?.name;
      if (label) return label;
    }
  }
  return undefined;
};

/** Whether a file uses a declaration other than by placing it then and there. */
const handsOn = ({ file, uses }: Module, item: ast.Declaration): boolean => {
  const places = uses.filter(({ target }) => target.sort === "declared" && target.node === item);
  if (places.length === 0) return false;
  const placed = new Set<number>();
  const hasKind = kindOfLists(item).kind !== undefined;
  const add = (callee: ast.Expression): void => {
    if (callee.kind === "Reference") placed.add(callee.name.span.start);
  };
  for (const node of nodesUnder(file)) {
    if (node.kind === "Import") for (const { span } of node.names) placed.add(span.start);
    if (node.kind === "PlaceStep") add(headOf(node.target));
    if (node.kind === "Call" && (node.callee.kind === "Call" || !hasKind)) add(headOf(node));
  }
  return places.some(({ name }) => !placed.has(name.span.start));
};

const headOf = (target: ast.Expression): ast.Expression => (target.kind === "Call" ? headOf(target.callee) : target);
