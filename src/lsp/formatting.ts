import type { TextEdit } from "vscode-languageserver/node";
import { editsWithin } from "../ide/format-items.ts";
import { openText, type Opened, type Session } from "./session.ts";

export const formattingProviders = {
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: "}" },
} as const;

/** Of single declarations: those that are selected, or the one that a brace has just closed. */
export const registerFormatting = (session: Session): void => {
  const { connection, options } = session;
  const format = async (
    opened: Opened,
    range: { readonly start: number; readonly end: number },
  ): Promise<TextEdit[]> => {
    const { path, root, module } = opened;
    const text = await options.format(path, module.source.text, root.printWidth);
    if (text === undefined) return [];
    return editsWithin(module, text, range).map((edit) => ({ range: opened.rangeOf(edit.span), newText: edit.text }));
  };
  connection.onDocumentRangeFormatting(async ({ textDocument, range }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    return format(opened, { start: opened.offsetAt(range.start), end: opened.offsetAt(range.end) });
  });
  connection.onDocumentOnTypeFormatting(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const end = opened.offsetAt(position);
    // A brace within a declaration closes it only half.
    const closed = opened.module.file.items.find(({ span }) => span.end === end);
    return closed ? format(opened, { start: end, end }) : [];
  });
};
