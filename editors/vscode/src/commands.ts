import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { declarationAround, declarationsOf, type Declared } from "./declarations.ts";
import type { Kesc } from "./find-kesc.ts";
import { runKesc, type Said } from "./run-kesc.ts";

/** The scheme of the read-only text that "Count" opens. */
export const COUNT_SCHEME = "kes-count";

/** What a command was asked for: from a code lens by file and name, else the declaration at the cursor or one that the user picks. */
interface Asked {
  readonly file: string;
  readonly name: string;
}

/** Registers "Count", "Show graph" and "Train this recipe". Each takes `(uri?, name?)`, so that a code lens can name its own. */
export const registerCommands = (kesc: () => Kesc | undefined): vscode.Disposable[] => {
  const counts = new Map<string, string>();
  const command = (
    id: string,
    keywords: readonly Declared["keyword"][],
    run: (asked: Asked, kesc: Kesc) => Promise<void>,
  ) =>
    vscode.commands.registerCommand(id, async (uri?: unknown, name?: unknown) => {
      const found = kesc();
      if (!found) return void vscode.window.showErrorMessage(NO_KESC);
      const asked = await whatFor(keywords, uri, name);
      if (asked) await run(asked, found);
    });
  return [
    vscode.workspace.registerTextDocumentContentProvider(COUNT_SCHEME, {
      provideTextDocumentContent: ({ path }) => counts.get(path) ?? "",
    }),
    command("kes.count", ["model", "block"], async (asked, { file }) => count(asked, file, counts)),
    command("kes.showGraph", ["model"], async (asked, { file }) => showGraph(asked, file)),
    command("kes.train", ["train"], async (asked, found) => train(asked, found)),
  ];
};

const NO_KESC = "kes: there is no kesc to run. `npm install kesc` in this folder, or set kes.path.";

const whatFor = async (
  keywords: readonly Declared["keyword"][],
  uri: unknown,
  name: unknown,
): Promise<Asked | undefined> => {
  if (typeof uri === "string" && typeof name === "string") {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
    return !open || (await isSaved(open)) ? { file: vscode.Uri.parse(uri).fsPath, name } : undefined;
  }
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "kes") {
    void vscode.window.showInformationMessage("kes: open a .kes file first.");
    return undefined;
  }
  const { document, selection } = editor;
  if (!(await isSaved(document))) return undefined;
  const chosen = await choose(declarationsOf(document.getText()), keywords, selection.active.line);
  return chosen === undefined ? undefined : { file: document.uri.fsPath, name: chosen };
};

/** `kesc` reads the file from the disk. */
const isSaved = async (document: vscode.TextDocument): Promise<boolean> => {
  if (!document.isUntitled && (!document.isDirty || (await document.save()))) return true;
  void vscode.window.showInformationMessage("kes: save the file first.");
  return false;
};

/** The one that the cursor is in, or the only one, needs no asking. */
const choose = async (
  declared: readonly Declared[],
  keywords: readonly Declared["keyword"][],
  line: number,
): Promise<string | undefined> => {
  const choices = declared.filter(({ keyword }) => keywords.includes(keyword));
  const [first, second] = choices;
  if (!first) {
    void vscode.window.showInformationMessage(`kes: this file declares no ${keywords.join(" or ")}.`);
    return undefined;
  }
  const around = declarationAround(declared, keywords, line) ?? (second ? undefined : first);
  if (around) return around.name;
  return vscode.window.showQuickPick(
    choices.map(({ name }) => name),
    { placeHolder: `Which ${keywords.join(" or ")}?` },
  );
};

const failed = (what: string, { err }: Said): void =>
  void vscode.window.showErrorMessage(`kes: ${what}: ${err.trim().split("\n").slice(0, 3).join(" ")}`);

const count = async ({ file, name }: Asked, kesc: string, counts: Map<string, string>): Promise<void> => {
  let said = await runKesc(kesc, ["params", file, name, "--depth", "3"], file);
  // A block has no sizes of its own: its cost is a formula.
  if (!said.ok || said.out === "") said = await runKesc(kesc, ["params", file, name, "--symbolic"], file);
  if (!said.ok || said.out === "") return failed(`${name} can't be counted`, said);
  const path = `/${basename(file)} ${name}.txt`;
  counts.set(path, said.out);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: COUNT_SCHEME, path }));
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
};

const showGraph = async ({ file, name }: Asked, kesc: string): Promise<void> => {
  const depth = vscode.workspace.getConfiguration("kes").get<number>("graph.depth", 2);
  const folder = await mkdtemp(join(tmpdir(), "kes-graph-"));
  try {
    const picture = join(folder, "graph.svg");
    const said = await runKesc(kesc, ["graph", file, name, "--depth", String(depth), "-o", picture], file);
    if (!said.ok) return failed(`${name} can't be drawn`, said);
    const panel = vscode.window.createWebviewPanel("kes.graph", name, vscode.ViewColumn.Beside, {});
    panel.webview.html = graphPage(await readFile(picture, "utf8"), name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** No script runs in it: the drawing is the page. */
export const graphPage = (svg: string, title: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title.replace(/[<&]/g, (sign) => (sign === "<" ? "&lt;" : "&amp;"))}</title>
<style>body { margin: 0; padding: 1rem; overflow: auto; }</style>
${svg.replace(/^<\?xml[^>]*\?>\s*/, "")}
</html>
`;

const train = async ({ file, name }: Asked, kesc: Kesc): Promise<void> => {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage("kes: training runs code in this folder; trust it first.");
    return;
  }
  if (!kesc.canTrain) {
    void vscode.window.showErrorMessage(
      "kes: training needs kesc in this folder: `npm install kesc`, or set kes.path.",
    );
    return;
  }
  const terminal = vscode.window.createTerminal({ name: `train ${name}`, cwd: dirname(file) });
  terminal.show();
  terminal.sendText(["node", kesc.file, "train", `${file}#${name}`].map(quoted).join(" "));
};

/** For POSIX shells and PowerShell alike: double quotes, where anything needs them. */
const quoted = (word: string): string =>
  /^[\w./:@#=+-]+$/.test(word) && !word.startsWith("#") ? word : `"${word.replace(/(["$`])/g, "\\$1")}"`;
