import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileChangeType } from "vscode-languageserver-protocol";
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { edited, mark, startLsp, type LspClient } from "../support/lsp-client.ts";

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

let client: LspClient;
const uriOf = (name: string): string => client.uriOf(name);
const write: LspClient["write"] = (name, text) => client.write(name, text);
const diagnosticsOf: LspClient["diagnosticsOf"] = (name) => client.diagnosticsOf(name);
const ask = <Answer>(method: string, name: string, more: object = {}): Promise<Answer> =>
  client.ask(method, name, more);
const askAt = <Answer>(method: string, name: string, marked: string, more: object = {}): Promise<Answer> =>
  client.askAt(method, name, marked, more);

beforeAll(async () => {
  client = await startLsp({ "units.kes": UNITS, "net.kes": NET, "deep/far.kes": FAR, "kes.config.json": "{}" });
}, 60_000);
afterAll(async () => expect(await client.end()).toBe(0));

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

  it("checks files again that import what changed, unsaved, open or not", async () => {
    await write("net.kes", NET);
    await write("units.kes", UNITS.replace("block Pair(x: map, out: int)", "block Pair(x: map, wide: int, out: int)"));
    await client.untilCodes("net.kes", ["KES2203"]);
    await client.untilCodes("deep/far.kes", ["KES2203"]);
    await write("units.kes", UNITS);
    await client.untilCodes("net.kes", []);
    await client.untilCodes("deep/far.kes", []);
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
    const steps = await askAt<CompletionItem[]>("completion", "net.kes", mark(NET, "-> relu", 3));
    for (const label of ["Pair", "relu"]) expect(steps.map((step) => step.label)).toContain(label);
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
    const { command } = await client.connection.sendRequest<CodeLens>("codeLens/resolve", lens);
    expect(command?.title).toMatch(/^2,\d{3} parameters \(published 3K, −[\d.]+ %\) · [\d.]+ K multiply-adds$/);
    expect(command?.command).toBe("kes.count");
  });

  it("shows a block in the placement that was chosen", async () => {
    const twice = `${UNITS}\nmodel Twice(image: map[8, 8, 3]) {
  last = image -> Pair(4) -> max_pool(2, 2) -> Pair(6)
  output last
}
`;
    await write("units.kes", twice);
    const hints = async () => {
      const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
      return (await ask<InlayHint[]>("inlayHint", "units.kes", { range })).map(({ label }) => label);
    };
    const title = async () => {
      const [lens] = await ask<CodeLens[]>("codeLens", "units.kes");
      return (await client.connection.sendRequest<CodeLens>("codeLens/resolve", lens)).command;
    };
    expect(await hints()).toEqual(["8×8×4", "8×8×4", "8×8×4", "8×8×4"]);
    expect(await title()).toEqual({
      title: expect.stringMatching(
        /^260 parameters · 16\.1 K multiply-adds · .*Pair\d? of Twice: Pair.* on 8×8×3 \(1 of 2\)/,
      ) as string,
      command: "kes.choosePlacement",
      arguments: [uriOf("units.kes"), "Pair"],
    });
    const textDocument = { uri: uriOf("units.kes") };
    const all = await client.connection.sendRequest<{ title: string; index: number }[]>("kes/placements", {
      textDocument,
      name: "Pair",
    });
    expect(all.map(({ index }) => index)).toEqual([0, 1]);
    await client.connection.sendRequest("kes/choosePlacement", { textDocument, name: "Pair", index: 1 });
    expect(await hints()).toEqual(["4×4×6", "4×4×6", "4×4×6", "4×4×6"]);
    expect((await title())?.title).toContain("(2 of 2)");
    await write("units.kes", UNITS);
  });

  it("lists what a file declares, folds it, and formats it", async () => {
    await write("net.kes", NET.replace("stem   =", "stem ="));
    const symbols = await ask<DocumentSymbol[]>("documentSymbol", "net.kes");
    expect(symbols.map(({ name }) => name)).toEqual(["Net"]);
    expect(await ask("foldingRange", "net.kes")).toEqual([{ startLine: 3, endLine: 7 }]);
    const options = { tabSize: 2, insertSpaces: true };
    const [edit] = await ask<TextEdit[]>("formatting", "net.kes", { options });
    expect(edit?.newText).toBe(NET);
    await write("net.kes", "model (");
    expect(await ask("formatting", "net.kes", { options })).toEqual([]);
  });

  it("forgets a text that is closed, and sees what is on the disk again", async () => {
    await write("units.kes", UNITS.replace("Pair", "Other"));
    await write("net.kes", NET);
    await client.untilCodes("net.kes", ["KES2006"]);
    await client.close("units.kes");
    await client.untilCodes("net.kes", []);
    await client.untilCodes("units.kes", []);
  });

  it("tells files that import one which was deleted on the disk, and again when it is back", async () => {
    await write("net.kes", NET);
    const file = join(client.folder, "units.kes");
    const tell = (type: number) =>
      client.connection.sendNotification("workspace/didChangeWatchedFiles", {
        changes: [{ uri: uriOf("units.kes"), type }],
      });
    rmSync(file);
    await tell(FileChangeType.Deleted);
    await client.untilCodes("net.kes", ["KES2001"]);
    writeFileSync(file, UNITS);
    await tell(FileChangeType.Created);
    await client.untilCodes("net.kes", []);
  });

  it("takes several edits of one message, each on what the one before left", async () => {
    await write("net.kes", "block One(x: map) = x -> relu\n");
    const at = (line: number, from: number, to: number) => ({
      start: { line, character: from },
      end: { line, character: to },
    });
    await client.change("net.kes", [
      { range: at(0, 25, 29), text: "tanh" },
      { range: at(0, 0, 0), text: "// 教师 😀\r\n" },
      { range: at(1, 25, 29), text: "rely" },
    ]);
    const [found] = await diagnosticsOf("net.kes");
    expect([found?.code, found?.range]).toEqual(["KES2101", at(1, 25, 29)]);
  });

  it("knows a text that has no file, and names that need encoding", async () => {
    await write("untitled:Untitled-1", NET.replace("Pair }", "Pear }"));
    expect((await diagnosticsOf("untitled:Untitled-1")).map(({ code }) => code)).toContain("KES2006");
    await write("a folder/größe #1.kes", NET.replace("./units", "../units"));
    expect(await diagnosticsOf("a folder/größe #1.kes")).toEqual([]);
    const definition = await askAt<Location>(
      "definition",
      "untitled:Untitled-1",
      "block O‸ne(x: map) = x -> relu\nblock Two(x: map) = x -> One\n",
    );
    expect(definition.uri).toBe("untitled:Untitled-1");
  });

  it("answers whatever the text, every place of a half-typed one", async () => {
    for (let length = 0; length <= NET.length; length += 7) {
      await write("net.kes", NET.slice(0, length));
      const lines = NET.slice(0, length).split("\n");
      const position = { line: lines.length - 1, character: lines.at(-1)!.length };
      for (const method of ["hover", "definition", "completion", "documentSymbol", "codeLens"])
        await ask(method, "net.kes", { position });
    }
    expect(client.child.exitCode).toBeNull();
  });
});

describe("several roots", () => {
  it("each have files and a configuration of their own, which may change", async () => {
    const twoConvs = "block Twice(x: map) = x -> conv(3, 8, bias: true) -> batch_norm\n";
    const roots = await startLsp({
      "one/kes.config.json": '{ "lint": { "rules": { "bias-before-norm": "off" } } }',
      "one/units.kes": UNITS,
      "two/kes.config.json": "{}",
      "two/units.kes": UNITS.replace("Pair", "Other"),
    });
    const importing = `import { Pair } from "./units"\n\nblock Uses(x: map) = x -> Pair(4)\n`;
    try {
      for (const root of ["one", "two"]) await roots.write(`${root}/net.kes`, importing);
      await roots.untilCodes("one/net.kes", []);
      await roots.untilCodes("two/net.kes", ["KES2006"]);
      const text = `${twoConvs}\nmodel Net(image: map[8, 8, 3]) {\n  last = image -> Twice\n  output last\n}\n`;
      for (const root of ["one", "two"]) await roots.write(`${root}/net.kes`, text);
      await roots.untilCodes("one/net.kes", []);
      const [found] = await roots.diagnosticsOf("two/net.kes");
      expect(found?.code).toMatch(/^KES6/);
      writeFileSync(join(roots.folder, "one/kes.config.json"), "{}");
      await roots.connection.sendNotification("workspace/didChangeWatchedFiles", {
        changes: [{ uri: roots.uriOf("one/kes.config.json"), type: FileChangeType.Changed }],
      });
      await roots.untilCodes("one/net.kes", [found!.code as string]);
    } finally {
      expect(await roots.end()).toBe(0);
    }
  });
});

describe("what no editor should send", () => {
  it("ends nothing", async () => {
    const odd = await startLsp({ "kes.config.json": "{}" });
    const send = (text: string) => odd.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const open = (uri: unknown, text: string) =>
      odd.connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "kes", version: 1, text },
      });
    try {
      send("{no json");
      send('{"jsonrpc":"2.0","id":"x","method":"textDocument/hover","params":null}');
      for (const uri of [
        "",
        "file:///%ZZ.kes",
        "file://host/%E0%A4%A.kes",
        "git:/a%ZZ/x.kes?{q}",
        odd.uriOf("big.kes"),
      ])
        await open(uri, "(".repeat(uri.endsWith("big.kes") ? 5_000_000 : 3));
      await odd.connection.sendNotification("workspace/didChangeWatchedFiles", {
        changes: [
          { uri: "git:/%ZZ", type: 3 },
          { uri: "", type: 9 },
        ],
      });
      await expect(odd.connection.sendRequest("codeLens/resolve", {})).rejects.toThrow();
      await odd.write("net.kes", "block A(x: map) = x -> relu\n");
      const far = { start: { line: -3, character: -1 }, end: { line: 999, character: 1e9 } };
      await odd.change("net.kes", [{ range: far, text: "block B(x: map) = x -> rely\n" }]);
      expect((await odd.diagnosticsOf("net.kes")).map(({ code }) => code)).toEqual(["KES2101"]);
      const position = { line: -1, character: 1e12 };
      for (const method of ["hover", "completion", "signatureHelp", "definition"])
        await odd.ask(method, "net.kes", { position });
    } finally {
      expect(await odd.end()).toBe(0);
    }
  });
});

describe("columns in UTF-8", () => {
  it("are used where the editor wants them, in both directions", async () => {
    const bytes = await startLsp({ "kes.config.json": "{}" }, { general: { positionEncodings: ["utf-8", "utf-16"] } });
    try {
      expect(bytes.initialized.capabilities.positionEncoding).toBe("utf-8");
      const text = "block 教师(x: map) = x -> rely // 😀 rely\n";
      await bytes.write("net.kes", text);
      const [found] = await bytes.diagnosticsOf("net.kes");
      const start = Buffer.byteLength(text.slice(0, text.indexOf("rely")));
      const range = { start: { line: 0, character: start }, end: { line: 0, character: start + 4 } };
      expect([found?.code, found?.range]).toEqual(["KES2101", range]);
      await bytes.change("net.kes", [{ range, text: "relu" }]);
      expect(await bytes.diagnosticsOf("net.kes")).toEqual([]);
    } finally {
      expect(await bytes.end()).toBe(0);
    }
  });
});
