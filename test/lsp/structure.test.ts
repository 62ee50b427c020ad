import { afterAll, beforeAll, expect, it } from "vitest";
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  SelectionRange,
  SymbolInformation,
  TextEdit,
} from "vscode-languageserver-protocol";
import { startServer, type Client } from "./in-process.ts";

const UNITS = `/// Convolves
/// twice.
block Pair(x: map, out: int) = x -> conv(3, out) -> relu -> conv(3, out)
`;
const NET = `import { Pair } from "./units"
model Net(image: map[8, 8, 4]) {
  y =   image -> Pair(to8(12))
  output y
}
a   =   1
`;

let client: Client;
beforeAll(async () => {
  client = await startServer({ "units.kes": UNITS, "net.kes": NET, "far.kes": NET.replace("Net", "Far") });
  await client.write("net.kes", NET);
});
afterAll(() => client.stop());

const ask = <Answer>(method: string, more: object = {}): Promise<Answer> =>
  client.ask(`textDocument/${method}`, { textDocument: { uri: client.uriOf("net.kes") }, ...more });
const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);
const lineOf = ({ range }: { range: { start: { line: number } } }): number => range.start.line;

it("tells the outline with children", async () => {
  const symbols = await ask<DocumentSymbol[]>("documentSymbol");
  expect(symbols.map(({ name, children }) => [name, children!.map((each) => [each.name, each.detail])])).toEqual([
    ["Net", [["y", "output"]]],
    ["a", []],
  ]);
});

it("folds with lines from 0", async () => {
  expect(await ask<FoldingRange[]>("foldingRange")).toEqual([{ startLine: 1, endLine: 3 }]);
});

it("nests selections", async () => {
  const [first, second] = await ask<SelectionRange[]>("selectionRange", {
    positions: [
      { line: 2, character: 18 },
      { line: 5, character: 0 },
    ],
  });
  expect(first!.range).toEqual({ start: { line: 2, character: 17 }, end: { line: 2, character: 21 } });
  expect(first!.parent!.range).toEqual({ start: { line: 2, character: 17 }, end: { line: 2, character: 30 } });
  expect(second!.parent!.parent!.range.start).toEqual({ line: 0, character: 0 });
});

it("links imports to their files", async () => {
  const [link] = await ask<DocumentLink[]>("documentLink");
  expect([nameOf(link!.target!), lineOf(link!)]).toEqual(["units.kes", 0]);
});

it("tells who places a block and what it places, of files that aren't open", async () => {
  const [item] = await ask<CallHierarchyItem[]>("prepareCallHierarchy", { position: { line: 2, character: 18 } });
  expect([item!.name, nameOf(item!.uri)]).toEqual(["Pair", "units.kes"]);
  const incoming = await client.ask<CallHierarchyIncomingCall[]>("callHierarchy/incomingCalls", { item });
  expect(
    incoming.map(({ from, fromRanges }) => [from.name, nameOf(from.uri), fromRanges[0]!.start.line]).sort(),
  ).toEqual([
    ["Far", "far.kes", 2],
    ["Net", "net.kes", 2],
  ]);
  const far = incoming.find(({ from }) => from.name === "Far")!.from;
  const outgoing = await client.ask<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", { item: far });
  expect(outgoing.map(({ to }) => `${to.name} ${nameOf(to.uri)}`)).toEqual(["Pair units.kes", "to8 prelude.kes"]);
  expect(await ask("prepareCallHierarchy", { position: { line: 5, character: 0 } })).toBeNull();
});

it("finds symbols of all files", async () => {
  const found = await client.ask<SymbolInformation[]>("workspace/symbol", { query: "r" });
  expect(found.map(({ name, location }) => `${name} ${nameOf(location.uri)} ${lineOf(location)}`)).toEqual([
    "Far far.kes 1",
    "Pair units.kes 2",
  ]);
});

it("formats what is selected, or what a brace closed", async () => {
  const options = { tabSize: 2, insertSpaces: true };
  const range = { start: { line: 5, character: 0 }, end: { line: 5, character: 1 } };
  const [selected] = await ask<TextEdit[]>("rangeFormatting", { range, options });
  expect([lineOf(selected!), selected!.newText]).toEqual([5, "a = 1"]);
  const closed = await ask<TextEdit[]>("onTypeFormatting", { position: { line: 4, character: 1 }, ch: "}", options });
  expect(closed.map(({ newText }) => newText)).toEqual([
    "model Net(image: map[8, 8, 4]) {\n  y = image -> Pair(to8(12))\n  output y\n}",
  ]);
  expect(await ask("onTypeFormatting", { position: { line: 3, character: 1 }, ch: "}", options })).toEqual([]);
});
