import { displayWidth, showable } from "./display-width.ts";
import type { LineMap } from "./line-map.ts";
import type { Span } from "./source.ts";

/** A line of text with marks under a part of it. */
export interface CodeFrame {
  readonly line: number;
  /** What is shown: tabs are spaces, control characters pictures; a long line is cut at both sides. */
  readonly text: string;
  /** Blanks and carets that stand right under `text` in a terminal; at least one caret. */
  readonly marks: string;
}

/** Columns that are shown of a long line, and of them at most so many before the marks. */
const WIDEST = 120;
const BEFORE = 60;

/** The first line of the span. A span that goes on is marked to the end of its first line. */
export const codeFrame = ({ start, end }: Span, lines: LineMap): CodeFrame => {
  const { line } = lines.position(start);
  const [from, text] = [lines.start(line), lines.text(line)];
  const stop = Math.min(Math.max(end - from, start - from), text.length);
  const before = showable(tail(text.slice(0, Math.max(0, start - from)), BEFORE));
  const marked = showable(text.slice(start - from, Math.min(stop, start - from + WIDEST)));
  const room = Math.max(0, WIDEST - displayWidth(before) - displayWidth(marked));
  const after = showable(head(text.slice(stop), room));
  return {
    line,
    text: (before + marked + after).trimEnd(),
    marks: " ".repeat(displayWidth(before)) + "^".repeat(Math.max(1, displayWidth(marked.trimEnd()))),
  };
};

const tail = (text: string, most: number): string => {
  const characters = [...text.slice(-2 * most)];
  const cut = text.length > 2 * most || characters.length > most;
  return cut ? `…${characters.slice(-most).join("")}` : text;
};

const head = (text: string, most: number): string => {
  const characters = [...text.slice(0, 2 * most)];
  const cut = text.length > 2 * most || characters.length > most;
  return cut ? `${characters.slice(0, most).join("")}…` : text;
};
