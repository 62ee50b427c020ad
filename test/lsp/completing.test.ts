import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CodeAction, CompletionItem } from "vscode-languageserver-protocol";
import { edited, startLsp, type LspClient } from "../support/lsp-client.ts";

/** Names that aren't imported yet, of the root's files and of the library, to an editor that waits for their imports and to one that doesn't. */

const UNITS = "/// Convolves.\nblock KEEP(x: map, out: int) = x -> conv(3, out)\n";
const text = (step: string): string => `model Net(image: map[8, 8, 16]) {
  y = image -> ${step}
  output y
}
`;
const BEFORE = text("KE");

const editors = [
  { editor: "waits", properties: ["documentation", "additionalTextEdits"] },
  { editor: "doesn't wait", properties: ["documentation"] },
];

describe.each(editors)("an editor that $editor for imports", ({ editor, properties }) => {
  let client: LspClient;
  beforeAll(async () => {
    const completion = { completionItem: { resolveSupport: { properties } } };
    client = await startLsp({ "units.kes": UNITS }, { textDocument: { completion } });
  }, 60_000);
  afterAll(async () => expect(await client.end()).toBe(0));

  const listed = (): Promise<CompletionItem[]> => client.askAt("completion", "net.kes", text("KE‸"));
  const resolved = (item: CompletionItem): Promise<CompletionItem> =>
    client.connection.sendRequest("completionItem/resolve", item);

  test("gets both, the root's before the library's, with doc and import once it asks", async () => {
    const items = await listed();
    const [own, library] = ["KEEP", "KE"].map((name) => items.find(({ label }) => label === name)!);
    expect([own!.detail, library!.detail].map((detail) => detail!.split(" ").at(-1))).toEqual(["./units", "paper/ke"]);
    expect(own!.sortText! < library!.sortText!).toBe(true);
    for (const [item, from] of [
      [own!, "./units"],
      [library!, "paper/ke"],
    ] as const) {
      expect(item.documentation).toBeUndefined();
      expect(item.additionalTextEdits !== undefined).toBe(editor === "doesn't wait");
      const { documentation, additionalTextEdits } = await resolved(item);
      expect(JSON.stringify(documentation)).toMatch(/markdown/);
      expect(edited(BEFORE, additionalTextEdits!)).toBe(`import { ${item.label} } from "${from}"\n\n${BEFORE}`);
    }
  });

  test("an older list still has its imports, while one types on; a list nobody remembers has none", async () => {
    const first = (await listed()).find(({ label }) => label === "KE")!;
    for (let count = 0; count < 3; count++) await listed();
    expect((await resolved(first)).additionalTextEdits).toHaveLength(1);
    for (let count = 0; count < 8; count++) await listed();
    expect((await resolved(first)).documentation).toBeUndefined();
  });

  test("an unknown name of the library is imported, and the text is right then", async () => {
    const before = text("KE(4)()");
    await client.write("net.kes", before);
    const diagnostics = await client.untilCodes("net.kes", ["KES2101"]);
    const { range } = diagnostics[0]!;
    const actions = await client.ask<CodeAction[]>("codeAction", "net.kes", { range, context: { diagnostics } });
    expect(actions[0]?.title).toBe('import `KE` from "paper/ke"');
    const after = edited(before, actions[0]!.edit!.changes![client.uriOf("net.kes")]!);
    await client.write("net.kes", after);
    await client.untilCodes("net.kes", []);
  });
});
