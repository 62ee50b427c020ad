import { layeredHost, memoryHost } from "../../src/base/host.ts";
import type { Span } from "../../src/base/source.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import type { Module } from "../../src/compiler/2-bind/module.ts";
import { openProgram, type Program } from "../../src/compiler/program.ts";

const specs = new URL("../../specs", import.meta.url).pathname;

/** Half-open, in UTF-16 code units of the clean text. */
export interface MarkedRange {
  readonly start: number;
  readonly end: number;
}

export interface MarkedFile {
  readonly path: string;
  /** Without the marks. */
  readonly text: string;
  /** Where each `‸` stood. */
  readonly offsets: readonly number[];
  /** What each `⟦…⟧` held, in the order in which they open; they may nest. */
  readonly ranges: readonly MarkedRange[];
}

/**
 * Reads a text with marks: `‸` a place that is asked about, `⟦…⟧` a range that is expected. Lines such as `--- deep/units.kes` begin
 * another file; what stands before the first one is `main.kes`.
 *
 *     readMarked("block Twice(x: map) = x -> re‸lu\n--- units.kes\nblock ⟦Pair⟧(x: map) = x\n")
 */
export const readMarked = (marked: string): readonly MarkedFile[] => {
  const [first = "", ...rest] = marked.split(/^--- (\S+)\n/m);
  const files = first === "" && rest.length ? [] : [fileOf("main.kes", first)];
  for (let at = 0; at < rest.length; at += 2) files.push(fileOf(rest[at]!, rest[at + 1]!));
  return files;
};

const fileOf = (path: string, marked: string): MarkedFile => {
  let text = "";
  const offsets: number[] = [];
  const ranges: { start: number; end: number }[] = [];
  const open: { start: number; end: number }[] = [];
  for (const [part] of marked.matchAll(/[‸⟦⟧]|[^‸⟦⟧]+/g)) {
    if (part === "‸") offsets.push(text.length);
    else if (part === "⟦") {
      const range = { start: text.length, end: -1 };
      ranges.push(range);
      open.push(range);
    } else if (part === "⟧") {
      const range = open.pop();
      if (!range) throw new Error(`${path}: a ⟧ without its ⟦`);
      range.end = text.length;
    } else text += part;
  }
  if (open.length) throw new Error(`${path}: a ⟦ without its ⟧`);
  return { path, text, offsets, ranges };
};

/** Marked files in a program that has all of them. */
export interface MarkedProgram {
  readonly program: Program;
  readonly files: readonly MarkedFile[];
  /** The file with the first `‸`, else the first file; opened. */
  readonly file: MarkedFile;
  readonly module: Module;
  /** The first `‸` in it; -1 where there is none. */
  readonly offset: number;
  /** Every `⟦…⟧` of every file, as {@link placeOf} writes places, in order. */
  readonly ranges: readonly string[];
}

/** Opens what {@link readMarked} reads. Imports of `std/…`, `paper/…` and `models/…` find the repository's specs. */
export const openMarked = (marked: string): MarkedProgram => {
  const files = readMarked(marked);
  const file = files.find(({ offsets }) => offsets.length) ?? files[0]!;
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const program = openProgram(layeredHost(memoryHost(texts), nodeHost({ root: specs })));
  const { result: module, diagnostics } = program.open(file.path);
  if (!module) throw new Error(`${file.path} can't be opened: ${diagnostics[0]?.message}`);
  const ranges = files.flatMap((each) => each.ranges.map((range) => rangeText(each.path, each.text, range)));
  return { program, files, file, module, offset: file.offsets[0] ?? -1, ranges };
};

/** A place as tests compare it, file, line and column from 1, and what stands there: `units.kes:2:7 Pair`. */
export const placeOf = ({ source, start, end }: Span): string => rangeText(source.path, source.text, { start, end });

const rangeText = (path: string, text: string, { start, end }: MarkedRange): string => {
  const lines = text.slice(0, start).split("\n");
  return `${path}:${lines.length}:${lines.at(-1)!.length + 1} ${text.slice(start, end)}`;
};

/** A text after edits, from back to front. */
export const editedText = (
  text: string,
  edits: readonly { readonly span: MarkedRange; readonly text: string }[],
): string =>
  [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((now, { span, text: by }) => now.slice(0, span.start) + by + now.slice(span.end), text);
