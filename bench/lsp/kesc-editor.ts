import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";
import { timed } from "../measure.ts";
import { placeIn, type Editor } from "./editor.ts";

/** `kesc lsp` over a pipe, with one spec of a folder open. */
export const openKesc = async (kesc: string, file: string): Promise<Editor> => {
  const start = performance.now();
  const child = spawn(process.execPath, [kesc, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Map<number, () => void>();
  connection.onNotification("textDocument/publishDiagnostics", ({ version = 0, uri: of }: PublishDiagnosticsParams) => {
    if (of === uri) waiting.get(version)?.();
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const uri = pathToFileURL(file).href;
  let text = readFileSync(file, "utf8");
  let version = 1;
  const told = (): Promise<void> => {
    const of = version;
    return new Promise((resolve) =>
      waiting.set(of, () => {
        waiting.delete(of);
        resolve();
      }),
    );
  };
  const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities });
  await connection.sendNotification("initialized", {});
  const first = told();
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "kes", version, text },
  });
  await first;
  const startMs = performance.now() - start;
  const ask = (method: string, offset: number) =>
    timed(() => connection.sendRequest(method, { textDocument: { uri }, position: placeIn(text, offset) }));
  return {
    startMs,
    pid: child.pid!,
    type: (offset, length, put) =>
      timed(async () => {
        const range = { start: placeIn(text, offset), end: placeIn(text, offset + length) };
        text = text.slice(0, offset) + put + text.slice(offset + length);
        version++;
        const answered = told();
        await connection.sendNotification("textDocument/didChange", {
          textDocument: { uri, version },
          contentChanges: [{ range, text: put }],
        });
        await answered;
      }),
    complete: (offset) => ask("textDocument/completion", offset),
    hover: (offset) => ask("textDocument/hover", offset),
    residentBytes: () => residentBytes(child.pid!),
    async end() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
    },
  };
};

/** Linux only; NaN elsewhere. */
export const residentBytes = (pid: number): number => {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return NaN;
  }
};
