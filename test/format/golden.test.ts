import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import { formatText } from "../../src/prettier/format-text.ts";
import * as plugin from "../../src/prettier/index.ts";
import { projectRoot } from "../support/kesc.ts";

const folder = join(projectRoot, "test/format/golden");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const names = readdirSync(folder).filter((name) => name.endsWith(".in.kes"));
const kes = { parser: "kes", plugins: [plugin as never] };

describe("golden pairs", () => {
  test.each(names)("%s", async (name) => {
    const formatted = await formatText({ path: name, text: read(name) }, 120);
    expect("text" in formatted && formatted.text).toBe(read(name.replace(".in.", ".out.")));
  });
});

test("many lines take no longer each than few", async () => {
  const chain = `block F(x: map) =\n  x\n${"    -> relu\n".repeat(20_000)}`;
  expect(await formatText({ path: "chain.kes", text: chain }, 120)).toEqual({ text: chain });
  const comments = "// one of many\n".repeat(20_000);
  expect(await formatText({ path: "comments.kes", text: comments }, 120)).toEqual({ text: comments });
}, 60_000);

describe("as a plugin of Prettier", () => {
  test("it finds files by their ending and lines have 120 columns unless told otherwise", async () => {
    const text = `block F(x: map) = x${" -> relu".repeat(12)}\n`;
    expect(await format(text, { filepath: "a.kes", plugins: [plugin as never] })).toBe(text);
    expect(await format(text, { ...kes, printWidth: 40 })).toMatch(/ =\n {2}x -> relu -> .*\n {4}-> relu/);
  });

  test("kes blocks in Markdown are formatted, others and broken ones are not", async () => {
    const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;
    const formatted = await format(
      ["# Title\n", block("kes", "block F(x:map)=x->relu"), block("text", "a  =b"), block("kes", "block  =")].join(
        "\n",
      ),
      {
        parser: "markdown",
        plugins: [plugin as never],
      },
    );
    expect(formatted).toBe(
      ["# Title\n", block("kes", "block F(x: map) = x -> relu"), block("text", "a  =b"), block("kes", "block  =")].join(
        "\n",
      ),
    );
  });

  test("a syntax error is Prettier's, with its place", async () => {
    await expect(format("block F(x: map) =\nfn g(x: map) = x\n", kes)).rejects.toThrow(/KES1\d{3}.*\n> [12] \| /s);
  });

  test("line ends are as configured; `auto` keeps those of the file", async () => {
    const text = "a  = 1\r\nb = 2\r\n";
    expect(await format(text, kes)).toBe("a = 1\nb = 2\n");
    expect(await format(text, { ...kes, endOfLine: "auto" })).toBe("a = 1\r\nb = 2\r\n");
  });

  test("control characters in strings and comments survive, however many", async () => {
    const all = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code))
      .filter((c) => !/[\n\r"\\{}\u0085]/.test(c))
      .join("");
    const text = `a = "${all}" // ${all.slice(1)}\nlong_name  = 2\n`;
    expect((await format(text, kes)).split("\n")[0]).toContain(all.slice(0, 30));
  });
});
