import type { Span } from "../base/source.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { declarationSpan, meaningAt, sameTarget } from "./find-use.ts";

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
