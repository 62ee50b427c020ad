import {
  CodeActionKind,
  createConnection,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeResult,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { registerChecks } from "./checks.ts";
import { registerEditing } from "./editing.ts";
import { registerHints, registerNavigation } from "./reading.ts";
import type { ServerOptions, Session } from "./session.ts";
import { registerStructure } from "./structure.ts";

/** Serves an editor over standard input and output until it says goodbye. No request ends the process: a fault is answered and told. */
export const serve = (
  options: ServerOptions,
  connection: Connection = createConnection(ProposedFeatures.all),
): void => {
  const documents = new TextDocuments(TextDocument);
  const session: Session = { connection, documents, options, findings: new Map() };
  connection.onInitialize((): InitializeResult => ({
    serverInfo: { name: "kesc", version: options.version },
    capabilities: CAPABILITIES,
  }));
  for (const register of [registerChecks, registerNavigation, registerHints, registerStructure, registerEditing])
    register(session);
  documents.listen(connection);
  connection.listen();
};

const CAPABILITIES: InitializeResult["capabilities"] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  documentFormattingProvider: true,
  foldingRangeProvider: true,
  inlayHintProvider: true,
  codeLensProvider: {},
  renameProvider: { prepareProvider: true },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  completionProvider: { triggerCharacters: [">", "(", ",", ":"] },
};
