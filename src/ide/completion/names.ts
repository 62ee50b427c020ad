import { isLibraryPath } from "../../base/library-path.ts";
import * as t from "../../../grammar/tokens.ts";
import type { Declared } from "../../compiler/2-bind/module.ts";
import { callableOf, takesFlow, type Callable, type CallParameter } from "../callable.ts";
import type { Importable } from "../import-edit.ts";
import { importEdit } from "../import-edit.ts";
import { namesOf, sortOfLocal, sortOfThing, type Sort } from "../sorts.ts";
import type { LocalName, Thing, View } from "../view.ts";
import type { Want } from "../want.ts";
import type { Completion, CompletionKind, Ranked } from "./completion.ts";
import { rankOfSort } from "./fitness.ts";

/** A place that names may stand at. */
export interface Named {
  /** Behind an arrow only what can be placed fits. */
  readonly isStep: boolean;
  readonly want: Want;
}

/** All names that fit a place: what is bound there, the file's, the library's, and those of other files with their import. */
export const namesAt = (view: View, at: Named, others: readonly Importable[]): readonly Ranked[] => {
  const uses = usesIn(view);
  const hidden = new Set<string>();
  const found: Ranked[] = [];
  const add = (name: string, thing: Thing, more: Omit<Offer, "name" | "thing">): void => {
    if (hidden.has(name) || name === "") return;
    hidden.add(name);
    const callable = callableOnce(view, thing);
    const rank = rankOfThing(view, at, thing, callable);
    if (rank === undefined) return;
    const completion = completionOf(view, at, { name, thing, ...more }, callable());
    found.push({ completion, rank: rank + (more.far ?? 0), uses: more.near ?? uses.get(name) ?? 0 });
  };
  view.locals.forEach((_, index) => {
    const local = view.locals[view.locals.length - 1 - index]!;
    add(local.name, { sort: "local", local }, { detail: detailOfLocal(view, local), near: -index });
  });
  if (view.item && "name" in view.item) hidden.add(view.item.name.text); // nothing is made of itself
  for (const [name, declared] of view.module.names)
    add(name, { sort: "declared", declared }, { far: 0.2, detail: whereOf(declared, view) });
  for (const [name, declared] of view.program.library.prelude?.names ?? [])
    add(name, { sort: "declared", declared }, { far: 0.4, detail: "library" });
  for (const [name, surface] of view.program.library.surfaces)
    add(name, { sort: "operation", surface }, { far: 0.4, detail: "operation" });
  for (const [name, surface] of view.program.library.parts)
    add(name, { sort: "part", surface }, { far: 0.4, detail: surface.notYet ?? surface.role });
  for (const other of others)
    add(
      other.name,
      { sort: "declared", declared: other },
      { far: isLibraryPath(other.module.source.path) ? 40 : 20, detail: other.from, from: other.from },
    );
  return found;
};

interface Offer {
  readonly name: string;
  readonly thing: Thing;
  readonly detail: string;
  /** How much further away than what fits equally well. */
  readonly far?: number;
  /** Of locals: the later bound the larger. */
  readonly near?: number;
  /** What the name must be imported from. */
  readonly from?: string;
}

/** How often the file, and after it what else has been read, uses each name. */
const usesIn = ({ module, program }: View): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const other of program.modules.values())
    for (const { name } of other.uses)
      counts.set(name.text, (counts.get(name.text) ?? 0) + (other === module ? 1 : 0.001));
  return counts;
};

/** Both rank and snippet may ask, of hundreds of names. */
const callableOnce = (view: View, thing: Thing): (() => Callable | undefined) => {
  let known: { readonly callable: Callable | undefined } | undefined;
  return () => (known ??= { callable: callableOf(view, thing) }).callable;
};

const rankOfThing = (
  view: View,
  { isStep, want }: Named,
  thing: Thing,
  callable: () => Callable | undefined,
): number | undefined => {
  if (thing.sort === "part") {
    if (want.kind === "list" && want.also) return rankOfThing(view, { isStep, want: want.of }, thing, callable);
    if (want.kind === "any" && !isStep) return view.item?.kind === "Binding" ? 7 : undefined;
    return !isStep && want.kind === "part" && want.role === thing.surface.role ? 0 : undefined;
  }
  const sort = sortOfThing(thing, namesOf(view));
  const called = sort === "block" || sort === "model" ? callable() : undefined;
  if (isStep) return rankOfStep(thing, sort, called);
  return rankOfSort(want, sort, { thing, ...(called && { callable: called }) });
};

const rankOfStep = (thing: Thing, sort: Sort, callable: Callable | undefined): number | undefined => {
  if (sort !== "block" && sort !== "model" && !(thing.sort === "local" && sort === "unknown")) return undefined;
  if (thing.sort === "local") return sort === "unknown" ? 4 : 0;
  if (callable?.placing && !takesFlow(callable)) return undefined;
  if (thing.sort !== "operation") return sort === "model" ? 3 : 1;
  // What takes a list is rather called.
  if (thing.surface.parameters[0]?.type.kind === "operands") return 2;
  return thing.surface.ownsWeights ? 0.9 : 1;
};

const completionOf = (
  view: View,
  at: Named,
  { name, thing, detail, from }: Offer,
  callable: Callable | undefined,
): Completion => {
  const put = view.place.after[0];
  const called = put?.tokenType === t.LeftParen && put.startOffset === view.place.word.end;
  const snippet = callable && !called ? `${name}${listsOf(at, thing, callable)}` : name;
  const doc = callable?.doc ?? (thing.sort === "local" ? thing.local.doc : undefined);
  return {
    name,
    what: kindOfThing(thing),
    detail: callable && thing.sort !== "local" ? `${shownLists(callable)} ${detail}` : detail,
    ...(doc !== undefined && { doc }),
    ...(snippet !== name && { snippet }),
    ...(from !== undefined && { edits: [importEdit(view.module, name, from)] }),
  };
};

const shownLists = ({ kind, placing }: Callable): string =>
  [kind, placing].flatMap((list) => (list ? [`(${list.map(({ label }) => label).join(", ")})`] : [])).join("");

/** The lists that must follow a name, as a snippet: empty where none must. */
const listsOf = ({ isStep, want }: Named, thing: Thing, { kind, placing }: Callable): string => {
  const needed = (list: readonly CallParameter[] | undefined): boolean =>
    list?.some(({ optional }) => !optional) ?? false;
  if (thing.sort === "part") return partList(kind ?? []);
  const flow = placing?.find((each) => each.takesFlow);
  const open = placing?.filter((each) => each !== flow);
  if (isStep) {
    if (!kind) return needed(open) ? "($1)" : "";
    if (needed(kind)) return needed(open) ? "($1)($2)" : "($1)";
    return needed(open) ? "()($1)" : "";
  }
  if (kind) return needed(kind) ? "($1)" : "";
  const asKind = want.kind === "block" || want.kind === "model" || want.kind === "loss" || want.kind === "run";
  return asKind || thing.sort === "local" || !placing?.length ? "" : "($1)";
};

/** `sgd(lr: ‸)`: a part's arguments go by name. */
const partList = (parameters: readonly CallParameter[]): string => {
  const needed = parameters.filter(({ optional }) => !optional);
  const first = parameters[0];
  if (!first) return "";
  if (!needed.length) return parameters.length > 1 ? "($1)" : "";
  return `(${needed.map(({ name }, index) => `${name}: $${index + 1}`).join(", ")})`;
};

const kindOfThing = (thing: Thing): CompletionKind => {
  if (thing.sort !== "declared") return thing.sort;
  const { node } = thing.declared;
  return node.kind === "Declaration" ? node.keyword : node.kind === "Recipe" ? "recipe" : "value";
};

const whereOf = ({ module, node }: Declared, view: View): string =>
  module === view.module ? (node.kind === "Binding" || node.kind === "Unpack" ? "this file" : "") : module.source.path;

const detailOfLocal = (view: View, local: LocalName): string => {
  const { type } = local;
  if (type && type.kind !== "Missing") return type.span.source.text.slice(type.span.start, type.span.end);
  const sort = sortOfLocal(local, namesOf(view));
  return sort === "unknown" ? local.what : sort;
};
