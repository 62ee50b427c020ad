import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from "vscode-languageserver-protocol/node";
import type {
  Diagnostic,
  InitializeResult,
  PublishDiagnosticsParams,
  TextDocumentContentChangeEvent,
  TextEdit,
} from "vscode-languageserver-protocol";
import { ensureBuilt, projectRoot } from "./kesc.ts";

/** The shipped server with a folder of files, driven over a pipe. */
export interface LspClient {
  readonly folder: string;
  readonly connection: MessageConnection;
  readonly child: ChildProcessWithoutNullStreams;
  readonly initialized: InitializeResult;
  uriOf(name: string): string;
  /** Opens a text, or changes it whole. Names with a colon are addresses. */
  write(name: string, text: string): Promise<void>;
  change(name: string, changes: readonly TextDocumentContentChangeEvent[]): Promise<void>;
  close(name: string): Promise<void>;
  ask<Answer>(method: string, name: string, more?: object): Promise<Answer>;
  /** Opens a text with a mark `‸` and asks about the place. */
  askAt<Answer>(method: string, name: string, marked: string, more?: object): Promise<Answer>;
  /** What was told of the text as it was last written. */
  diagnosticsOf(name: string): Promise<readonly Diagnostic[]>;
  /** Waits until these codes are what was told last; of files that are checked because another one changed. */
  untilCodes(name: string, codes: readonly string[]): Promise<readonly Diagnostic[]>;
  /** Ends the server as an editor does; gives its exit code. */
  end(): Promise<number | null>;
}

/** Longer than any machine takes. */
const PATIENCE = 20_000;

export const startLsp = async (
  files: Readonly<Record<string, string>>,
  capabilities: object = {},
): Promise<LspClient> => {
  await ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), "kes-lsp-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const child = spawn(process.execPath, [join(projectRoot, "dist/kesc.cjs"), "lsp", "--stdio"]);
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uriOf = (name: string): string => (name.includes(":") ? name : pathToFileURL(join(folder, name)).href);
  const told = new Map<string, PublishDiagnosticsParams>();
  const waiting = new Set<() => void>();
  connection.onNotification("textDocument/publishDiagnostics", (given: PublishDiagnosticsParams) => {
    told.set(given.uri, given);
    for (const look of [...waiting]) look();
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>("initialize", {
    processId: process.pid,
    rootUri: uriOf(""),
    capabilities,
  });
  await connection.sendNotification("initialized", {});

  const versions = new Map<string, number>();
  const next = (uri: string): number => {
    const version = (versions.get(uri) ?? 0) + 1;
    versions.set(uri, version);
    return version;
  };
  const until = <Answer>(find: () => Answer | undefined, what: () => string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const answer = find();
        if (answer === undefined) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(answer);
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(what()));
      }, PATIENCE);
      waiting.add(look);
      look();
    });
  const ask: LspClient["ask"] = (method, name, more = {}) =>
    connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: uriOf(name) }, ...more });
  const write: LspClient["write"] = (name, text) => {
    const uri = uriOf(name);
    const isNew = !versions.has(uri);
    const version = next(uri);
    return isNew
      ? connection.sendNotification("textDocument/didOpen", {
          textDocument: { uri, languageId: "kes", version, text },
        })
      : connection.sendNotification("textDocument/didChange", {
          textDocument: { uri, version },
          contentChanges: [{ text }],
        });
  };
  return {
    folder,
    connection,
    child,
    initialized,
    uriOf,
    write,
    ask,
    change: (name, contentChanges) =>
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uriOf(name), version: next(uriOf(name)) },
        contentChanges,
      }),
    close: async (name) => {
      versions.delete(uriOf(name));
      told.delete(uriOf(name));
      await connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(name) } });
    },
    async askAt(method, name, marked, more = {}) {
      const [before = "", after = ""] = marked.split("‸");
      await write(name, before + after);
      const lines = before.split("\n");
      return ask(method, name, { position: { line: lines.length - 1, character: lines.at(-1)!.length }, ...more });
    },
    diagnosticsOf: (name) =>
      until(
        () => {
          const last = told.get(uriOf(name));
          return last && last.version === versions.get(uriOf(name)) ? last.diagnostics : undefined;
        },
        () => `nothing was told of ${name}`,
      ),
    untilCodes: (name, codes) =>
      until(
        () => {
          const found = told.get(uriOf(name))?.diagnostics;
          return found && codesOf(found) === codes.join() ? found : undefined;
        },
        () => `${name} was to have ${codes.join()}; told last: ${codesOf(told.get(uriOf(name))?.diagnostics ?? [])}`,
      ),
    async end() {
      await connection.sendRequest("shutdown");
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      await connection.sendNotification("exit");
      const code = await ended;
      connection.dispose();
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
};

const codesOf = (found: readonly Diagnostic[]): string => found.map(({ code }) => code).join();

/** A text with `‸` behind the first letter of `at`, or `inside` letters further. */
export const mark = (text: string, at: string, inside = 1): string => {
  const place = text.indexOf(at) + inside;
  return `${text.slice(0, place)}‸${text.slice(place)}`;
};

/** A text after edits. */
export const edited = (text: string, edits: readonly TextEdit[]): string => {
  const offset = ({ line, character }: TextEdit["range"]["start"]): number =>
    text
      .split("\n")
      .slice(0, line)
      .reduce((sum, each) => sum + each.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (now, { range, newText }) => now.slice(0, offset(range.start)) + newText + now.slice(offset(range.end)),
      text,
    );
};
