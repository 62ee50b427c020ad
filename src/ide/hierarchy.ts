import { isWithin, type Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module, NameTarget, NameUse } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { meaningAt } from "./find-use.ts";

/** A declaration or recipe, as one that places others or is placed. */
export interface Placing {
  readonly node: ast.Declaration | ast.Recipe;
  readonly module: Module;
}

/** Who is placed, or places, and where. */
export interface Placed {
  readonly by: Placing;
  /** Names in the text of the one that places. */
  readonly at: readonly Span[];
}

/** The declaration that a name at a place means. */
export const placingAt = (module: Module, offset: number): Placing | undefined => {
  const target = meaningAt(module, offset)?.target;
  return target && declaredBy(target, module);
};

/** One that a file declares, by name. */
export const placingOf = (module: Module, name: string): Placing | undefined => {
  const declared = module.names.get(name);
  return declared && declaredBy({ sort: "declared", ...declared }, module);
};

const declaredBy = (target: NameTarget, module: Module): Placing | undefined => {
  if (target.sort !== "declared") return undefined;
  const { node } = target;
  return node.kind === "Declaration" || node.kind === "Recipe" ? { node, module: target.module ?? module } : undefined;
};

/** Whatever places a declaration or hands it on, in all files that the program has read. Claims and imports place nothing. */
export const placedBy = (program: Program, { node }: Placing): readonly Placed[] =>
  [...program.modules.values()].flatMap((module) => {
    const uses = module.uses.filter(({ target }) => target.sort === "declared" && target.node === node);
    return uses.length ? grouped(uses, ({ name }) => itemAround(module, name.span)) : [];
  });

/** Whatever a declaration places or hands on. */
export const placesOf = ({ node, module }: Placing): readonly Placed[] =>
  grouped(
    module.uses.filter(({ name: { span } }) => isWithin(span, node.span)),
    ({ target }) => declaredBy(target, module),
  );

const itemAround = (module: Module, span: Span): Placing | undefined => {
  const node = module.file.items.find((item) => isWithin(span, item.span));
  return node?.kind === "Declaration" || node?.kind === "Recipe" ? { node, module } : undefined;
};

const grouped = (uses: readonly NameUse[], key: (use: NameUse) => Placing | undefined): readonly Placed[] => {
  const groups = new Map<Placing["node"], { by: Placing; at: Map<number, Span> }>();
  for (const use of uses) {
    const by = key(use);
    if (!by) continue;
    const group = groups.get(by.node) ?? { by, at: new Map<number, Span>() };
    groups.set(by.node, group);
    group.at.set(use.name.span.start, use.name.span);
  }
  return [...groups.values()].map(({ by, at }) => ({ by, at: [...at.values()].sort((a, b) => a.start - b.start) }));
};
