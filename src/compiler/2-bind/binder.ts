import { diagnose, type Diagnostic, type DiagnosticKind, type Extra } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";
import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { unknownName, usedTooEarly } from "../diagnostics/names.ts";
import type { PartSurface, Surface } from "../ops/surface.ts";
import { findInPrelude, type Library } from "./library.ts";
import type { Declared, Module, NameUse } from "./module.ts";

/** A parameter, binding or loop's variable. */
export interface Local {
  readonly name: ast.Name;
  readonly what: "parameter" | "binding" | "variable";
  /** Of parameters. */
  readonly type?: ast.Type;
  /** Names of the locals that its value uses; of bindings. */
  readonly uses?: Set<Local>;
  /** Reached by an output, tap, term, return, require, warn or expect. */
  reached: boolean;
  used: boolean;
}

/** Names of a body, an inner one for each loop. Maps throughout: `constructor` is an ordinary name. */
export interface Scope {
  readonly locals: Map<string, Local>;
  readonly parent?: Scope;
  /** What is bound further down, so that an early use can say so. */
  readonly later: ReadonlySet<string>;
  /** A name of this body couldn't be read: any unknown one may be it. */
  readonly hole: boolean;
}

export const emptyScope: Scope = { locals: new Map(), later: new Set(), hole: false };
export const innerScope = (parent: Scope): Scope => ({ locals: new Map(), parent, later: new Set(), hole: false });

/** What a file's name stands for; its own module isn't known yet. */
export type Named = Omit<Declared, "module"> & { readonly module?: Module };

export type Found =
  | { readonly sort: "local"; readonly local: Local }
  | { readonly sort: "declared"; readonly declared: Named }
  | { readonly sort: "operation"; readonly surface: Surface }
  | { readonly sort: "part"; readonly surface: PartSurface }
  /** A value of the library, or an import that couldn't be had. */
  | { readonly sort: "opaque" };

/** One file's binding in progress. */
export interface Binder {
  readonly names: ReadonlyMap<string, Named>;
  /** Imported names that couldn't be found; their uses stay silent. */
  readonly lost: ReadonlySet<string>;
  readonly library: Library;
  /** Axes that the file makes or names, asked for only where a type isn't known. */
  readonly axes: () => ReadonlySet<string>;
  /** File-level names that have been used. */
  readonly used: Set<string>;
  /** What each word was found to mean. */
  readonly uses: NameUse[];
  /** Calls where a file-level name is used while an item is walked; for cycles. */
  onUse: (name: string, at: Span) => void;
  /** Unknown names that have been reported of the item being walked: one mistake is told once. */
  readonly told: Set<string>;
  /** The binding whose value is being walked, or undefined where what is walked is needed for its own sake. */
  current: Local | undefined;
  /** How many problems have been reported. */
  reported(): number;
  report<Facts>(kind: DiagnosticKind<Facts>, at: Span, facts: Facts, extra?: Extra): void;
}

/** Of one file, errors and warnings each: nobody reads more, and to print tens of thousands takes seconds. */
const mostTold = 1_000;

export const createReport = (into: Diagnostic[]): Binder["report"] => {
  const told = { error: 0, warning: 0 };
  return (kind, at, facts, extra) => {
    if (told[kind.severity]++ < mostTold) into.push(diagnose(kind, at, facts, extra));
  };
};

export const findLocal = (scope: Scope, name: string): Local | undefined => {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const local = at.locals.get(name);
    if (local) return local;
  }
  return undefined;
};

/** What a name stands for; uses are counted by `use`. Locals hide the file's names, they the library's. */
export const find = (binder: Binder, scope: Scope, name: string): Found | undefined => {
  const local = findLocal(scope, name);
  if (local) return { sort: "local", local };
  const declared = binder.names.get(name);
  if (declared) return { sort: "declared", declared };
  if (binder.lost.has(name)) return { sort: "opaque" };
  const { library } = binder;
  const prelude = findInPrelude(library, name);
  if (prelude) return { sort: "declared", declared: prelude };
  const surface = library.surfaces.get(name);
  if (surface) return { sort: "operation", surface };
  const part = library.parts.get(name);
  if (part) return { sort: "part", surface: part };
  return library.values.has(name) ? { sort: "opaque" } : undefined;
};

/** Finds a name and counts the use. */
export const use = (binder: Binder, scope: Scope, { text, span }: ast.Name): Found | undefined => {
  const found = find(binder, scope, text);
  if (found && found.sort !== "opaque" && span.end > span.start) record(binder, { kind: "Name", text, span }, found);
  if (found?.sort === "local") useLocal(binder, found.local);
  else if (binder.names.has(text) || binder.lost.has(text)) {
    binder.used.add(text);
    // With a hole in between it may be a binding that is meant.
    if (!hasHole(binder, scope)) binder.onUse(text, span);
  }
  return found;
};

const record = ({ uses }: Binder, name: ast.Name, found: Exclude<Found, { sort: "opaque" }>): void => {
  switch (found.sort) {
    case "local":
      uses.push({ name, target: { sort: "local", name: found.local.name } });
      return;
    case "declared": {
      const { node, name: declared, module } = found.declared;
      uses.push({ name, target: { sort: "declared", node, name: declared, ...(module && { module }) } });
      return;
    }
    default:
      uses.push({ name, target: found });
  }
};

/** A local that a word means where it could have meant itself: an axis, a choice, an output. */
export const useLocalAt = (binder: Binder, name: ast.Name, local: Local): void => {
  record(binder, name, { sort: "local", local });
  useLocal(binder, local);
};

export const useLocal = (binder: Binder, local: Local): void => {
  local.used = true;
  if (binder.current) binder.current.uses?.add(local);
  else local.reached = true;
};

const mostSuggestions = 50;

/** Reports a name that means nothing, with the nearest one that would. */
export const reportUnknown = (binder: Binder, scope: Scope, name: ast.Name): void => {
  if (name.text === "" || binder.told.has(name.text) || hasHole(binder, scope)) return;
  binder.told.add(name.text);
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (at.later.has(name.text)) return binder.report(usedTooEarly, name.span, { name: name.text });
  // To look through all names costs time; whoever has so many errors mends the first ones first.
  const near = binder.reported() < mostSuggestions ? nearest(name.text, knownNames(binder, scope)) : undefined;
  binder.report(unknownName, name.span, { name: name.text, ...(near === undefined ? {} : { near }) });
};

const hasHole = (binder: Binder, scope: Scope): boolean => {
  if (binder.names.has("") || binder.lost.has("")) return true;
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.hole) return true;
  return false;
};

/** The nearest kinds first, so that of equals the closest wins. */
export const knownNames = (binder: Binder, scope: Scope): string[] => {
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at; at = at.parent) names.push(...at.locals.keys());
  const { prelude, surfaces, parts, values } = binder.library;
  return [
    ...names,
    ...binder.names.keys(),
    ...(prelude?.names.keys() ?? []),
    ...surfaces.keys(),
    ...parts.keys(),
    ...values,
  ];
};

/** All words in a part of the text that couldn't be read: each may be a use. */
export const useWordsIn = (binder: Binder, scope: Scope, { source, start, end }: Span): void => {
  const { onUse } = binder;
  binder.onUse = () => undefined;
  for (const [word] of source.text.slice(start, end).matchAll(/[\p{ID_Start}_][\p{ID_Continue}]*/gu))
    use(binder, scope, { kind: "Name", span: { source, start, end: start }, text: word.normalize("NFC") });
  binder.onUse = onUse;
};
