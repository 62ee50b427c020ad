import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from "vscode-languageserver-protocol/node";
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { ensureBuilt, projectRoot } from "../support/kesc.ts";

/** The shipped server, driven by a client over a pipe. `‸` in a text marks the place that is asked about. */

const UNITS = `/// Convolves twice.
block Pair(x: map, out: int) = x -> conv(3, out) -> batch_norm -> relu -> conv(3, out)
`;
const NET = `import { Pair } from "./units"

/// A small one.
model Net(image: map[8, 8, 4]) {
  stem   = image -> conv(3, 6) -> relu
  body   = stem -> Pair(12)
  logits = body -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}
published params(Net) = 3K
`;

/** Never opened; it imports all the same. */
const FAR = `import { Pair } from "../units"
block Far(x: map) = x -> Pair(2)
`;

let folder: string;
let child: ChildProcessWithoutNullStreams;
let client: MessageConnection;
const told = new Map<string, readonly Diagnostic[]>();
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "kes-lsp-"));
  mkdirSync(join(folder, "deep"));
  const files = { "units.kes": UNITS, "net.kes": NET, "deep/far.kes": FAR, "kes.config.json": "{}" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  child = spawn(process.execPath, [join(projectRoot, "dist/kesc.cjs"), "lsp", "--stdio"]);
  client = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  client.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => void told.set(uri, diagnostics),
  );
  client.listen();
  await client.sendRequest("initialize", { processId: process.pid, rootUri: uriOf(""), capabilities: {} });
  await client.sendNotification("initialized", {});
}, 60_000);
afterAll(async () => {
  await client.sendRequest("shutdown");
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await client.sendNotification("exit");
  expect(await ended).toBe(0);
  client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

let version = 0;
const opened = new Set<string>();
/** Opens a text, or changes it whole. */
const write = async (name: string, text: string): Promise<void> => {
  const textDocument = { uri: uriOf(name), languageId: "kes", version: ++version, text };
  told.delete(textDocument.uri);
  if (opened.has(name)) {
    const change = { textDocument, contentChanges: [{ text }] };
    return client.sendNotification("textDocument/didChange", change);
  }
  opened.add(name);
  await client.sendNotification("textDocument/didOpen", { textDocument });
};
const diagnosticsOf = async (name: string): Promise<readonly Diagnostic[]> => {
  for (let tries = 0; tries < 400; tries++) {
    const found = told.get(uriOf(name));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing was told of ${name}`);
};
const ask = <Answer>(method: string, name: string, more: object = {}): Promise<Answer> =>
  client.sendRequest(`textDocument/${method}`, { textDocument: { uri: uriOf(name) }, ...more });
/** Opens a text with a mark and asks about the place. */
const askAt = async <Answer>(method: string, name: string, marked: string, more: object = {}): Promise<Answer> => {
  const [before = "", after = ""] = marked.split("‸");
  await write(name, before + after);
  const lines = before.split("\n");
  return ask(method, name, { position: { line: lines.length - 1, character: lines.at(-1)!.length }, ...more });
};
const mark = (text: string, at: string, inside = 1): string => {
  const place = text.indexOf(at) + inside;
  return `${text.slice(0, place)}‸${text.slice(place)}`;
};
/** A text after edits. */
const edited = (text: string, edits: readonly TextEdit[]): string => {
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

describe("kesc lsp", () => {
  it("tells errors as one types, with who placed it, and mends them", async () => {
    await write("net.kes", NET.replace("-> relu\n", "-> rely\n"));
    const [found] = await diagnosticsOf("net.kes");
    expect([found?.code, found?.range.start.line]).toEqual(["KES2101", 4]);
    const actions = await ask<CodeAction[]>("codeAction", "net.kes", {
      range: found!.range,
      context: { diagnostics: [] },
    });
    const [edit] = actions[0]!.edit!.changes![uriOf("net.kes")]!;
    expect([actions[0]!.title, edit!.newText]).toEqual([expect.stringContaining("relu"), "relu"]);
    await write("net.kes", NET);
    expect(await diagnosticsOf("net.kes")).toEqual([]);
  });

  it("checks files again that import what changed, unsaved", async () => {
    await write("net.kes", NET);
    await write("units.kes", UNITS.replace("block Pair(x: map, out: int)", "block Pair(x: map, wide: int, out: int)"));
    told.delete(uriOf("net.kes"));
    const found = await diagnosticsOf("net.kes");
    expect(found.map(({ code }) => code)).toEqual(["KES2203"]);
    await write("units.kes", UNITS);
    told.delete(uriOf("net.kes"));
    expect(await diagnosticsOf("net.kes")).toEqual([]);
  });

  it("shows signature, doc and shape under the pointer", async () => {
    const operation = await askAt<Hover>("hover", "net.kes", mark(NET, "conv(3, 6)"));
    expect((operation.contents as { value: string }).value).toMatch(/^```kes\nconv\(x, .*stride: .*\n```/);
    const block = await askAt<Hover>("hover", "net.kes", mark(NET, "Pair(12)"));
    expect((block.contents as { value: string }).value).toContain("Convolves twice.");
    const local = await askAt<Hover>("hover", "net.kes", mark(NET, "stem -> Pair"));
    expect((local.contents as { value: string }).value).toContain("8×8×6");
  });

  it("goes to definitions and lists references, across files", async () => {
    const definition = await askAt<Location>("definition", "net.kes", mark(NET, "Pair(12)"));
    expect([definition.uri, definition.range.start]).toEqual([uriOf("units.kes"), { line: 1, character: 6 }]);
    const references = await askAt<Location[]>("references", "net.kes", mark(NET, "Pair(12)"), {
      context: { includeDeclaration: true },
    });
    expect(references.map(({ uri, range }) => `${uri.split("/").at(-1)}:${range.start.line}`)).toEqual([
      "units.kes:1",
      "net.kes:0",
      "net.kes:5",
      "far.kes:0",
      "far.kes:1",
    ]);
    const local = await askAt<Location>("definition", "net.kes", mark(NET, "stem -> Pair"));
    expect(local.range.start).toEqual({ line: 4, character: 2 });
  });

  it("renames by resolution, across files, and refuses what others read by its name", async () => {
    const renamed = await askAt<WorkspaceEdit>("rename", "net.kes", mark(NET, "Pair(12)"), { newName: "Twice" });
    expect(edited(UNITS, renamed.changes![uriOf("units.kes")]!)).toBe(UNITS.replace("Pair", "Twice"));
    expect(edited(NET, renamed.changes![uriOf("net.kes")]!)).toBe(NET.replaceAll("Pair", "Twice"));
    const local = await askAt<WorkspaceEdit>("rename", "net.kes", mark(NET, "stem -> Pair"), { newName: "first" });
    expect(edited(NET, local.changes![uriOf("net.kes")]!)).toBe(NET.replaceAll("stem", "first"));
    expect(edited(FAR, renamed.changes![uriOf("deep/far.kes")]!)).toBe(FAR.replaceAll("Pair", "Twice"));
    const rename = (at: string, newName: string) => askAt("rename", "net.kes", mark(NET, at), { newName });
    await expect(rename("logits\n}", "scores")).rejects.toThrow("is an output");
    await expect(rename("conv(3, 6)", "fold")).rejects.toThrow("comes with the language");
    await expect(rename("Pair(12)", "Net")).rejects.toThrow("net.kes knows a `Net` already");
    await expect(rename("stem -> Pair", "body")).rejects.toThrow("knows a `body` already");
    await expect(rename("Pair(12)", "1x")).rejects.toThrow("is no name");
  });

  it("completes arguments, what is bound here, and all that may be named", async () => {
    const items = await askAt<CompletionItem[]>("completion", "net.kes", mark(NET, "3, 6", 3));
    const labels = items.map(({ label }) => label);
    expect(labels.slice(0, 12)).toContain("stride:");
    for (const label of ["stem", "Pair", "relu", "cifar10", "to8"]) expect(labels).toContain(label);
  });

  it("shows shapes behind arrows, and counts above models beside what was published", async () => {
    await write("net.kes", NET);
    const hints = await ask<InlayHint[]>("inlayHint", "net.kes", {
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    });
    const shown = edited(
      NET,
      hints.map(({ position, label }) => ({
        range: { start: position, end: position },
        newText: `‹${label as string}›`,
      })),
    );
    expect(shown).toContain("stem   = image -> conv(3, 6)‹8×8×6› -> relu‹8×8×6›\n");
    expect(shown).toContain("body   = stem -> Pair(12)‹8×8×12›\n");
    expect(shown).toContain("-> mean(over: [height, width])‹[channel 12]› -> dense(10, as: class)‹[class 10]›\n");
    const [lens] = await ask<CodeLens[]>("codeLens", "net.kes");
    expect(lens?.command?.title).toMatch(/^2,\d{3} parameters \(published 3K, −[\d.]+ %\) · [\d.]+ K multiply-adds$/);
  });

  it("lists what a file declares, folds it, and formats it", async () => {
    await write("net.kes", NET.replace("stem   =", "stem ="));
    const symbols = await ask<DocumentSymbol[]>("documentSymbol", "net.kes");
    expect(symbols.map(({ name }) => name)).toEqual(["Net"]);
    expect(await ask("foldingRange", "net.kes")).toEqual([{ startLine: 3, endLine: 8 }]);
    const options = { tabSize: 2, insertSpaces: true };
    const [edit] = await ask<TextEdit[]>("formatting", "net.kes", { options });
    expect(edit?.newText).toBe(NET);
    await write("net.kes", "model (");
    expect(await ask("formatting", "net.kes", { options })).toEqual([]);
  });

  it("forgets a text that is closed, and sees what is on the disk again", async () => {
    await write("units.kes", UNITS.replace("Pair", "Other"));
    await write("net.kes", NET);
    expect((await diagnosticsOf("net.kes")).map(({ code }) => code)).toEqual(["KES2006"]);
    told.delete(uriOf("net.kes"));
    opened.delete("units.kes");
    await client.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf("units.kes") } });
    expect(await diagnosticsOf("net.kes")).toEqual([]);
    expect(told.get(uriOf("units.kes"))).toEqual([]);
  });

  it("answers whatever the text, every place of a half-typed one", async () => {
    for (let length = 0; length <= NET.length; length += 7) {
      await write("net.kes", NET.slice(0, length));
      const lines = NET.slice(0, length).split("\n");
      const position = { line: lines.length - 1, character: lines.at(-1)!.length };
      for (const method of ["hover", "definition", "completion", "documentSymbol", "codeLens"])
        await ask(method, "net.kes", { position });
    }
    expect(child.exitCode).toBeNull();
  });
});
