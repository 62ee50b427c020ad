import { lineMap } from "../base/line-map.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import type { Module } from "../compiler/2-bind/module.ts";

/** Lines from 1, both included; the first stays visible. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly kind?: "comment" | "imports";
}

/** Whatever spans lines: declarations, statements, lists, records, tables, comments that belong together, the imports. One a line. */
export const foldsIn = ({ source, file }: Module): readonly Fold[] => {
  const lines = lineMap(source);
  const folds = new Map<number, Fold>();
  const add = (start: number, end: number, kind?: "comment" | "imports"): void => {
    const from = lines.lineAt(start);
    const last = lines.lineAt(end);
    // What closes the fold stays visible below it.
    const to = /^\s*[)\]}]+,?\s*$/.test(source.text.slice(lines.start(last), end)) ? last - 1 : last;
    const before = folds.get(from);
    if (to > from && (!before || before.to < to)) folds.set(from, { from, to, ...(kind && { kind }) });
  };
  const imports = file.items.filter(({ kind }) => kind === "Import");
  if (imports[0]) add(imports[0].span.start, imports.at(-1)!.span.end, "imports");
  for (const { span } of commentRuns(file.comments, source.text)) add(span.start, span.end, "comment");
  for (const item of file.items)
    for (const { span } of nodesUnder(item))
      if (lines.lineAt(span.start) < lines.lineAt(span.end)) add(span.start, span.end);
  return [...folds.values()].sort((a, b) => a.from - b.from);
};

/** Comments of one form in lines of their own, nothing between them. */
const commentRuns = (comments: readonly ast.Comment[], text: string): readonly Pick<ast.Comment, "span">[] => {
  const runs: { span: ast.Comment["span"]; form: ast.Comment["form"] }[] = [];
  for (const { span, form } of comments) {
    const last = runs.at(-1);
    const goesOn =
      last?.form === form && /^(\r\n|\r|\n)[ \t]*$/.test(text.slice(last.span.end, span.start)) && form !== "block";
    if (goesOn) last.span = { ...last.span, end: span.end };
    else runs.push({ span, form });
  }
  return runs;
};
