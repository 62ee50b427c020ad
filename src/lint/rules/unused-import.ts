import type { Span } from "../../base/source.ts";
import type * as ast from "../../compiler/1-syntax/ast.ts";
import { unusedImport } from "../../compiler/diagnostics/imports.ts";
import { fix, removeFromList, removeLines } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** Speaks in the place of the compiler's warning, whose code it bears. */
export const rule: Rule = {
  code: unusedImport.code,
  name: unusedImport.slug,
  summary: "an import that nothing uses",
  level: "warning",
  about: "text",
  fix: "takes the name out, or the whole import",
  explanation: unusedImport.explanation,
  bad: unusedImport.bad,
  good: unusedImport.good,
  *check({ module }) {
    const found = module.diagnostics.filter(({ code }) => code === unusedImport.code);
    const unused = new Set(found.map(({ span: { start } }) => start));
    for (const { span: at, message } of found) {
      const statement = importOf(module.file, at);
      if (statement) yield { at, message, fixes: takeOut(statement, at, unused) };
    }
  },
};

const importOf = ({ items }: ast.File, { start }: Span): ast.Import | undefined =>
  items.filter((item) => item.kind === "Import").find((item) => item.names.some((name) => name.span.start === start));

/** Where all names are unused, the first one's fix takes all out, and the others have none. */
const takeOut = (statement: ast.Import, at: Span, unused: ReadonlySet<number>) => {
  const { names } = statement;
  const index = names.findIndex(({ span: { start } }) => start === at.start);
  if (names.every(({ span: { start } }) => unused.has(start)))
    return index === 0 ? fix("take the import out", removeLines(statement.span)) : [];
  return fix(`take \`${names[index]?.text}\` out`, removeFromList(names, index));
};
