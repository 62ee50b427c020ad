/**
 * `npm run answers`: asks what an editor asks, at every token of every spec of the project, and writes how many answers of each kind
 * have something in them: test/ide/golden/answers.json, at all tokens and at every 17th, which the test asks again. With `--check` it
 * writes nothing and ends with 1 where the counts differ. A question that throws ends it, with the place. `--times` tells how long each
 * kind took.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { scan } from "../grammar/scan.ts";
import { nodeHost } from "../src/cli/node-host.ts";
import type { Module } from "../src/compiler/2-bind/module.ts";
import { openProgram, type Program } from "../src/compiler/program.ts";
import { completionsAt } from "../src/ide/complete.ts";
import { findSymbols } from "../src/ide/find-symbols.ts";
import { meaningAt } from "../src/ide/find-use.ts";
import { fixesOf } from "../src/ide/fixes.ts";
import { foldsIn } from "../src/ide/folds.ts";
import { placedBy, placesOf, placingAt } from "../src/ide/hierarchy.ts";
import { hoverAt } from "../src/ide/hover.ts";
import { lensesOf, lensText } from "../src/ide/lenses.ts";
import { linksIn } from "../src/ide/links.ts";
import { outlineOf } from "../src/ide/outline.ts";
import { definitionAt, referencesAt } from "../src/ide/references.ts";
import { renameAt, renameProblem } from "../src/ide/rename.ts";
import { selectionsAt } from "../src/ide/selection.ts";
import { semanticTokens } from "../src/ide/semantic-tokens.ts";
import { shapesOf } from "../src/ide/shapes.ts";
import { signatureAt } from "../src/ide/signature.ts";
import { checkAndLint } from "../src/lint/lint.ts";
import { formatText } from "../src/prettier/format-text.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const golden = join(root, "test/ide/golden/answers.json");

/** By file, by question: of a whole file a number; at tokens how many of all and how many of every 17th have an answer. */
export type Answers = Readonly<Record<string, Readonly<Record<string, number | readonly [number, number]>>>>;

/** A test hasn't the time for all tokens. */
const SAMPLE = 17;

interface Asked {
  readonly program: Program;
  readonly module: Module;
  readonly files: readonly string[];
}
type Question<Place> = (asked: Asked, place: Place) => number;

const one = (answer: unknown): number => (answer === undefined ? 0 : 1);
const some = (answers: { readonly length: number } | undefined): number => (answers?.length ? 1 : 0);

/** At the beginning of each token: 1 where the answer has something in it. */
const atTokens: Readonly<Record<string, Question<number>>> = {
  hover: ({ program, module, files }, offset) => one(hoverAt(program, module, offset, { files })),
  definition: ({ program, module }, offset) => one(definitionAt(program, module, offset)),
  references: ({ program, module }, offset) => some(referencesAt(program, module, offset)),
  highlights: ({ program, module }, offset) =>
    some(referencesAt(program, module, offset).filter(({ source }) => source.path === module.source.path)),
  renames: ({ program, module }, offset) => {
    const meaning = meaningAt(module, offset);
    if (!meaning || renameProblem(program, module, meaning) !== undefined) return 0;
    const renamed = renameAt(program, module, offset, "not_there_yet");
    return "edits" in renamed ? some(renamed.edits) : 0;
  },
  completions: ({ program, module, files }, offset) => some(completionsAt(program, module, offset, files).items),
  signatures: ({ program, module }, offset) => one(signatureAt(program, module, offset)),
  selections: ({ module }, offset) => some(selectionsAt(module, offset)),
  hierarchy: ({ module }, offset) => one(placingAt(module, offset)),
  placers: ({ program, module }, offset) => {
    const placing = placingAt(module, offset);
    return some(placing && placedBy(program, placing));
  },
  placed: ({ module }, offset) => {
    const placing = placingAt(module, offset);
    return some(placing && placesOf(placing));
  },
};

/** Of a whole file: how many. */
const ofFiles: Readonly<Record<string, (asked: Asked) => number | Promise<number>>> = {
  findings: ({ program, module }) => checkAndLint(program, module.source.path, {}).length,
  fixes: ({ program, module, files }) =>
    checkAndLint(program, module.source.path, {}).flatMap((diagnostic) =>
      fixesOf({ program, module, diagnostic, files }),
    ).length,
  outline: ({ module }) => outlineOf(module).reduce((sum, { children }) => sum + 1 + children.length, 0),
  symbols: ({ program, module }) => findSymbols(program, "").filter((found) => found.module === module).length,
  folds: ({ module }) => foldsIn(module).length,
  colours: ({ program, module }) => semanticTokens(program, module).length,
  hints: ({ program, module, files }) =>
    module.file.items
      .map((item) => shapesOf(program, module, item, { files }))
      .reduce((sum, { steps, bindings }) => sum + steps.size + bindings.size, 0),
  lenses: ({ program, module, files }) =>
    lensesOf(module).filter((lens) => lensText(program, module, lens, { files })).length,
  links: ({ module }) => linksIn(module).length,
  formatted: async ({ module: { source } }) => ("text" in (await formatText(source, 120)) ? 1 : 0),
};

/** Paths as the program calls them: the library's own, and what stands in the project's folders. */
const specs = (): readonly string[] => {
  const below = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".kes"));
  const beside = ["examples", "test/samples"].flatMap((folder) => below(folder).map((name) => `${folder}/${name}`));
  return [...below("specs"), ...beside].map((path) => path.replaceAll("\\", "/")).sort();
};

/** Asks everything; at every 17th token alone where `sampled`. `took` gets the milliseconds of each kind. */
export const askEverywhere = async ({
  sampled = false,
  took = new Map(),
}: { readonly sampled?: boolean; readonly took?: Map<string, number> } = {}): Promise<Answers> => {
  const files = specs();
  const program = openProgram(nodeHost({ root }));
  const modules = files.map((path) => program.open(path).result ?? fail(path, 0, "open", "can't be read"));
  const answers: Record<string, Record<string, number | readonly [number, number]>> = {};
  for (const module of modules) {
    const asked = { program, module, files };
    const { path } = module.source;
    const timed = async (kind: string, at: number, ask: () => number | Promise<number>): Promise<number> => {
      const start = performance.now();
      try {
        return await ask();
      } catch (error) {
        return fail(path, at, kind, error);
      } finally {
        took.set(kind, (took.get(kind) ?? 0) + performance.now() - start);
      }
    };
    const { tokens } = scan(module.source);
    const counts: Record<string, number | readonly [number, number]> = { tokens: tokens.length };
    for (const [kind, ask] of Object.entries(ofFiles)) counts[kind] = await timed(kind, 0, () => ask(asked));
    for (const [kind, ask] of Object.entries(atTokens)) {
      let [all, some] = [0, 0];
      for (const [index, { startOffset }] of tokens.entries()) {
        const isSample = index % SAMPLE === 0;
        if (sampled && !isSample) continue;
        const count = await timed(kind, startOffset, () => ask(asked, startOffset));
        all += count;
        if (isSample) some += count;
      }
      counts[kind] = [all, some];
    }
    answers[path] = counts;
  }
  return answers;
};

const fail = (path: string, at: number, kind: string, error: unknown): never => {
  throw new Error(`${path}, offset ${at}, ${kind}: ${error instanceof Error ? error.stack : String(error)}`);
};

/** A line a file. */
export const written = (answers: Answers): string =>
  `{\n${Object.entries(answers)
    .map(([path, counts]) => `  ${JSON.stringify(path)}: ${JSON.stringify(counts).replace(/([:,])(?!\d+\])/g, "$1 ")}`)
    .join(",\n")}\n}\n`;

const kept = (): string => readFileSync(golden, "utf8");
export const keptAnswers = (): Answers => JSON.parse(kept()) as Answers;

const main = async (): Promise<void> => {
  const took = new Map<string, number>();
  const text = written(await askEverywhere({ took }));
  if (process.argv.includes("--times"))
    for (const [kind, time] of took) console.log(`${kind.padEnd(12)} ${Math.round(time)} ms`);
  if (!process.argv.includes("--check")) return writeFileSync(golden, text);
  if (text === kept()) return;
  console.log("stale test/ide/golden/answers.json\n`npm run answers` writes it.");
  process.exitCode = 1;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
