import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { registerChoosePlacement } from "./choose-placement.ts";
import { registerCommands } from "./commands.ts";
import { findKesc, type Kesc } from "./find-kesc.ts";

/** The editor asks for a module that begins and ends: what runs between the two is kept here. */
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
    registerChoosePlacement(() => client),
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
  client = new LanguageClient("kes", "kes", serverOptions(kesc), clientOptions());
  await client.start();
};

/** The editor's own Node runs it. As a `module` the client would add words of its own that `kesc` doesn't know. */
const serverOptions = ({ file }: Kesc): ServerOptions => ({
  command: process.execPath,
  args: [file, "lsp", "--stdio"],
  options: { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } },
});

/** Files that change outside of the editor are told, too: other specs import them. */
const clientOptions = (): LanguageClientOptions => ({
  documentSelector: [{ language: "kes" }],
  synchronize: {
    configurationSection: "kes",
    fileEvents: ["**/*.kes", "**/kes.config.json"].map((files) => vscode.workspace.createFileSystemWatcher(files)),
  },
});
