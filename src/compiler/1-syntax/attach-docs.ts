import type { ScannedComment } from "../../../grammar/scan.ts";

/** `///` lines, and the offset of what they stand right above. */
export interface Doc {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Undefined where they stand above nothing. */
  readonly above: number | undefined;
}

const toNextLine = /[ \t]*(?:\r\n|\n|\r)[ \t]*/y;

/** Runs of doc comments, in order. A run ends where a line isn't one. */
export const attachDocs = (text: string, comments: readonly ScannedComment[]): Doc[] => {
  const docs: Doc[] = [];
  let run: ScannedComment[] = [];
  const below = (end: number): number | undefined => {
    toNextLine.lastIndex = end;
    const match = toNextLine.exec(text);
    return match ? end + match[0].length : undefined;
  };
  const finish = (): void => {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return;
    const lines = run.map(({ start, end }) =>
      text
        .slice(start, end)
        .replace(/^\/\/\/ ?/, "")
        .trimEnd(),
    );
    docs.push({
      start: first.start,
      end: last.end,
      text: lines.join("\n").trim(),
      above: startsLine(text, first.start) ? below(last.end) : undefined,
    });
    run = [];
  };
  for (const comment of comments) {
    const last = run.at(-1);
    if (last && (comment.form !== "doc" || below(last.end) !== comment.start)) finish();
    if (comment.form === "doc") run.push(comment);
  }
  finish();
  return docs;
};

const startsLine = (text: string, at: number): boolean => {
  let before = at - 1;
  while (before >= 0 && (text[before] === " " || text[before] === "\t")) before--;
  return before < 0 || text[before] === "\n" || text[before] === "\r" || text[before] === "\ufeff";
};
