import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import { gapBefore, skipTrivia } from "./source-text.ts";
import type { Marks } from "./marks.ts";
import { childrenOf, type AttachedComment, type Node } from "./tree.ts";

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

const OPENING = new Set([
  "Body",
  "Record",
  "List",
  "ArgumentList",
  "ParameterList",
  "Recipe",
  "Table",
  "Import",
  "Index",
]);
/** A recipe that is another one with arguments has no braces. */
const opens = (node: Node): boolean => OPENING.has(node.kind) && (node as { value?: Node }).value === undefined;
const HEADERS = new Set(["Declaration", "Recipe"]);
const ASSIGNING = new Set(["Declaration", "Recipe", "Binding", "RecordField", "Published", "Unpack", "Parameter"]);

/** What stands right before the comment, other comments and blanks apart. */
const signBefore = (comment: AttachedComment, from: number, text: string): string => {
  let at = from;
  let sign = "";
  while ((at = skipTrivia(text, at)) < comment.start) sign = text.charAt(at++);
  return sign;
};

/** Properties whose nodes stand at the start of a line where they have a comment above them. */
// prettier-ignore
const LINES: Readonly<Record<string, readonly string[]>> = {
  File: ["items"], Body: ["statements"], Record: ["fields"], Recipe: ["fields", "value"], List: ["items"], ArgumentList: ["arguments"],
  ParameterList: ["parameters"], Import: ["names"], Output: ["names"], Tap: ["names"], Table: ["rows"], RepeatStep: ["steps"],
  FoldStep: ["steps"], IfStep: ["then", "otherwise"], If: ["then", "otherwise"], For: ["body"], Parenthesized: ["inner"],
  Index: ["slices"], NamedType: ["arguments"], Binding: ["value"], RecordField: ["value"], Published: ["value"], Unpack: ["value"],
  Declaration: ["body"], Parameter: ["default"], Require: ["message"],
};

const startsLine = (node: Node): boolean => {
  const up = node.up as (Node & Readonly<Record<string, unknown>>) | undefined;
  if (up === undefined) return true;
  return (LINES[up.kind] ?? []).some((key) => up[key] === node || (Array.isArray(up[key]) && up[key].includes(node)));
};

/** A comment that would stand within a line goes behind what is before it, or above the line. */
const besideLine = (next: Node, comment: AttachedComment): true => {
  for (let node = next; ; node = node.up as Node) {
    if (startsLine(node)) return attach(node, comment, { leading: true });
    const before = childrenOf(node.up as Node).findLast(
      (sibling) => sibling.end <= node.start && canAttach(sibling, [node.up as Node]),
    );
    if (before !== undefined) {
      const behind = node.up?.kind === "Binary" ? lastOperand(before) : before;
      return attach(behind, comment, { trailing: true });
    }
  }
};

/** Operators of one rank print as one, so a comment between two of them stands behind the operand. */
const lastOperand = (node: Node): Node =>
  node.kind === "Binary" ? lastOperand((node as Node & { readonly right: Node }).right) : node;

/** Behind the left side of an operator that is an operation itself. */
const behindOperation = ({ enclosingNode, precedingNode }: AttachedComment): Node | undefined =>
  enclosingNode?.kind === "Binary" && precedingNode?.kind === "Binary" ? lastOperand(precedingNode) : undefined;

/** Between the two branches of an `if` a comment stays on its side of `}` and `else`. */
const besideElse = (comment: AttachedComment, text: string): boolean => {
  const { enclosingNode: around, precedingNode: before, followingNode: next } = comment;
  if (
    around === undefined ||
    before === undefined ||
    next === undefined ||
    next !== (around as { otherwise?: Node }).otherwise
  )
    return false;
  const sign = signBefore(comment, before.end, text);
  if (sign === "") return attach(before, comment, { trailing: true });
  return sign === "}" ? attach(around, comment, { marker: "else" }) : attach(next, comment, { leading: true });
};

/**
 * Where a comment on lines of its own goes: before `else` it stays there; behind the last thing in brackets it belongs to what is
 * above it; else to the line below.
 */
export const ownLine = (comment: AttachedComment, text: string): boolean => {
  const { enclosingNode: around, precedingNode: before, followingNode: following } = comment;
  if (around === undefined) return false;
  if (besideElse(comment, text)) return true;
  // Nothing closes a file; to look behind each of many comments there would take long.
  if (before !== undefined && around.kind !== "File" && /[)\]},]/.test(text.charAt(skipTrivia(text, comment.end))))
    return attach(before, comment, { trailing: true });
  if (following?.kind === "ParameterList" && HEADERS.has(around.kind))
    return attach(following, comment, { marker: "open" });
  return following !== undefined && besideLine(following, comment);
};

/** At the end of a line behind an opening bracket or a `=` it stays there; else it belongs to what is before it. */
export const endOfLine = (comment: AttachedComment, text: string): boolean => {
  const { enclosingNode: around, precedingNode: before, followingNode: next } = comment;
  if (around === undefined || next === undefined) return false;
  if (HEADERS.has(around.kind) && (next.kind === "ParameterList" || next.kind === "Body"))
    return attach(next, comment, { marker: "open" });
  if (besideElse(comment, text)) return true;
  const operand = behindOperation(comment);
  if (operand !== undefined) return attach(operand, comment, { trailing: true });
  const sign = signBefore(comment, before?.end ?? around.start, text);
  if (sign === "=" && ASSIGNING.has(around.kind)) return attach(around, comment, { marker: "equals" });
  if ((before === undefined || sign === "[") && opens(around)) return attach(around, comment, { marker: "open" });
  return before === undefined && besideLine(next, comment);
};

/** Between a name and its `=` it stays there. */
export const remaining = (comment: AttachedComment, text: string): boolean => {
  const { enclosingNode: around, precedingNode: before } = comment;
  if (besideElse(comment, text)) return true;
  const operand = behindOperation(comment);
  if (operand !== undefined && signBefore(comment, operand.end, text) === "")
    return attach(operand, comment, { trailing: true });
  if (around === undefined || before !== undefined || !ASSIGNING.has(around.kind)) return false;
  return text.charAt(skipTrivia(text, comment.end)) === "=" && attach(around, comment, { marker: "before-equals" });
};
