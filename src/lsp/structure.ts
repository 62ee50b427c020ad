import { FoldingRangeKind, SymbolKind, type DocumentSymbol, type SelectionRange } from "vscode-languageserver/node";
import { foldsIn } from "../ide/folds.ts";
import { linksIn } from "../ide/links.ts";
import { outlineOf, type Outlined } from "../ide/outline.ts";
import { selectionsAt } from "../ide/selection.ts";
import { addressOf, openText, type Opened, type Session } from "./session.ts";

export const structureProviders = {
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentLinkProvider: {},
} as const;

/** How a text is built: outline, folds, growing selections, links to what it imports. */
export const registerStructure = (session: Session): void => {
  const { connection } = session;
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    return opened ? outlineOf(opened.module).map((each) => shown(each, opened)) : [];
  });
  connection.onFoldingRanges(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    return (opened ? foldsIn(opened.module) : []).map(({ from, to, kind }) => ({
      startLine: from - 1,
      endLine: to - 1,
      ...(kind && { kind: kind === "comment" ? FoldingRangeKind.Comment : FoldingRangeKind.Imports }),
    }));
  });
  connection.onSelectionRanges(async ({ textDocument, positions }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return null;
    return positions.map((position) => nested(opened, opened.offsetAt(position)));
  });
  connection.onDocumentLinks(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    return linksIn(opened.module).map(({ span, path }) => ({
      range: opened.rangeOf(span),
      target: addressOf(session, opened.root, path),
    }));
  });
};

/** One a position, whatever stands there. */
const nested = ({ module, rangeOf }: Opened, offset: number): SelectionRange =>
  selectionsAt(module, offset).reduceRight<SelectionRange | undefined>(
    (parent, span) => ({ range: rangeOf(span), ...(parent && { parent }) }),
    undefined,
  ) ?? { range: rangeOf(module.file.span) };

const shown = ({ name, sort, detail, span, selection, children }: Outlined, opened: Opened): DocumentSymbol => ({
  name,
  detail,
  kind: SYMBOLS[sort],
  range: opened.rangeOf(span),
  selectionRange: opened.rangeOf(selection),
  children: children.map((child) => shown(child, opened)),
});

export const SYMBOLS: Readonly<Record<Outlined["sort"], SymbolKind>> = {
  block: SymbolKind.Class,
  model: SymbolKind.Module,
  fn: SymbolKind.Function,
  loss: SymbolKind.Interface,
  recipe: SymbolKind.Event,
  value: SymbolKind.Constant,
  binding: SymbolKind.Variable,
  output: SymbolKind.Property,
  tap: SymbolKind.Property,
  term: SymbolKind.Number,
  field: SymbolKind.Field,
};
