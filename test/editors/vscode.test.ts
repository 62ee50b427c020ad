import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { declarationAround, declarationsOf } from "../../editors/vscode/src/declarations.ts";
import { findKesc } from "../../editors/vscode/src/find-kesc.ts";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { commandTable } from "../../src/cli/command-table.ts";
import { ensureBuilt, kesc, projectRoot } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";
import { documentOf, editorOf, newState, openExtension } from "./open-extension.ts";

const home = join(projectRoot, "editors/vscode");
const bundle = join(projectRoot, "dist/kesc.cjs");
const folder = mkdtempSync(join(tmpdir(), "kes-vscode-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(ensureBuilt);

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly snippets: readonly { readonly path: string }[];
    readonly problemMatchers: readonly { readonly pattern: readonly { readonly regexp: string }[] }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly description: string }[] }[];
  };
}
const json = (path: string): unknown => JSON.parse(readFileSync(join(home, path), "utf8"));
const manifest = json("package.json") as Manifest;

test("every file that the manifest names is there, or is made by the packing", () => {
  const named = [...JSON.stringify(manifest).matchAll(/"(?:\.\/|media\/|walkthrough\/)[^"]+"/g)].map(([text]) =>
    text.slice(1, -1).replace("./", ""),
  );
  expect(named.length).toBeGreaterThan(7);
  const made = /^(dist|server|schemas)\//;
  expect(named.filter((path) => !made.test(path) && !existsSync(join(home, path)))).toEqual([]);
});

/** A snippet's text as it stands before anything is typed: placeholders with their standard values. */
const filled = (body: readonly string[]): string => body.join("\n").replace(/\$\{\d+:([^}]*)\}|\$\d+/g, "$1");

test("the snippets together are a spec without a mistake", () => {
  const snippets = json("snippets/kes.json") as Readonly<Record<string, { readonly body: readonly string[] }>>;
  const texts = Object.values(snippets).map(({ body }) => filled(body));
  const imports = texts.filter((text) => text.startsWith("import"));
  const rest = texts.filter((text) => !text.startsWith("import"));
  const library = (name: string): string => readFileSync(join(projectRoot, "specs", name), "utf8");
  const files = Object.fromEntries(["std/prelude.kes", "paper/losses.kes"].map((name) => [name, library(name)]));
  const program = openProgram(memoryHost({ ...files, "a.kes": `${[...imports, ...rest].join("\n\n")}\n` }));
  const found = program.check("a.kes").filter(({ severity }) => severity === "error");
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  expect(program.recipeNames("a.kes")).toEqual(["quick", "longer"]);
});

test("the problem matcher reads what `kesc check` prints", async () => {
  writeFileSync(join(folder, "bad.kes"), "block A(x: map) = x -> conv(3, 8) -> rely\n");
  const { out } = await kesc(["check", "bad.kes"], { cwd: folder });
  const lines = out.split("\n");
  const patterns = manifest.contributes.problemMatchers[0]!.pattern.map(({ regexp }) => new RegExp(regexp));
  const begin = lines.findIndex((line) => patterns[0]!.test(line));
  const matches = patterns.map((pattern, i) => pattern.exec(lines[begin + i] ?? "no line"));
  expect(matches[0]?.slice(1)).toEqual(["error", "KES2101", expect.stringContaining("rely")]);
  expect(matches[1]).not.toBeNull();
  expect(matches[2]?.slice(1)).toEqual(["bad.kes", "1", "38"]);
});

test("kesc is the setting's, else the folder's, else the extension's; untrusted folders run nothing of theirs", () => {
  const places = { setting: "", folders: ["/a", "/b"], isTrusted: true, extension: "/ext" };
  const inside = { file: "/ext/server/dist/kesc.mjs", canTrain: false };
  const own = { file: "/b/node_modules/kesc/dist/kesc.cjs", canTrain: true };
  const only =
    (...there: string[]) =>
    (path: string) =>
      there.includes(path);
  expect(findKesc(places, only(inside.file))).toEqual(inside);
  expect(findKesc(places, only(inside.file, own.file))).toEqual(own);
  expect(findKesc({ ...places, isTrusted: false }, only(inside.file, own.file))).toEqual(inside);
  expect(findKesc({ ...places, setting: "/my.cjs" }, only("/my.cjs", own.file))?.file).toBe("/my.cjs");
  expect(findKesc(places, only())).toBeUndefined();
});

test("declarations are found in half-typed text, and the one around the cursor", () => {
  const declared = declarationsOf("model A = \r\nblock B(\n  model x\n// train no\ntrain größe_2 {");
  expect(declared.map(({ keyword, name, line }) => `${line} ${keyword} ${name}`)).toEqual([
    "0 model A",
    "1 block B",
    "4 train größe_2",
  ]);
  expect(declarationAround(declared, ["model", "block"], 2)?.name).toBe("B");
  expect(declarationAround(declared, ["model", "block"], 4)).toBeUndefined();
});

const SPEC = `model Net(width: int = 4)(image: map[8, 8, 3]) {
  logits = image -> conv(3, width) -> mean(over: [height, width]) -> dense(2, as: class)
  output logits
}

train quick {
  model = Net()
}

block Half(x: map) = x -> conv(1, x.channel / 2)
`;

/** Says what it was sent, answers the handshake, and has a problem with every file. */
const FAKE_SERVER = `
const send = (message) => {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  process.stdout.write("Content-Length: " + Buffer.byteLength(text) + "\\r\\n\\r\\n" + text);
};
let rest = "";
process.stdin.on("data", (data) => {
  rest += data;
  for (let match; (match = /^Content-Length: (\\d+)\\r\\n\\r\\n/.exec(rest)); ) {
    const end = match[0].length + Number(match[1]);
    if (rest.length < end) return;
    const { id, method, params } = JSON.parse(rest.slice(match[0].length, end));
    rest = rest.slice(end);
    if (method === "initialize") send({ id, result: { capabilities: { textDocumentSync: 2 }, serverInfo: { name: process.argv.slice(2).join(" ") } } });
    else if (method === "shutdown") send({ id, result: null });
    else if (method === "exit") process.exit(0);
    else if (method === "kes/placements") send({ id, result: ["group1/unit1", "group2/unit1"].map((title, index) => ({ title, index })) });
    else if (method === "kes/choosePlacement") send({ id, result: null }), send({ method: "window/showMessage", params: { type: 3, message: JSON.stringify(params) } });
    else if (method === "textDocument/didOpen") send({ method: "textDocument/publishDiagnostics", params: { uri: "file:///a.kes", diagnostics: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message: "said by " + process.argv.slice(2).join(" "), severity: 1 }] } });
  }
});
`;

const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
};

test("the entry starts `kesc lsp --stdio`, tells it of an open file, shows its diagnostics, and ends it", async () => {
  const server = join(folder, "server.cjs");
  writeFileSync(server, FAKE_SERVER);
  const file = join(folder, "net.kes");
  const state = newState({ settings: { path: server }, folders: [folder], documents: [documentOf(file, SPEC)] });
  const { extension } = await openExtension(state);
  await extension.activate({ extensionPath: home, subscriptions: [] });
  await until(() => state.did.some(([what]) => what === "diagnostics"));
  const [, uri, found] = state.did.find(([what]) => what === "diagnostics") ?? [];
  expect(uri).toBe("file:///a.kes");
  expect((found as { message: string }[]).map(({ message }) => message)).toEqual(["said by lsp --stdio"]);
  expect([...state.commands.keys()].filter((id) => id.startsWith("kes.")).sort()).toEqual(
    manifest.contributes.commands.map(({ command }) => command).sort(),
  );
  await extension.deactivate();
});

/** A diagnostic as the editor is given it: the target is what the server calls `codeDescription.href`. */
interface Shown {
  readonly message: string;
  readonly code: { readonly value: string; readonly target: { readonly fsPath: string } };
}

test("the language server itself tells the extension what is wrong", async (ctx) => {
  needs(
    ctx,
    commandTable.some(({ name }) => name === "lsp"),
    "the command `kesc lsp`",
  );
  const text = "block A(x: map) = x -> conv(3, 8) -> rely\n";
  const file = join(folder, "wrong.kes");
  writeFileSync(file, text);
  const state = newState({ settings: { path: bundle }, folders: [folder], documents: [documentOf(file, text)] });
  const { extension } = await openExtension(state);
  await extension.activate({ extensionPath: home, subscriptions: [] });
  await until(() => state.did.some(([what, , found]) => what === "diagnostics" && (found as unknown[]).length > 0));
  const found = state.did.flatMap(([what, , some]) => (what === "diagnostics" ? (some as Shown[]) : []));
  expect(found.map(({ message }) => message)).toEqual([expect.stringContaining("rely")]);
  const { target, value } = found[0]!.code;
  expect(readFileSync(target.fsPath, "utf8")).toContain(`## ${value}`);
  await extension.deactivate();
});

test("the user chooses the placement that shapes are shown of, and the server is told", async () => {
  const server = join(folder, "server.cjs");
  writeFileSync(server, FAKE_SERVER);
  const state = newState({ settings: { path: server }, folders: [folder], pick: "group2/unit1" });
  const { extension } = await openExtension(state);
  await extension.activate({ extensionPath: home, subscriptions: [] });
  const choose = async (...words: unknown[]): Promise<void> => {
    state.did.length = 0;
    await state.commands.get("kes.choosePlacement")!(...words);
  };
  const said = () =>
    state.did.filter(([what]) => what === "information").map(([, text]) => JSON.parse(String(text)) as unknown);
  await choose("file:///a.kes", "Unit");
  expect(state.did[0]).toEqual(["pick", ["group1/unit1", "group2/unit1"].map((label, index) => ({ label, index }))]);
  await until(() => said().length > 0);
  expect(said()).toEqual([{ textDocument: { uri: "file:///a.kes" }, name: "Unit", index: 1 }]);
  // Whoever takes none changes nothing.
  state.pick = "";
  await choose("file:///a.kes", "Unit");
  expect(state.did.map(([what]) => what)).toEqual(["pick"]);
  await choose();
  expect(state.did).toEqual([]);
  await extension.deactivate();
});

test("a code lens counts what stands on the disk: an unsaved text is saved first", async () => {
  const server = join(folder, "server.cjs");
  writeFileSync(server, FAKE_SERVER);
  const file = join(folder, "unsaved.kes");
  writeFileSync(file, SPEC);
  const wider = SPEC.replace("= 4", "= 8");
  const save = async (): Promise<boolean> => (writeFileSync(file, wider), true);
  const state = newState({ settings: { path: server } });
  const { extension } = await openExtension(state);
  await extension.activate({ extensionPath: home, subscriptions: [] });
  state.settings["path"] = bundle;
  state.documents = [{ ...documentOf(file, wider), isDirty: true, save }];
  await state.commands.get("kes.count")!(`file://${file}`, "Net");
  expect(state.did.at(-1)).toEqual(["shown", expect.stringMatching(/Net[\s\S]*\b234\b/)]);
  state.documents = [{ ...documentOf(file, wider), isDirty: true, save: async () => false }];
  await state.commands.get("kes.count")!(`file://${file}`, "Net");
  expect(state.did.at(-1)).toEqual(["information", expect.stringContaining("save the file")]);
  await extension.deactivate();
});

test("without a kesc the editor is told what to do", async () => {
  const state = newState({ isTrusted: false });
  const { extension } = await openExtension(state);
  await extension.activate({ extensionPath: folder, subscriptions: [] });
  expect(state.did.filter(([what]) => what === "warning")).toEqual([
    ["warning", expect.stringContaining("npm install kesc")],
  ]);
});

test("Count, Show graph and Train this recipe run kesc on what the cursor is in", async () => {
  const server = join(folder, "server.cjs");
  writeFileSync(server, FAKE_SERVER);
  const file = join(folder, "net.kes");
  writeFileSync(file, SPEC);
  const state = newState({ settings: { path: server } });
  const { extension } = await openExtension(state);
  // As it is packed: with a kesc of its own inside.
  const packed = join(folder, "packed");
  mkdirSync(join(packed, "server/dist"), { recursive: true });
  writeFileSync(join(packed, "server/dist/kesc.mjs"), "");
  await extension.activate({ extensionPath: packed, subscriptions: [] });
  state.settings["path"] = bundle;
  const run = async (id: string, line: number): Promise<readonly (readonly unknown[])[]> => {
    state.editor = editorOf(documentOf(file, SPEC), line);
    const before = state.did.length;
    await state.commands.get(id)!();
    return state.did.slice(before);
  };
  expect(await run("kes.count", 1)).toEqual([["shown", expect.stringContaining("parameters")]]);
  expect(await run("kes.train", 6)).toEqual([
    ["terminal", "train quick", `node ${bundle} train "${file}#quick"`.replaceAll('"', "")],
  ]);
  expect(await run("kes.showGraph", 1)).toEqual([
    ["panel", "Net", expect.stringMatching(/^<!doctype html>[\s\S]*<svg[\s\S]*conv 3×3/)],
  ]);
  // A block's cost is a formula.
  expect(await run("kes.count", 9)).toEqual([["shown", expect.stringMatching(/Half[\s\S]*channel/)]]);
  // Where the cursor is in none and there is only one, that one; where there are several, the user is asked.
  expect(await run("kes.showGraph", 6)).toEqual([["panel", "Net", expect.stringContaining("<svg")]]);
  const two = `${SPEC}\nmodel Other = Net(8)\n`;
  state.editor = editorOf(documentOf(file, two), 6);
  state.did.length = 0;
  await state.commands.get("kes.count")!();
  expect(state.did[0]).toEqual(["pick", ["Net", "Half", "Other"]]);
  state.isTrusted = false;
  expect(await run("kes.train", 6)).toEqual([["information", expect.stringContaining("trust")]]);
  await extension.deactivate();
});
