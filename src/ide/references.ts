import { isLibraryPath } from "../base/library-path.ts";
import type { Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { declarationSpan, meaningAt, sameTarget, type Meaning } from "./find-use.ts";

/** Where the name at a place is declared; undefined where nothing stands there, or the compiler itself brings it. */
export const definitionAt = (module: Module, offset: number): Span | undefined => {
  const meaning = meaningAt(module, offset);
  return meaning && declarationSpan(meaning.target, module);
};

/** Every place that means the same, by resolution, in all files that the program has read; the declaration first. */
export const referencesAt = (program: Program, module: Module, offset: number): readonly Span[] => {
  const meaning = meaningAt(module, offset);
  if (!meaning) return [];
  const own = declarationSpan(meaning.target, module);
  const uses = [...program.modules.values()].flatMap(({ uses: all }) =>
    all.filter(({ target }) => sameTarget(target, meaning.target)).map(({ name }) => name.span),
  );
  return distinct([...(own ? [own] : []), ...uses]);
};

const distinct = (spans: readonly Span[]): readonly Span[] => [
  ...new Map(spans.map((span) => [`${span.source.path} ${span.start}`, span])).values(),
];

export interface Renamed {
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** Why a name can't be renamed, or every edit that does it. */
export const renameAt = (
  program: Program,
  module: Module,
  offset: number,
  text: string,
): Renamed | { readonly problem: string } => {
  const meaning = meaningAt(module, offset);
  const problem = renameProblem(module, meaning);
  if (problem !== undefined || !meaning) return { problem: problem ?? "there is no name here" };
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text)) return { problem: `\`${text}\` is no name` };
  const places = referencesAt(program, module, offset);
  const taken = places.map(({ source }) => program.modules.get(source.path)).find((each) => each && knows(each, text));
  if (taken) return { problem: `${taken.source.path} knows a \`${text}\` already` };
  return { edits: places.map((span) => ({ span, text })) };
};

/** Whether a name would then mean two things somewhere in the file. */
const knows = ({ names, uses }: Module, text: string): boolean =>
  names.has(text) || uses.some(({ target }) => target.sort === "local" && target.name.text === text);

export const renameProblem = (module: Module, meaning: Meaning | undefined): string | undefined => {
  if (!meaning) return "there is no name here";
  const { target } = meaning;
  if (target.sort === "operation" || target.sort === "part")
    return `\`${target.surface.name}\` comes with the language`;
  if (target.sort === "declared" && isLibraryPath((target.module ?? module).source.path))
    return `\`${target.name}\` stands in the library, ${(target.module ?? module).source.path}`;
  if (target.sort === "local" && isPublic(module, target.name))
    return `\`${target.name.text}\` is an output, tap, term or field: others read it by that name`;
  return undefined;
};

/** A local's name that is more than a local's: losses read outputs and taps, paths and logs have it, records make fields of it. */
const isPublic = (module: Module, name: ast.Name): boolean => {
  const isIt = (other: ast.Name): boolean =>
    module.uses.some(
      ({ name: use, target }) => use.span.start === other.span.start && target.sort === "local" && target.name === name,
    ) || other.span.start === name.span.start;
  for (const node of nodesUnder(module.file)) {
    if ((node.kind === "Output" || node.kind === "Tap") && node.names.some(isIt)) return true;
    if (node.kind === "Term" && node.binding.path.some(isIt)) return true;
    if (node.kind === "RecordField" && node.value === undefined && isIt(node.name)) return true;
  }
  return false;
};
