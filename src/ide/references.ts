import type { Span } from "../base/source.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { declarationSpan, meaningAt, sameTarget } from "./find-use.ts";
import { memberAt } from "./member.ts";

/**
 * Where the name at a place is declared, or the field behind a dot stands; undefined where there is no name, or the compiler itself
 * brings it.
 */
export const definitionAt = (program: Program, module: Module, offset: number): Span | undefined => {
  const meaning = meaningAt(module, offset);
  if (meaning) return declarationSpan(meaning.target, module);
  return memberAt(program, module, offset)?.field.place?.span;
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
