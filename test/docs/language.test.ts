import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { formatText } from "../../src/prettier/format-text.ts";
import { projectRoot } from "../support/kesc.ts";

interface Example {
  readonly title: string;
  readonly text: string;
  /** The one code that it must give. */
  readonly bad?: string;
  /** The name under which the examples below can import it. */
  readonly file?: string;
}

const page = readFileSync(join(projectRoot, "docs/language.md"), "utf8");

/** Blocks of kes with the heading above them. */
const examples = (): readonly Example[] => {
  const found: Example[] = [];
  let heading = "";
  for (const match of page.matchAll(/^(#+ .*)$|^```kes(.*)\n([^]*?)^```$/gm)) {
    const [, title, how = "", text = ""] = match;
    if (title !== undefined) {
      heading = title.replace(/^#+ /, "");
      continue;
    }
    const [word, value] = how.trim().split(" ");
    const line = page.slice(0, match.index).split("\n").length;
    found.push({
      title: `${heading} (line ${line})`,
      text,
      ...(word === "bad" && { bad: value ?? "" }),
      ...(word === "file" && { file: value ?? "" }),
    });
  }
  return found;
};

const all = examples();
const files = Object.fromEntries(all.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]])));
const library = nodeHost({ root: projectRoot });

const check = (text: string): readonly string[] => {
  const memory = memoryHost({ ...files, "main.kes": text });
  const host: typeof memory = {
    read: (path) => (/^(std|paper|models)\//.test(path) ? library.read(path) : memory.read(path)),
    list: (folder) => memory.list(folder),
  };
  return openProgram(host)
    .check("main.kes")
    .map(
      ({ code, message, span }) =>
        `${code} ${message} at ${JSON.stringify(span.source.text.slice(span.start, span.end))}`,
    );
};

test("there are examples of every kind", () => {
  expect(all.length).toBeGreaterThan(80);
  expect(all.filter(({ bad }) => bad !== undefined).length).toBeGreaterThan(20);
});

describe("docs/language.md", () => {
  test.each(all)("$title", async ({ text, bad }) => {
    const found = check(text);
    if (bad === undefined) expect(found).toEqual([]);
    else expect([...new Set(found.map((line) => line.split(" ")[0]))], found.join("\n")).toEqual([bad]);
    const formatted = await formatText({ path: "main.kes", text }, 120);
    if (!("errors" in formatted)) expect(formatted.text).toBe(text);
    else expect(bad, formatted.errors[0]?.message).toMatch(/^KES1/);
  });

  test("links within the page lead somewhere", () => {
    const anchors = new Set(
      [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
        title
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, "")
          .replaceAll(" ", "-"),
      ),
    );
    const targets = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(30);
    expect(targets.filter((target) => !anchors.has(target))).toEqual([]);
  });
});
