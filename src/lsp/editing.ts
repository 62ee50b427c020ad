import { CompletionItemKind, ErrorCodes, ResponseError, type WorkspaceEdit } from "vscode-languageserver/node";
import { completionsAt, type Completion } from "../ide/complete.ts";
import { meaningAt } from "../ide/find-use.ts";
import { renameAt, renameProblem } from "../ide/references.ts";
import { changesOf, offsetIn, openText, rangeOf, type Session } from "./session.ts";

/** What changes the text: rename, completion, formatting. */
export const registerEditing = (session: Session): void => {
  const { connection, options } = session;
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    const meaning = opened && meaningAt(opened.module, offsetIn(opened, position));
    if (!opened || !meaning) return null;
    const problem = renameProblem(opened.module, meaning);
    if (problem !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, problem);
    return rangeOf(meaning.span);
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }): Promise<WorkspaceEdit | null> => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return null;
    const { root, program, module } = opened;
    for (const path of root.files()) program.open(path);
    const renamed = renameAt(program, module, offsetIn(opened, position), newName);
    if ("problem" in renamed) throw new ResponseError(ErrorCodes.InvalidRequest, renamed.problem);
    return { changes: changesOf(root, renamed.edits) };
  });
  connection.onCompletion(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    return completionsAt(opened.program, opened.module, offsetIn(opened, position)).map((one, index) => ({
      label: one.what === "argument" ? `${one.name}:` : one.name,
      kind: KINDS[one.what],
      detail: one.detail,
      sortText: String(index).padStart(5, "0"),
      ...(one.what === "argument" && { insertText: `${one.name}: ` }),
      ...(one.doc !== undefined && { documentation: one.doc }),
    }));
  });
  connection.onDocumentFormatting(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const { document, path, root } = opened;
    const before = document.getText();
    const text = await options.format(path, before, root.printWidth);
    if (text === undefined || text === before) return [];
    return [{ range: { start: document.positionAt(0), end: document.positionAt(before.length) }, newText: text }];
  });
};

const KINDS: Readonly<Record<Completion["what"], CompletionItemKind>> = {
  operation: CompletionItemKind.Function,
  part: CompletionItemKind.Property,
  block: CompletionItemKind.Class,
  fn: CompletionItemKind.Function,
  model: CompletionItemKind.Class,
  loss: CompletionItemKind.Interface,
  recipe: CompletionItemKind.Event,
  value: CompletionItemKind.Constant,
  local: CompletionItemKind.Variable,
  argument: CompletionItemKind.Field,
};
