import { basename } from "node:path";
import { expect, test } from "vitest";
import ts from "typescript";
import { filesUnder, typeScriptFiles } from "./project-files.ts";

const files = typeScriptFiles("src", "grammar");

/** Tables, the list of the tree's nodes and the grammar are lists; generated files are nobody's to read. */
const isExempt = (path: string): boolean => path.startsWith("grammar/") || /(-table|\.generated|\/ast)\.ts$/.test(path);

test("files have at most 400 lines, and about 80 in the middle", () => {
  const lengths = files
    .filter(({ path }) => !isExempt(path))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
  expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[sorted.length >> 1]).toBeLessThan(120);
});

test("file names are kebab-case and name a thing", () => {
  const vague = /(^|-)(utils?|helpers?|common|misc|stuff|shared)(-|\.|$)/;
  const names = files.map(({ path }) => path);
  expect(names.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.generated)?\.ts$/.test(basename(path)))).toEqual([]);
  expect(names.filter((path) => path.split("/").some((part) => vague.test(part)))).toEqual([]);
});

test("only the package's faces pass on what others export", () => {
  const faces = ["src/index.ts", "src/training.ts", "src/prettier/index.ts"];
  const barrels = files.filter(
    ({ path, statements }) =>
      !faces.includes(path) &&
      statements.length > 0 &&
      statements.every(
        (statement) =>
          ts.isImportDeclaration(statement) || (ts.isExportDeclaration(statement) && statement.moduleSpecifier),
      ),
  );
  expect(barrels.map(({ path }) => path)).toEqual([]);
});

test("tests stand under test/ alone, and all of them run", () => {
  const strays = ["src", "grammar", "bench", "scripts"].flatMap((folder) => filesUnder(folder, ".test.ts"));
  expect(strays).toEqual([]);
  const switched = typeScriptFiles("test").flatMap(({ path, text }) =>
    /\b(test|it|describe)\.(only|skip|todo)\(/.test(text.replace(/\/\\b\(test.*$/m, "")) ? [path] : [],
  );
  expect(switched).toEqual([]);
});
