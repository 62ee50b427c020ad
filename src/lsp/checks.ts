import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import {
  CodeActionKind,
  DiagnosticSeverity,
  DiagnosticTag,
  type CodeAction,
  type Diagnostic as EditorDiagnostic,
} from "vscode-languageserver/node";
import type { Diagnostic } from "../base/diagnostic.ts";
import { fixesOf } from "../ide/fixes.ts";
import { checkAndLint } from "../lint/lint.ts";
import { changesOf, locationOf, offsetIn, openText, rangeOf, type Root, type Session } from "./session.ts";

/** After the last keystroke; what comes sooner replaces what was to be checked. */
const PAUSE = 60;

/** Errors and findings of all open files, for any may import what changed; fixes of what was found. */
export const registerChecks = (session: Session): void => {
  const { connection, documents, findings, options } = session;
  const checkAll = checker(session);
  documents.onDidChangeContent(({ document }) => void checkAll(document.uri));
  documents.onDidClose(({ document: { uri } }) => {
    findings.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
    const file = options.nameOf(uri);
    if (file === undefined) return;
    void options.rootOf(file).then((root) => {
      if (!documents.get(uri)) root.workspace.change(root.pathOf(file), undefined); // or it is open again
      return checkAll();
    });
  });
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    for (const { uri } of changes) {
      const file = options.nameOf(uri);
      if (file !== undefined) (await options.rootOf(file)).workspace.refresh();
    }
    await checkAll();
  });
  connection.onCodeAction(async ({ textDocument, range }): Promise<CodeAction[]> => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const [from, to] = [offsetIn(opened, range.start), offsetIn(opened, range.end)];
    return (findings.get(textDocument.uri) ?? [])
      .filter(({ span }) => span.start <= to && from <= span.end)
      .flatMap((found) =>
        fixesOf(found).map((fix) => ({
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [shown(opened.root, found)],
          edit: { changes: changesOf(opened.root, fix.edits) },
        })),
      );
  });
};

/** Checks the changed text at once, the others when no key was pressed for a while; a newer call replaces an older one. */
const checker = (session: Session): ((first?: string) => Promise<void>) => {
  let turn = 0;
  return async (first) => {
    const own = ++turn;
    await setImmediate(); // several keystrokes that came at once are one
    if (own !== turn) return;
    if (first !== undefined) await checkOne(session, first);
    await sleep(PAUSE);
    for (const { uri } of session.documents.all()) {
      if (own !== turn) return;
      if (uri !== first) await checkOne(session, uri);
    }
  };
};

const checkOne = async (session: Session, uri: string): Promise<void> => {
  try {
    await check(session, uri);
  } catch (error) {
    session.connection.console.error(`a fault of kesc while checking ${uri}: ${String(error)}`);
  }
};

const check = async (session: Session, uri: string): Promise<void> => {
  const opened = await openText(session, uri);
  if (!opened) return;
  const { root, path, program } = opened;
  const found = checkAndLint(program, path, root.lint).filter(({ span }) => span.source.path === path);
  session.findings.set(uri, found);
  await session.connection.sendDiagnostics({ uri, diagnostics: found.map((one) => shown(root, one)) });
};

const shown = (root: Root, found: Diagnostic): EditorDiagnostic => ({
  range: rangeOf(found.span),
  severity: found.severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
  code: found.code,
  source: "kes",
  message: [found.message, ...found.notes, ...found.help.map((help) => `try: ${help}`)].join("\n"),
  ...(found.slug.startsWith("unused") && { tags: [DiagnosticTag.Unnecessary] }),
  relatedInformation: [
    ...found.related.map(({ message, span }) => ({ message, location: locationOf(root, span) })),
    ...found.uses.map(({ title, detail, span }) => ({
      message: `placed by ${title}${detail === undefined ? "" : `, ${detail}`}`,
      location: locationOf(root, span),
    })),
  ],
});
