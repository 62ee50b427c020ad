import { SymbolKind } from "vscode-languageserver/node";
import { declaredIn } from "../ide/find-use.ts";
import { openText, rangeOf, type Session } from "./session.ts";

/** How a text is built: outline, folds. */
export const registerStructure = (session: Session): void => {
  const { connection } = session;
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    return declaredIn(opened.module).map(({ name, node }) => ({
      name: name.text || "?",
      kind:
        node.kind === "Declaration"
          ? SYMBOLS[node.keyword]
          : node.kind === "Recipe"
            ? SymbolKind.Event
            : SymbolKind.Constant,
      range: rangeOf(node.span),
      selectionRange: rangeOf(name.span),
    }));
  });
  connection.onFoldingRanges(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    return (opened?.module.file.items ?? []).flatMap(({ span }) => {
      const { start, end } = rangeOf(span);
      return end.line > start.line ? [{ startLine: start.line, endLine: end.line }] : [];
    });
  });
};

const SYMBOLS = {
  block: SymbolKind.Class,
  model: SymbolKind.Module,
  fn: SymbolKind.Function,
  loss: SymbolKind.Interface,
} as const;
