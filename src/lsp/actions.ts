import { CodeActionKind, type CodeAction } from "vscode-languageserver/node";
import { fixesOf } from "../ide/fixes.ts";
import { findingsOf, shown } from "./checks.ts";
import { changesOf, openText, type Session } from "./session.ts";

/** What mends the errors and findings at a place; of an error's remedies the likeliest is the one that an editor prefers, unless it guesses. */
export const registerActions = (session: Session): void => {
  session.connection.onCodeAction(async ({ textDocument, range, context }): Promise<CodeAction[]> => {
    if (!wantsFixes(context.only)) return [];
    const findings = await findingsOf(session, textDocument.uri);
    const opened = await openText(session, textDocument.uri);
    if (!opened || !findings) return [];
    const { program, module, root } = opened;
    const files = root.workspace.importable();
    const [from, to] = [opened.offsetAt(range.start), opened.offsetAt(range.end)];
    return findings.diagnostics
      .filter(({ span }) => span.start <= to && from <= span.end)
      .flatMap((found) =>
        fixesOf({ program, module, diagnostic: found, files }).map((fix, index) => ({
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [shown(session, opened.root, found)],
          ...(found.severity === "error" && index === 0 && !fix.isGuess && { isPreferred: true }),
          edit: { changes: changesOf(opened, fix.edits) },
        })),
      );
  });
};

/** `only` names kinds with all that is under them; without it all are wanted. */
const wantsFixes = (only: readonly string[] | undefined): boolean =>
  !only || only.some((kind) => kind === "" || kind === CodeActionKind.QuickFix);
