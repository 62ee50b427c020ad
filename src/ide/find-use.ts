import { touches, type Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder, type TreeNode } from "../compiler/1-syntax/walk-tree.ts";
import type { Module, NameTarget } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";

/** What a place in the text means: a use of a name, or the name where it is declared or bound. */
export interface Meaning {
  readonly span: Span;
  readonly target: NameTarget;
}

export const meaningAt = (module: Module, offset: number): Meaning | undefined => {
  const use = module.uses.find(({ name }) => touches(name.span, offset));
  if (use) return { span: use.name.span, target: use.target };
  for (const { name, node } of declaredIn(module))
    if (touches(name.span, offset))
      return { span: name.span, target: { sort: "declared", node, name: name.text, module } };
  const item = module.file.items.find(({ span }) => touches(span, offset));
  const name = item && boundIn(item).find(({ span }) => touches(span, offset));
  return name && { span: name.span, target: { sort: "local", name } };
};

/** Parameters, bindings and loops' variables of an item, in order. */
export const boundIn = (item: ast.Item): readonly ast.Name[] => {
  const fields = new Set<TreeNode>(item.kind === "Recipe" ? item.fields : []);
  return [...nodesUnder(item)].flatMap((node): readonly ast.Name[] => {
    if (node === item && item.kind !== "Declaration") return [];
    switch (node.kind) {
      case "Parameter":
        return [node.name];
      case "Binding":
        return fields.has(node) ? [] : node.path.slice(0, 1);
      case "Unpack":
      case "Pattern":
        return node.names;
      default:
        return [];
    }
  });
};

export interface OwnName {
  readonly name: ast.Name;
  readonly node: Extract<NameTarget, { sort: "declared" }>["node"];
}

/** What a file declares itself, with the name as it stands there. */
export const declaredIn = (module: Module): readonly OwnName[] =>
  module.file.items.flatMap((item): readonly OwnName[] => {
    switch (item.kind) {
      case "Declaration":
      case "Recipe":
        return [{ name: item.name, node: item }];
      case "Binding":
        return item.path[0] ? [{ name: item.path[0], node: item }] : [];
      case "Unpack":
        return item.names.map((name) => ({ name, node: item }));
      default:
        return [];
    }
  });

/** Where a target's own name stands; undefined for what the compiler itself brings. */
export const declarationSpan = (target: NameTarget, from: Module): Span | undefined => {
  if (target.sort === "local") return isGiven(target.name) ? undefined : target.name.span;
  if (target.sort !== "declared") return undefined;
  const module = target.module ?? from;
  return declaredIn(module).find(({ node, name }) => node === target.node && name.text === target.name)?.name.span;
};

/** Whether the language itself binds a local, such as the networks that `show` sees: nothing in the text does. */
export const isGiven = ({ text, span: { source, start, end } }: ast.Name): boolean =>
  source.text.slice(start, end).normalize("NFC") !== text;

/** The parameter that a name declares, with the item that has it. */
export const parameterOf = (
  program: Program,
  name: ast.Name,
): { readonly parameter: ast.Parameter; readonly item: ast.Declaration | ast.Recipe } | undefined => {
  for (const item of program.modules.get(name.span.source.path)?.file.items ?? []) {
    if (item.kind !== "Declaration" && item.kind !== "Recipe") continue;
    const lists = item.kind === "Declaration" ? item.lists : item.list ? [item.list] : [];
    const parameter = lists.flatMap(({ parameters }) => parameters).find((each) => each.name === name);
    if (parameter) return { parameter, item };
  }
  return undefined;
};

export const sameTarget = (a: NameTarget, b: NameTarget): boolean => {
  if (a.sort === "local" && b.sort === "local") return a.name === b.name;
  if (a.sort === "declared" && b.sort === "declared") return a.node === b.node && a.name === b.name;
  if (a.sort === "operation" && b.sort === "operation") return a.surface === b.surface;
  if (a.sort === "argument" && b.sort === "argument") return a.parameter === b.parameter;
  return a.sort === "part" && b.sort === "part" && a.surface === b.surface;
};
