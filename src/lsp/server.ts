import {
  CodeActionKind,
  createConnection,
  DidChangeWatchedFilesNotification,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from "vscode-languageserver/node";
import { registerActions } from "./actions.ts";
import { registerChecks } from "./checks.ts";
import { completionProviders, registerCompletion } from "./completing.ts";
import { registerEditing } from "./editing.ts";
import { formattingProviders, registerFormatting } from "./formatting.ts";
import { hierarchyProviders, registerHierarchy } from "./hierarchy.ts";
import { registerHints, registerNavigation } from "./reading.ts";
import { createPlaces } from "./places.ts";
import type { Editor, ServerOptions, Session } from "./session.ts";
import { registerSignatures, signatureProviders } from "./signatures.ts";
import { registerStructure, structureProviders } from "./structure.ts";
import { textsIn } from "./text.ts";
import { registerTokens, tokensProvider } from "./tokens.ts";

/** Serves an editor over standard input and output until it says goodbye. No request ends the process: a fault is answered and told. */
export const serve = (
  options: ServerOptions,
  connection: Connection = createConnection(ProposedFeatures.all),
): void => {
  const editor: Editor = {
    encoding: "utf-16",
    folder: undefined,
    watches: false,
    refreshesHints: false,
    refreshesLenses: false,
    snippets: false,
    resolvesEdits: false,
  };
  const places = createPlaces(() => editor.encoding);
  const documents = new TextDocuments(textsIn(places));
  const session: Session = {
    connection,
    documents,
    options,
    places,
    editor,
    findings: new Map(),
    addresses: new Map(),
    choices: new Map(),
  };
  connection.onInitialize((asked): InitializeResult => {
    Object.assign(editor, editorOf(asked, options));
    return {
      serverInfo: { name: "kesc", version: options.version },
      capabilities: { ...CAPABILITIES, positionEncoding: editor.encoding },
    };
  });
  connection.onInitialized(() => {
    if (editor.watches) void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED });
  });
  for (const register of [
    registerChecks,
    registerActions,
    registerNavigation,
    registerHints,
    registerStructure,
    registerHierarchy,
    registerTokens,
    registerCompletion,
    registerSignatures,
    registerEditing,
    registerFormatting,
  ])
    register(session);
  documents.listen(connection);
  connection.listen();
};

const WATCHED = [{ globPattern: "**/*.kes" }, { globPattern: "**/kes.config.json" }];

/** What the editor says that it can do. Bytes are counted only where it wants that most. */
const editorOf = ({ capabilities, workspaceFolders, rootUri }: InitializeParams, { nameOf }: ServerOptions): Editor => {
  const { workspace, general, textDocument } = capabilities;
  const completion = textDocument?.completion?.completionItem;
  const folder = workspaceFolders?.[0]?.uri ?? rootUri ?? undefined;
  return {
    encoding: general?.positionEncodings?.[0] === "utf-8" ? "utf-8" : "utf-16",
    folder: folder === undefined ? undefined : nameOf(folder),
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    refreshesHints: workspace?.inlayHint?.refreshSupport ?? false,
    refreshesLenses: workspace?.codeLens?.refreshSupport ?? false,
    snippets: completion?.snippetSupport ?? false,
    resolvesEdits: completion?.resolveSupport?.properties.includes("additionalTextEdits") ?? false,
  };
};

const CAPABILITIES: InitializeResult["capabilities"] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  workspace: { workspaceFolders: { supported: true } },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentFormattingProvider: true,
  ...formattingProviders,
  ...structureProviders,
  ...hierarchyProviders,
  semanticTokensProvider: tokensProvider,
  inlayHintProvider: true,
  codeLensProvider: { resolveProvider: true },
  renameProvider: { prepareProvider: true },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  ...completionProviders,
  ...signatureProviders,
};
