import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver-protocol";
import { edited, startLsp, type LspClient } from "../support/lsp-client.ts";

/** What the shipped server offers to mend: asked for, applied as an editor does it, and checked again. */

const UNITS = `block Pair(x: map, out: int) = x -> conv(3, out) -> relu
`;
const FAR = `import { Wide } from "../wide"
block Far(x: map) = x -> Wide(2, more: 3)
`;

let client: LspClient;
beforeAll(async () => {
  client = await startLsp({ "units.kes": UNITS, "deep/far.kes": FAR, "kes.config.json": "{}" });
}, 60_000);
afterAll(async () => expect(await client.end()).toBe(0));

const net = (...lines: readonly string[]): string =>
  `model Net(image: map[8, 8, 4]) {\n  ${lines.join("\n  ")}\n  output y\n}\n`;

/** What is offered for all of a text, which is told to have this code. */
const offered = async (
  name: string,
  text: string,
  code: string,
  only?: readonly string[],
): Promise<readonly CodeAction[]> => {
  await client.write(name, text);
  const diagnostics = await client.untilCodes(name, [code]);
  const lines = text.split("\n");
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: lines.at(-1)!.length } };
  const actions = await client.ask<CodeAction[]>("codeAction", name, {
    range,
    context: { diagnostics, ...(only && { only }) },
  });
  for (const { diagnostics: mends } of actions) expect(diagnostics).toContainEqual(mends![0]);
  return actions;
};

const editsIn = ({ edit }: CodeAction, name: string) => edit!.changes![client.uriOf(name)] ?? [];

const titles = (actions: readonly CodeAction[]): readonly string[] =>
  actions.map(({ title, isPreferred }) => `${isPreferred ? "! " : ""}${title}`);

describe("fixes through the server", () => {
  test.each([
    [
      "a name that another file declares",
      "KES2101",
      net("y = image -> Pair(3)"),
      ['! import `Pair` from "./units"'],
      `import { Pair } from "./units"\n\n${net("y = image -> Pair(3)")}`,
    ],
    ["a misspelt name", "KES2101", net("y = image -> rellu"), ["! change `rellu` to `relu`"], net("y = image -> relu")],
    [
      "a sum that doesn't fit",
      "KES3009",
      net("y = image + (image -> conv(3, 8, stride: 2))"),
      ["! project `image`: `-> conv(1, 8, stride: 2)`"],
      net("y = (image -> conv(1, 8, stride: 2)) + (image -> conv(3, 8, stride: 2))"),
    ],
    [
      "groups",
      "KES3104",
      net("y = image -> conv(3, 32) -> conv(3, 32, groups: 3)"),
      ["! change `3` to `2`", "change `3` to `4`"],
      net("y = image -> conv(3, 32) -> conv(3, 32, groups: 2)"),
    ],
    [
      "a count",
      "KES3503",
      `${net("y = image -> conv(1, 8)")}expect params(Net) == 33\n`,
      ["put 32 here"],
      `${net("y = image -> conv(1, 8)")}expect params(Net) == 32\n`,
    ],
    [
      "what a call lacks",
      "KES2203",
      net("y = image -> conv(3)"),
      ["give it `out: 1`"],
      net("y = image -> conv(3, out: 1)"),
    ],
  ])("%s", async (_, code, before, expected, after) => {
    const actions = await offered("net.kes", before, code);
    expect(titles(actions)).toEqual(expected);
    const text = edited(before, editsIn(actions[0]!, "net.kes"));
    expect(text).toBe(after);
    await client.write("net.kes", text);
    await client.untilCodes("net.kes", []);
  });

  test("a finding's remedies are somebody's choice: none is preferred; they reach into files that aren't open", async () => {
    const wide = "block Wide(x: map, out: int, more: int = 1) = x -> conv(3, out)\n";
    const [called, ...others] = await offered("wide.kes", wide, "KES6002");
    expect(titles([called!, ...others])).toEqual(["call it `_more`"]);
    await client.write("wide.kes", edited(wide, editsIn(called!, "wide.kes")));
    await client.untilCodes("wide.kes", []);
    const far = edited(FAR, editsIn(called!, "deep/far.kes"));
    expect(far).toBe(FAR.replace("more:", "_more:"));
    expect(readFileSync(join(client.folder, "deep/far.kes"), "utf8")).toBe(FAR); // the editor writes, not the server
    await client.write("deep/far.kes", far);
    await client.untilCodes("deep/far.kes", []);
  });

  test("an editor that asks for another kind of action gets none", async () => {
    const text = net("y = image -> rellu");
    expect(await offered("net.kes", text, "KES2101", ["source.organizeImports"])).toEqual([]);
    expect(await offered("net.kes", text, "KES2101", ["quickfix"])).toHaveLength(1);
  });
});
