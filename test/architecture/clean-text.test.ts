import { expect, test } from "vitest";
import { readProjectFile, trackedFiles } from "./project-files.ts";

const TEXT =
  /\.(ts|mjs|js|json|md|kes|py|sh|yml|yaml|html|svg)$|^\.(ci\/run|npmrc|gitignore|gitattributes|editorconfig)$/;

/** The project speaks of itself alone, and its files mean the same on every machine. */
const strangers: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "a path of one machine", pattern: /(?<![\w.])\/(?:work|root|home\/\w+|tmp\/kes|Users\/\w+)\// },
  { what: "a registry's host", pattern: /registry\.(?:npmjs|yarnpkg)\.\w+|"resolved":/ },
  {
    what: "an address of a private host",
    pattern: /\bhttps?:\/\/(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+/,
  },
  {
    what: "a word about how it was made",
    pattern: /\b(?:issue|session) #?\d+\b|\bas an AI\b|\blanguage model\b|\bAnthropic\b|\bClaude\b|\bChatGPT\b/i,
  },
  { what: "a conflict of a merge", pattern: /^(?:<{7}|>{7}) / },
];

const files = trackedFiles().filter((path) => TEXT.test(path) && path !== "test/architecture/clean-text.test.ts");

test("no file names a machine, a host or its making", () => {
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((path) =>
    readProjectFile(path)
      .split("\n")
      .flatMap((line, i) =>
        strangers.flatMap(({ what, pattern }) => (pattern.test(line) ? [`${path}:${i + 1} ${what}`] : [])),
      ),
  );
  expect(found).toEqual([]);
});

test("lines end with a line feed, and files with a newline", () => {
  const texts = files.filter((path) => !path.endsWith(".crlf.kes") && !path.endsWith(".json"));
  const wrong = texts.filter((path) => {
    const text = readProjectFile(path);
    return text.includes("\r\n") || (text !== "" && !text.endsWith("\n"));
  });
  expect(wrong).toEqual([]);
});
