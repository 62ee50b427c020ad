import { lineMap, type LineMap } from "../base/line-map.ts";
import { span, type Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";

/** `// kes-disable-next-line RULE, RULE -- reason`: these rules are silent about what begins on the next line of text. */
export interface Disable {
  readonly comment: ast.Comment;
  readonly rules: readonly { readonly name: string; readonly span: Span }[];
  /** Empty where none is given. */
  readonly reason: string;
  /** The line that it speaks of, counted from 1. */
  readonly line: number;
}

const FORM = /^\/\/\s*kes-disable-next-line\b(?<rules>.*?)(?:--(?<reason>.*))?$/;
const isComment = /^\s*\/\//;

export const disablesIn = (file: ast.File): readonly Disable[] => {
  const lines = lineMap(file.source);
  return file.comments.flatMap((comment) => {
    const match = comment.form === "line" ? FORM.exec(comment.text) : null;
    if (!match?.groups) return [];
    const rules = namesIn(match.groups["rules"] ?? "", comment);
    return [{ comment, rules, reason: (match.groups["reason"] ?? "").trim(), line: lineBelow(comment.span, lines) }];
  });
};

const namesIn = (text: string, { span: { source, start }, text: whole }: ast.Comment): Disable["rules"] => {
  const begin = start + whole.indexOf(text, whole.indexOf("kes-disable-next-line") + "kes-disable-next-line".length);
  return [...text.matchAll(/[^\s,]+/g)].map((word) => {
    const from = begin + word.index;
    return { name: word[0], span: span(source, from, from + word[0].length) };
  });
};

/** Comments between it and the text don't count, so that several can stand above each other. */
const lineBelow = ({ start }: Span, lines: LineMap): number => {
  let { line } = lines.position(start);
  do line++;
  while (line <= lines.count && isComment.test(lines.text(line)));
  return line;
};
