import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** What the server answers to `kes/placements`. */
interface Placement {
  readonly title: string;
  readonly index: number;
}

/** A block that is placed several times has shapes and counts for each: which of them stand beside its text is chosen here. */
export const registerChoosePlacement = (client: () => LanguageClient | undefined): vscode.Disposable =>
  vscode.commands.registerCommand("kes.choosePlacement", async (uri?: unknown, name?: unknown) => {
    const server = client();
    if (!server || typeof uri !== "string" || typeof name !== "string") return;
    const asked = { textDocument: { uri }, name };
    const placements = await server.sendRequest<readonly Placement[]>("kes/placements", asked);
    const chosen = await vscode.window.showQuickPick(
      placements.map(({ title, index }) => ({ label: title, index })),
      { placeHolder: `Where ${name} is placed: shapes and counts of which placement?` },
    );
    // The server then has hints and lenses asked for anew.
    if (chosen) await server.sendRequest("kes/choosePlacement", { ...asked, index: chosen.index });
  });
