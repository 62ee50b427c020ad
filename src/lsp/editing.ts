import { ErrorCodes, ResponseError, type WorkspaceEdit } from "vscode-languageserver/node";
import { meaningAt } from "../ide/find-use.ts";
import { renameAt, renameProblem } from "../ide/rename.ts";
import { changesOf, openText, type Session } from "./session.ts";

/** What changes the text: rename, formatting. */
export const registerEditing = (session: Session): void => {
  const { connection, options } = session;
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    const meaning = opened && meaningAt(opened.module, opened.offsetAt(position));
    if (!opened || !meaning) return null;
    const problem = renameProblem(opened.program, opened.module, meaning);
    if (problem !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, problem);
    return opened.rangeOf(meaning.span);
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }): Promise<WorkspaceEdit | null> => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return null;
    const { root, program, module } = opened;
    for (const path of root.files()) program.open(path);
    const renamed = renameAt(program, module, opened.offsetAt(position), newName);
    if ("problem" in renamed) throw new ResponseError(ErrorCodes.InvalidRequest, renamed.problem);
    return { changes: changesOf(opened, renamed.edits) };
  });
  connection.onDocumentFormatting(async ({ textDocument }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const {
      text: { source },
      path,
      root,
    } = opened;
    const before = source.text;
    const text = await options.format(path, before, root.printWidth);
    if (text === undefined || text === before) return [];
    return [{ range: opened.rangeOf({ source, start: 0, end: before.length }), newText: text }];
  });
};
