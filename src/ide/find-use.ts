import type { Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module, NameTarget } from "../compiler/2-bind/module.ts";

/** What a place in the text means: a use of a name, or the name where it is declared or bound. */
export interface Meaning {
  readonly span: Span;
  readonly target: NameTarget;
}

const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

export const meaningAt = (module: Module, offset: number): Meaning | undefined => {
  const use = module.uses.find(({ name }) => holds(name.span, offset));
  if (use) return { span: use.name.span, target: use.target };
  for (const { name, node } of declaredIn(module))
    if (holds(name.span, offset))
      return { span: name.span, target: { sort: "declared", node, name: name.text, module } };
  const bound = module.uses.find(({ target }) => target.sort === "local" && holds(target.name.span, offset));
  return bound?.target.sort === "local" ? { span: bound.target.name.span, target: bound.target } : undefined;
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
  if (target.sort === "local") return target.name.span;
  if (target.sort !== "declared") return undefined;
  const module = target.module ?? from;
  return declaredIn(module).find(({ node, name }) => node === target.node && name.text === target.name)?.name.span;
};

export const sameTarget = (a: NameTarget, b: NameTarget): boolean => {
  if (a.sort === "local" && b.sort === "local") return a.name === b.name;
  if (a.sort === "declared" && b.sort === "declared") return a.node === b.node && a.name === b.name;
  if (a.sort === "operation" && b.sort === "operation") return a.surface === b.surface;
  return a.sort === "part" && b.sort === "part" && a.surface === b.surface;
};
