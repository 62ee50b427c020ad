import { InlayHintKind } from "vscode-languageserver/node";
import { hoverAt } from "../ide/hover.ts";
import { lensesOf } from "../ide/lenses.ts";
import { definitionAt, referencesAt } from "../ide/references.ts";
import { shapesIn } from "../ide/shapes.ts";
import { locationOf, offsetIn, openText, rangeOf, type Session } from "./session.ts";

/** What a place means and where else it does. */
export const registerNavigation = (session: Session): void => {
  const { connection } = session;
  connection.onHover(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    const hover = opened && hoverAt(opened.program, opened.module, offsetIn(opened, position));
    return hover ? { contents: { kind: "markdown", value: hover.text }, range: rangeOf(hover.span) } : null;
  });
  connection.onDefinition(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    const span = opened && definitionAt(opened.module, offsetIn(opened, position));
    return opened && span ? locationOf(opened.root, span) : null;
  });
  connection.onReferences(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    for (const path of opened.root.files()) opened.program.open(path);
    return referencesAt(opened.program, opened.module, offsetIn(opened, position)).map((span) =>
      locationOf(opened.root, span),
    );
  });
  connection.onDocumentHighlight(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    return referencesAt(opened.program, opened.module, offsetIn(opened, position))
      .filter(({ source }) => source.path === opened.path)
      .map((span) => ({ range: rangeOf(span) }));
  });
};

/** What stands beside the text: shapes, counts. */
export const registerHints = (session: Session): void => {
  const { connection } = session;
  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const [from, to] = [offsetIn(opened, range.start), offsetIn(opened, range.end)];
    return [...shapesIn(opened.program, opened.module).steps]
      .filter(([at]) => from <= at && at <= to)
      .map(([at, shape]) => ({
        position: opened.document.positionAt(at),
        label: shape,
        kind: InlayHintKind.Type,
        paddingLeft: true,
      }));
  });
  connection.onCodeLens(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    return lensesOf(opened.program, opened.module).map(({ span, text }) => ({
      range: rangeOf(span),
      command: {
        title: text,
        command: "kes.count",
        arguments: [textDocument.uri, span.source.text.slice(span.start, span.end)],
      },
    }));
  });
};
