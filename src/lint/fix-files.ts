import type { Diagnostic } from "../base/diagnostic.ts";
import type { Program } from "../compiler/program.ts";
import { applyFixes } from "./apply-fixes.ts";
import { lintFiles, type LintOptions } from "./lint.ts";

/** Texts that take the place of files, by the program's paths. */
export type Texts = ReadonlyMap<string, string>;

export interface FixedFiles {
  /** What changed, whole texts. */
  readonly texts: Texts;
  /** Whose fixes are in them. */
  readonly applied: readonly Diagnostic[];
  /** The files as they are now. */
  readonly program: Program;
}

type Open = (texts: Texts) => Program;

/** A fix can make room for another one; nobody's text needs more rounds than this. */
const MOST_ROUNDS = 10;

/**
 * Fixes what can be fixed in some files, again until nothing is left. A fix that gives the compiler something to complain about,
 * in any of the files, is not taken; nor is one in a file with errors of syntax or names, where an import that seems unused may be
 * what a misspelt name means. The compiler's own errors are never mended: their fixes are for somebody who looks. `open` gives a
 * program in which some texts stand in the place of files.
 */
export const fixFiles = (
  open: Open,
  paths: readonly string[],
  options: Omit<LintOptions, "placedBy"> = {},
): FixedFiles => {
  let now: FixedFiles = { texts: new Map(), applied: [], program: open(new Map()) };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = now;
    const found = lintFiles(now.program, paths, options).filter(({ fixes }) => fixes.length > 0);
    for (const path of paths) {
      if (!isSound(now.program, path)) continue;
      const here = found.filter(({ span }) => span.source.path === path);
      now = fixFile(now, path, here, open, paths);
    }
    if (now === before) break;
  }
  return now;
};

/** All fixes of a file together; where they break something, the first one that doesn't. */
const fixFile = (
  now: FixedFiles,
  path: string,
  found: readonly Diagnostic[],
  open: Open,
  paths: readonly string[],
): FixedFiles => {
  for (const some of [found, ...(found.length > 1 ? found.map((one) => [one]) : [])]) {
    const source = now.program.open(path).result?.source;
    const fixed = source && applyFixes(source, some);
    if (!fixed || fixed.applied.length === 0) continue;
    const texts = new Map(now.texts).set(path, fixed.text);
    const program = open(texts);
    if (errorsOf(program, paths) <= errorsOf(now.program, paths))
      return { texts, program, applied: [...now.applied, ...fixed.applied] };
  }
  return now;
};

const isSound = (program: Program, path: string): boolean =>
  !program.open(path).diagnostics.some(({ severity }) => severity === "error");

const errorsOf = (program: Program, paths: readonly string[]): number =>
  paths.flatMap((path) => program.check(path)).filter(({ severity }) => severity === "error").length;
