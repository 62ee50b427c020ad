import { afterAll, beforeAll, expect, it } from "vitest";
import type { SemanticTokens, SemanticTokensDelta } from "vscode-languageserver-protocol";
import { startServer, type Client } from "./in-process.ts";

let client: Client;
beforeAll(async () => {
  client = await startServer({});
});
afterAll(() => client.stop());

const TEXT = "// Names\nblock Unit(x: map) =\n  x -> relu\nwide = 20\n";

/** Each token as `line:character length type modifiers`. */
const decoded = (data: readonly number[]): readonly string[] => {
  const { tokenTypes, tokenModifiers } = client.capabilities.semanticTokensProvider!.legend;
  let [line, character] = [0, 0];
  const tokens: string[] = [];
  for (let at = 0; at < data.length; at += 5) {
    const [down, right, length, type, bits] = data.slice(at, at + 5) as [number, number, number, number, number];
    character = down > 0 ? right : character + right;
    line += down;
    const modifiers = tokenModifiers.filter((_, bit) => bits & (1 << bit));
    tokens.push([`${line}:${character}`, length, tokenTypes[type], ...modifiers].join(" "));
  }
  return tokens;
};

it("tokens come full, for a range, and as what changed", async () => {
  await client.write("a.kes", TEXT);
  const textDocument = { uri: client.uriOf("a.kes") };
  const full = await client.ask<SemanticTokens>("textDocument/semanticTokens/full", { textDocument });
  expect(decoded(full.data)).toEqual([
    "1:6 4 class declaration",
    "1:11 1 parameter declaration",
    "1:14 3 type defaultLibrary",
    "2:2 1 parameter",
    "2:7 4 function defaultLibrary",
    "3:0 4 variable declaration readonly",
  ]);
  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
  const part = await client.ask<SemanticTokens>("textDocument/semanticTokens/range", { textDocument, range });
  expect(decoded(part.data)).toEqual(["3:0 4 variable declaration readonly"]);

  const after = TEXT.replace("relu", "relu -> gelu");
  await client.write("a.kes", after);
  const delta = await client.ask<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", {
    textDocument,
    previousResultId: full.resultId,
  });
  const data = [...full.data];
  for (const { start, deleteCount, data: put = [] } of delta.edits) data.splice(start, deleteCount, ...put);
  const again = await client.ask<SemanticTokens>("textDocument/semanticTokens/full", { textDocument });
  expect(data).toEqual(again.data);
  expect(delta.edits.flatMap((edit) => edit.data ?? []).length).toBeLessThan(again.data.length);
  const unknown = await client.ask<SemanticTokens>("textDocument/semanticTokens/full/delta", {
    textDocument,
    previousResultId: "of another server",
  });
  expect(unknown.data).toEqual(again.data);
});

it("a text that isn't open has none", async () => {
  const textDocument = { uri: client.uriOf("other.kes") };
  expect((await client.ask<SemanticTokens>("textDocument/semanticTokens/full", { textDocument })).data).toEqual([]);
});
