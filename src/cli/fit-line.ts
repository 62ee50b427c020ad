import { displayWidth, padEnd } from "../base/display-width.ts";

/** A piece of a line that is told again and again, with other numbers each time. */
export interface Piece {
  readonly text: string;
  /** The lowest go first where there is no room; without one it stays. */
  readonly rank?: number;
  /** Its column is this wide at least, so that lines stand under each other. */
  readonly width?: number;
}

const GAP = "   ";
const INDENT = "  ";

/**
 * Pieces in one line of at most `columns`, or in several where even those that stay don't fit into one. Empty pieces keep their room, so
 * that lines of the same pieces lose the same ones.
 */
export const fitLine = (pieces: readonly Piece[], columns: number): readonly string[] => {
  let kept = pieces;
  while (displayWidth(joined(kept)) > columns) {
    const lowest = Math.min(...kept.map(({ rank }) => rank ?? Infinity));
    if (lowest === Infinity)
      return wrapPieces(
        kept.map(({ text }) => text),
        columns,
      );
    kept = kept.filter(({ rank }) => rank !== lowest);
  }
  return [joined(kept).trimEnd()];
};

const joined = (pieces: readonly Piece[]): string => pieces.map(({ text, width = 0 }) => padEnd(text, width)).join(GAP);

/** All pieces, over as many lines as they need: broken between pieces, and within one where it is too long by itself between words. */
export const wrapPieces = (pieces: readonly string[], columns: number): readonly string[] => {
  const lines: string[] = [];
  const add = (text: string, gap: string): void => {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last + gap + text) <= columns) lines[lines.length - 1] = last + gap + text;
    else begin(text);
  };
  const begin = (text: string): void => void lines.push(lines.length === 0 ? text : INDENT + text);
  for (const piece of pieces.filter((text) => text.trim() !== "")) {
    if (displayWidth(INDENT + piece) <= columns) add(piece, GAP);
    else
      piece.split(" ").forEach((word, i) => {
        if (i === 0) begin(word);
        else add(word, " ");
      });
  }
  return lines;
};
