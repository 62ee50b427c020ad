import type { Diagnostic } from "../base/diagnostic.ts";
import type { Source } from "../base/source.ts";
import { parseFile } from "../compiler/1-syntax/parse.ts";
import type { Edit } from "./edits.ts";

export interface FixedText {
  readonly text: string;
  /** Those whose fix is in the text, in order of place. */
  readonly applied: readonly Diagnostic[];
}

/**
 * The text with the first fix of each diagnostic, whole or not at all: of two that touch each other the earlier one is taken, and
 * one that would leave a syntax error is left out. Fixes that reach into other texts are left out too.
 */
export const applyFixes = (source: Source, diagnostics: readonly Diagnostic[]): FixedText => {
  const chosen = withoutOverlaps(source, diagnostics);
  const all = fixed(source, chosen);
  if (parses(source, all.text)) return all;
  let kept: readonly Diagnostic[] = [];
  for (const diagnostic of chosen)
    if (parses(source, fixed(source, [...kept, diagnostic]).text)) kept = [...kept, diagnostic];
  return fixed(source, kept);
};

const editsOf = ({ fixes }: Diagnostic): readonly Edit[] => fixes[0]?.edits ?? [];

const withoutOverlaps = (source: Source, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const taken: Edit[] = [];
  return diagnostics
    .toSorted((a, b) => a.span.start - b.span.start)
    .filter((diagnostic) => {
      const edits = editsOf(diagnostic);
      const isOurs = edits.every(({ span }) => span.source.path === source.path && span.source.text === source.text);
      const isFree = edits.every((edit) => !taken.some((other) => touch(edit, other)));
      if (edits.length === 0 || !isOurs || !isFree) return false;
      taken.push(...edits);
      return true;
    });
};

const touch = ({ span: a }: Edit, { span: b }: Edit): boolean => a.start <= b.end && b.start <= a.end;

const fixed = (source: Source, applied: readonly Diagnostic[]): FixedText => {
  const edits = applied.flatMap(editsOf).toSorted((a, b) => b.span.start - a.span.start);
  let { text } = source;
  for (const { span, text: replacement } of edits)
    text = text.slice(0, span.start) + replacement + text.slice(span.end);
  return { text, applied };
};

const errorsIn = (source: Source): number =>
  parseFile(source).diagnostics.filter(({ severity }) => severity === "error").length;

const parses = (source: Source, text: string): boolean => errorsIn({ ...source, text }) <= errorsIn(source);
