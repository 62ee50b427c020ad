import { expect, test } from "vitest";
import { explainedNames, nameLines } from "../../src/cli/explained-name.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { kesc, projectRoot } from "../support/kesc.ts";

const names = explainedNames(nodeHost({ root: projectRoot }));

test("every operation, part and library name has a page, and says what it is", () => {
  expect(names.size).toBeGreaterThan(150);
  for (const [name, explain] of names) {
    const one = explain();
    expect(one.name).toBe(name);
    expect(nameLines(one, 80).join("\n"), name).toContain(name);
    for (const { doc, type } of one.parameters) expect(doc && type, name).toBeTruthy();
  }
});

test("an operation, the prelude's and another file's text", async () => {
  const page = async (name: string): Promise<string> => (await kesc(["explain", name])).out;
  expect(await page("resize")).toMatch(/^resize\(x, height, width, method: bilinear\)\n\nBrings a map/);
  expect(await page("resize")).toMatch(/^ {2}method +nearest \| bilinear +default bilinear +`nearest` pixel/m);
  expect(await page("to8")).toMatch(/fn to8\(n: float\) \{\n[^]*Comes with the language: std\/prelude\.kes\.\n$/);
  expect(await page("GConv")).toMatch(/block GConv\(G: int[^]*\nimport \{ GConv \} from "paper\/blocks"\n$/);
});

test("as JSON, and a misspelt name", async () => {
  const { out } = await kesc(["explain", "sgd", "--json"]);
  const [entry] = JSON.parse(out) as readonly { name: string; parameters: readonly { name: string }[] }[];
  expect([entry!.name, entry!.parameters.map(({ name }) => name)]).toEqual([
    "sgd",
    ["lr", "momentum", "weight_decay", "nesterov"],
  ]);
  const { code, err } = await kesc(["explain", "resiz"]);
  expect(code).toBe(2);
  expect(err).toContain("did you mean `resize`?");
});
