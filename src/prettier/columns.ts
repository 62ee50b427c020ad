import { displayWidth } from "../base/display-width.ts";
import { apart, hang, readLine, runsOf, show, chainsOf, type Cell, type Line } from "./laid-out-line.ts";
import type { Marks } from "./marks.ts";

/** Columns that a line may be wider than the narrowest of its run and still be lined up with it. */
const MOST_APART = 24;

/**
 * Lines up, in neighbouring statements and in the lines of a chain, what the author lined up: where one of them has two blanks
 * or more before its `=`, arrow, comparison, `extends` or argument, all have theirs in one column; so with comments at lines'
 * ends. A line that would get too long, or is far wider than the others, stands out.
 */
export const alignColumns = (
  text: string,
  marks: Marks,
  width: number,
): readonly { readonly text: string; readonly raw: boolean }[] => {
  const lines = text
    .split("\n")
    .flatMap((line) => apart(marks.read(line)))
    .map(readLine);
  hang(lines);
  for (const column of runsOf(lines)) alignCells(column, lines, width);
  shiftLines(lines);
  for (const column of chainsOf(lines)) alignCells(column, lines, width);
  shiftLines(lines);
  alignComments(lines, width);
  return lines.map((line) => ({ text: show(line), raw: line.raw }));
};

/** Columns of a line's code up to and with piece `to`. */
const widthUpTo = (line: Line, to = line.pieces.length - 1): number =>
  line.pieces.slice(0, to + 1).reduce((sum, { text, pad }) => sum + pad + displayWidth(text), line.shift);

/** Sets blanks so that all cells begin in the column of the one that begins last. */
const alignCells = (cells: readonly Cell[], lines: readonly Line[], width: number): void => {
  if (cells.length < 2 || !cells.some(({ asked }) => asked)) return;
  const placed = cells.map((cell) => ({ cell, at: widthUpTo(lines[cell.line] as Line, cell.piece - 1) }));
  const narrowest = Math.min(...placed.map(({ at }) => at));
  let taking = placed.filter(({ at }) => at - narrowest <= MOST_APART);
  for (let fits = false; !fits;) {
    const target = Math.max(...taking.map(({ at }) => at));
    const fitting = taking.filter(({ cell, at }) => longestMoved(cell, lines) + target - at <= width || target === at);
    fits = fitting.length === taking.length;
    taking = fitting;
    if (fits) for (const { cell, at } of taking) (lines[cell.line] as Line).pieces[cell.piece]!.pad = target - at;
  }
};

/** Columns of the longest line that moves when blanks are put in before a cell. */
const longestMoved = (cell: Cell, lines: readonly Line[]): number => {
  let longest = widthUpTo(lines[cell.line] as Line);
  for (let i = cell.line + 1; i < lines.length && lines[i]?.hangs !== undefined; i++)
    if (movesWith(i, cell, lines)) longest = Math.max(longest, widthUpTo(lines[i] as Line));
  return longest;
};

const movesWith = (index: number, cell: Cell, lines: readonly Line[]): boolean => {
  for (let hangs = lines[index]?.hangs; hangs !== undefined; hangs = lines[hangs.line]?.hangs)
    if (hangs.line === cell.line) return hangs.piece >= cell.piece;
  return false;
};

/** Lines move with the place that they hang at. */
const shiftLines = (lines: readonly Line[]): void => {
  for (const line of lines) {
    const from = line.hangs === undefined ? undefined : lines[line.hangs.line];
    line.shift =
      from === undefined
        ? 0
        : from.pieces.slice(0, line.hangs!.piece + 1).reduce((sum, { pad }) => sum + pad, from.shift);
  }
};

/** Comments of neighbouring lines stand in one column where one of them stood apart; the author's distance from the longest line stays. */
const alignComments = (lines: readonly Line[], width: number): void => {
  for (let i = 0; i < lines.length; i++) {
    let end = i;
    while (lines[end]?.comment !== undefined) end++;
    const run = lines.slice(i, end);
    const gaps = run.map(({ comment }) => comment?.gap ?? 1);
    if (gaps.some((gap) => gap >= 2)) {
      const longest = Math.max(...run.map((line) => widthUpTo(line)));
      const column = Math.min(longest + Math.max(1, Math.min(...gaps)), Math.max(longest + 1, width));
      for (const line of run) line.commentPad = column - widthUpTo(line) - 1;
    }
    i = Math.max(i, end - 1);
  }
};
