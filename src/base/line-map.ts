import type { Source } from "./source.ts";

/** Where an offset is, as people and editors count: from 1; columns are characters (code points), whatever their width. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** The lines of one text. `\n`, `\r\n` and a lone `\r` end a line; a byte order mark is part of none. */
export interface LineMap {
  readonly count: number;
  position(offset: number): Position;
  /** The line, from 1, that an offset is in. */
  lineAt(offset: number): number;
  /** Of a line counted from 1, without its end. Empty where there is no such line. */
  text(line: number): string;
  /** Offset of the first character of a line counted from 1. */
  start(line: number): number;
}

/** Reads the text once; each question then takes the time of its answer. */
export const lineMap = ({ text }: Source): LineMap => {
  const starts = [text.startsWith("\ufeff") ? 1 : 0];
  const breaks = /\r\n|\r|\n/g;
  while (breaks.exec(text)) starts.push(breaks.lastIndex);
  const start = (line: number): number => starts[line - 1] ?? text.length;
  const lineText = (line: number): string => {
    let end = start(line + 1);
    if (end > start(line) && text[end - 1] === "\n") end--;
    if (end > start(line) && text[end - 1] === "\r") end--;
    return text.slice(start(line), end);
  };
  const lineAt = (offset: number): number => lastAtMost(starts, offset) + 1;
  // What was asked last: problems are told in order, and thousands of them may stand on one long line.
  let last = { line: 0, offset: 0, column: 1 };
  const columnAt = (line: number, offset: number): number => {
    const from = last.line === line && last.offset <= offset ? last : { offset: start(line), column: 1 };
    const column = from.column + characters(text, from.offset, offset);
    last = { line, offset: Math.max(offset, from.offset), column };
    return column;
  };
  return {
    count: starts.length,
    start,
    lineAt,
    text: lineText,
    position(offset) {
      const line = lineAt(offset);
      return { offset, line, column: columnAt(line, offset) };
    },
  };
};

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** Code points that begin from one offset up to another; 0 where that one comes first. */
const characters = (text: string, from: number, to: number): number => {
  let count = 0;
  for (let at = from; at < to && at < text.length; at++)
    if (!isLow(text.charCodeAt(at)) || !isHigh(text.charCodeAt(at - 1))) count++;
  return count;
};

/** Index of the last of growing numbers that is at most `value`; 0 where none is. */
const lastAtMost = (growing: readonly number[], value: number): number => {
  let [low, high] = [0, growing.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((growing[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
};
