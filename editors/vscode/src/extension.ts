import * as vscode from "vscode";
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from "vscode-languageclient/node";
import { registerCommands } from "./commands.ts";
import { findKesc, type Kesc } from "./find-kesc.ts";

let client: LanguageClient | undefined;

/** Begins with the first `.kes` file: starts `kesc lsp --stdio` and registers the commands. */
export const activate = async (context: vscode.ExtensionContext): Promise<void> => {
  const kesc = (): Kesc | undefined =>
    findKesc({
      setting: vscode.workspace.getConfiguration("kes").get<string>("path", "").trim(),
      folders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      isTrusted: vscode.workspace.isTrusted,
      extension: context.extensionPath,
    });
  const restart = async (): Promise<void> => {
    await client?.stop();
    client = undefined;
    await start(kesc());
  };
  context.subscriptions.push(
    ...registerCommands(kesc),
    vscode.commands.registerCommand("kes.restart", restart),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("kes.path")) void restart();
    }),
  );
  await start(kesc());
};

/** Ends the server. */
export const deactivate = async (): Promise<void> => client?.stop();

const start = async (kesc: Kesc | undefined): Promise<void> => {
  if (!kesc) {
    void vscode.window.showWarningMessage(
      "kes: there is no kesc to run, so nothing is checked. `npm install kesc` in this folder, or set kes.path.",
    );
    return;
  }
  client = new LanguageClient("kes", "kes", serverOptions(kesc), clientOptions);
  await client.start();
};

/** The client adds `--stdio` itself, and runs the file with the editor's own Node. */
const serverOptions = ({ file }: Kesc): ServerOptions => ({
  module: file,
  args: ["lsp"],
  transport: TransportKind.stdio,
});

const clientOptions: LanguageClientOptions = {
  documentSelector: [{ language: "kes" }],
  synchronize: { configurationSection: "kes" },
};
