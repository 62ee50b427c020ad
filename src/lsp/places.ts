import type { Position, Range } from "vscode-languageserver/node";
import { lineMap, type LineMap } from "../base/line-map.ts";
import type { Source, Span } from "../base/source.ts";

/** How columns are counted: in UTF-16 code units or in bytes of UTF-8. Editor and server agree on it when they begin. */
export type Encoding = "utf-16" | "utf-8";

/** Offsets as the editor counts them: lines and columns from 0. */
export interface Places {
  positionAt(source: Source, offset: number): Position;
  /** Places beyond a line or text are at its end, or beginning. */
  offsetAt(source: Source, position: Position): number;
  rangeOf(span: Span): Range;
}

export const createPlaces = (encoding: () => Encoding): Places => {
  const known = new WeakMap<Source, LineMap>();
  const linesOf = (source: Source): LineMap => {
    const lines = known.get(source) ?? lineMap(source);
    known.set(source, lines);
    return lines;
  };
  const positionAt = (source: Source, offset: number): Position => {
    const lines = linesOf(source);
    const line = lines.lineAt(offset);
    const start = lines.start(line);
    const units = Math.max(0, offset - start);
    const bytes = () => Buffer.byteLength(source.text.slice(start, start + units));
    return { line: line - 1, character: encoding() === "utf-8" ? bytes() : units };
  };
  return {
    positionAt,
    offsetAt(source, { line, character }) {
      const lines = linesOf(source);
      if (line < 0) return lines.start(1);
      if (line >= lines.count) return source.text.length;
      const text = lines.text(line + 1);
      return (
        lines.start(line + 1) +
        (encoding() === "utf-8" ? unitsIn(text, character) : Math.max(0, Math.min(character, text.length)))
      );
    },
    rangeOf: ({ source, start, end }) => ({ start: positionAt(source, start), end: positionAt(source, end) }),
  };
};

/** UTF-16 code units of the whole characters in the first `bytes` bytes. */
const unitsIn = (text: string, bytes: number): number => {
  let [units, taken] = [0, 0];
  for (const character of text) {
    taken += Buffer.byteLength(character);
    if (taken > bytes) break;
    units += character.length;
  }
  return units;
};
