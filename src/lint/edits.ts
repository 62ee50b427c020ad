import type { Fix } from "../base/diagnostic.ts";
import { span, type Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder, type TreeNode } from "../compiler/1-syntax/walk-tree.ts";

export type Edit = Fix["edits"][number];

/** Takes out one of several things separated by commas, with the comma that then is too much; nothing where a comment would go too. */
export const removeFromList = (items: readonly { readonly span: Span }[], index: number): Edit | undefined => {
  const [before, item, after] = [items[index - 1], items[index], items[index + 1]];
  if (!item) return undefined;
  const { source, start, end } = item.span;
  const gone = after ? span(source, start, after.span.start) : span(source, before ? before.span.end : start, end);
  return /\/[/*]/.test(source.text.slice(gone.start, gone.end)) ? undefined : { span: gone, text: "" };
};

/** Takes out whole lines where nothing else stands on them, else just the text. */
export const removeLines = ({ source, start, end }: Span): Edit => {
  const { text } = source;
  let [from, to] = [start, end];
  while (from > 0 && (text[from - 1] === " " || text[from - 1] === "\t")) from--;
  while (text[to] === " " || text[to] === "\t") to++;
  const beginsLine = from === 0 || text[from - 1] === "\n" || text[from - 1] === "\r";
  const rest = /^(?:\r\n|\n|\r|$)/.exec(text.slice(to, to + 2));
  if (!beginsLine || !rest) return { span: span(source, start, end), text: "" };
  return { span: span(source, from, to + rest[0].length), text: "" };
};

/** The call that stands exactly at a span: a step's target, or a call by itself. */
export const callAt = (root: TreeNode, { start, end }: Span): ast.Call | undefined => {
  for (const node of nodesUnder(root)) if (node.kind === "Call" && spans(node, start, end)) return node;
  return undefined;
};

const spans = ({ span: { start, end } }: TreeNode, from: number, to: number): boolean => start === from && end === to;

/** Where a step stands in its chain: the step before it, or none where it is the first. */
export const stepAt = (
  root: TreeNode,
  { start, end }: Span,
): { readonly step: ast.Step; readonly before: ast.Step | ast.Expression | undefined } | undefined => {
  for (const node of nodesUnder(root)) {
    for (const steps of stepsOf(node)) {
      const index = steps.findIndex((step) => spans(step, start, end));
      if (index >= 0)
        return { step: steps[index]!, before: steps[index - 1] ?? (node.kind === "Chain" ? node.head : undefined) };
    }
  }
  return undefined;
};

const stepsOf = (node: TreeNode): readonly (readonly ast.Step[])[] => {
  if (node.kind === "Chain" || node.kind === "RepeatStep" || node.kind === "FoldStep") return [node.steps];
  if (node.kind !== "IfStep") return [];
  const { then, otherwise } = node;
  // An `else if` is a node of its own.
  return otherwise && !("kind" in otherwise) ? [then, otherwise] : [then];
};

/** Takes a step out with its arrow; undefined where it is the only one, or where a comment stands in between. */
export const removeStep = (root: TreeNode, at: Span): Edit | undefined => {
  const found = stepAt(root, at);
  if (!found?.before) return undefined;
  const { source } = at;
  const from = found.before.span.end;
  const between = source.text.slice(from, at.start);
  return /^\s*->\s*$/.test(between) ? { span: span(source, from, at.end), text: "" } : undefined;
};

/** Takes a named argument out of a call, or sets it. */
export const setArgument = (call: ast.Call, name: string, text: string | undefined): Edit | undefined => {
  const list = call.arguments.arguments;
  const index = list.findIndex((argument) => argument.name?.text === name);
  const known = list[index];
  if (text === undefined) return known && removeFromList(list, index);
  if (known) return { span: known.value.span, text };
  const last = list.at(-1);
  if (!last) return undefined;
  const { source, end } = last.span;
  return { span: span(source, end, end), text: `, ${name}: ${text}` };
};

export const fix = (title: string, edit: Edit | undefined): readonly Fix[] => (edit ? [{ title, edits: [edit] }] : []);
