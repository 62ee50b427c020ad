import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import { gapBefore, skipTrivia } from "./source-text.ts";
import type { Marks } from "./marks.ts";
import type { AttachedComment, Node } from "./tree.ts";

const { literalline } = builders;

/** Names that comments may stand beside: those in lists. */
const NAMING = new Set(["Import", "Output", "Tap"]);

/** Comments belong to nodes that print what is attached to them. Strings hold none. */
export const canAttach = (node: Node, ancestors: readonly Node[]): boolean =>
  node.kind !== "Name" || NAMING.has(ancestors[0]?.kind ?? "") || ancestors[0]?.kind === "TableRow";

/** As written; further lines of a block comment are kept to the letter. */
export const commentDoc = (comment: AttachedComment, text: string, marks: Marks): Doc => {
  const gap = marks.mark({ kind: "comment", gap: gapBefore(text, comment.start) });
  if (comment.form !== "block") return [gap, comment.text.trimEnd()];
  const raw = marks.mark({ kind: "raw" });
  return [gap, ...comment.text.split("\n").flatMap((line, i) => (i === 0 ? [line] : [literalline, raw + line]))];
};

const attach = (node: Node, comment: AttachedComment, place: Partial<AttachedComment>): true => {
  Object.assign(comment, { leading: false, trailing: false, printed: false }, place);
  (node.comments ??= []).push(comment);
  return true;
};

const OPENING = new Set(["Body", "Record", "List", "ArgumentList", "ParameterList", "Recipe", "Table", "Import"]);
const ASSIGNING = new Set(["Declaration", "Recipe", "Binding", "RecordField", "Published", "Unpack", "Parameter"]);

/** What stands right before the comment, other comments and blanks apart. */
const signBefore = (comment: AttachedComment, from: number, text: string): string => {
  let at = from;
  let last = from;
  while ((at = skipTrivia(text, at)) < comment.start) last = ++at;
  return text.charAt(last - 1);
};

/**
 * Where a comment on lines of its own goes: before `else` it stays there; behind the last thing in brackets, and between the
 * steps of a chain, it belongs to what is above it.
 */
export const ownLine = (comment: AttachedComment, text: string): boolean => {
  const { enclosingNode: around, precedingNode: before } = comment;
  const next = skipTrivia(text, comment.end);
  if (around === undefined || before === undefined) return false;
  if ((around.kind === "If" || around.kind === "IfStep") && /^else(?![\p{ID_Continue}])/u.test(text.slice(next, next + 6)))
    return attach(around, comment, { marker: "else" });
  if (around.kind === "Chain" || around.kind === "Steps" || /[)\]}]/.test(text.charAt(next))) return attach(before, comment, { trailing: true });
  return false;
};

/** At the end of a line behind an opening bracket or a `=` it stays there. */
export const endOfLine = (comment: AttachedComment, text: string): boolean => {
  const { enclosingNode: around, precedingNode: before, followingNode: next } = comment;
  if (around === undefined || next === undefined || comment.form === "block") return false;
  const sign = signBefore(comment, before?.end ?? around.start, text);
  if (sign === "=" && ASSIGNING.has(around.kind)) return attach(around, comment, { marker: "equals" });
  if (before === undefined && OPENING.has(around.kind)) return attach(around, comment, { marker: "open" });
  return false;
};
