import { dirname, join, relative, resolve } from "node:path";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { noSuchRun, runDamaged } from "../../compiler/diagnostics/runs.ts";
import { comparePage } from "../../runtime/report/compare-page.ts";
import { listRuns, type HeadProblem } from "../../runtime/report/read-head.ts";
import { readStory, type RunStory } from "../../runtime/report/read-story.ts";
import { recipeDifferences } from "../../runtime/report/recipe-differences.ts";
import { command, type CommandContext } from "../command.ts";
import { exit, type ExitCode } from "../exit.ts";
import { Failure } from "../failure.ts";
import { reportRun } from "../report-run.ts";
import { compareText, interruptedLines, problemJson, runJson, runsTable } from "../runs-text.ts";
import { makeFolder, writeWhole } from "../write-whole.ts";

export const runs = command({
  name: "runs",
  summary: "list runs, or compare some",
  details:
    "Lists the runs of a folder (default: runs under the root), the newest last; what is damaged is told and doesn't stop the list. `compare` sets runs side by " +
    "side: results, and every value in which their recipes differ; with `-o` as a page with their curves too. A run is its folder, or its name in the folder for runs.",
  arguments: {
    words: {
      kind: "many",
      placeholder: "DIR|compare RUN",
      doc: "a folder of runs, or `compare` and two runs or more",
      mayBeEmpty: true,
    },
  },
  options: {
    output: { kind: "text", short: "o", placeholder: "FILE", doc: "compare: write a page, compare.html" },
    json: { kind: "flag", doc: "print as JSON" },
  },
  examples: [
    { line: "kesc runs", does: "all in the folder for runs" },
    { line: "kesc runs elsewhere --json", does: "of another folder, for programs" },
    { line: "kesc runs compare baseline-3f9a21 wider-77c0de -o compare.html", does: "two side by side" },
  ],
  run: ({ words, output, json }, ctx) =>
    words[0] === "compare" ? compare(words.slice(1), output, json, ctx) : list(words, output, json, ctx),
});

const list = async (
  words: readonly string[],
  output: string | undefined,
  json: boolean,
  ctx: CommandContext,
): Promise<ExitCode> => {
  if (words.length > 1)
    throw new Failure("one folder of runs at a time", ["kesc runs compare RUN RUN sets runs side by side"]);
  if (output !== undefined)
    throw new Failure("`-o` goes with `compare`", ["kesc runs compare RUN RUN -o compare.html"]);
  const asked = words[0];
  const folder = asked === undefined ? (await ctx.config()).runs : resolve(ctx.cwd, asked);
  const found = await listRuns(folder).catch((error: unknown) => {
    if (asked === undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return { runs: [], problems: [] };
    throw error;
  });
  const shown = <T extends { readonly folder: string }>(one: T): T => ({ ...one, folder: shownPath(one.folder, ctx) });
  const heads = found.runs.map((run) => shown(run));
  const problems = found.problems.map((problem) => shown(problem));
  if (json)
    await ctx.out.line(JSON.stringify({ version: 1, runs: heads.map(runJson), problems: problems.map(problemJson) }));
  else if (heads.length > 0) {
    const width = ctx.out.isTerminal ? ctx.out.columns : Infinity;
    for (const line of runsTable(heads, width)) await ctx.out.line(line);
  } else await ctx.talk.line(`no runs in ${shownPath(folder, ctx)}; \`kesc train\` makes them`);
  if (!json) for (const line of interruptedLines(heads)) await ctx.talk.line(line);
  return ctx.report(problems.map(problemOf));
};

const compare = async (
  names: readonly string[],
  output: string | undefined,
  json: boolean,
  ctx: CommandContext,
): Promise<ExitCode> => {
  if (names.length < 2) throw new Failure("two runs or more are compared", ["kesc runs compare RUN RUN"]);
  const read: (RunStory | HeadProblem)[] = [];
  for (const name of names) read.push(await readNamed(name, ctx));
  const code = await reportRun(read.filter(isUnread).map(problemOf), ctx);
  const stories = read.filter((one): one is RunStory => !isUnread(one));
  if (stories.length < read.length) return code;
  const heads = stories.map(({ head }) => head);
  const differences = recipeDifferences(stories.map(({ recipe }) => recipe));
  if (json)
    await ctx.out.line(JSON.stringify({ version: 1, runs: heads.map(runJson), differences: differences.map(nulled) }));
  else for (const line of compareText(heads, differences)) await ctx.out.line(line);
  if (output === undefined) return exit.clean;
  const file = resolve(ctx.cwd, output);
  await makeFolder(dirname(output), ctx.cwd);
  const placed = stories.map((story) => ({
    ...story,
    head: { ...story.head, folder: resolve(ctx.cwd, story.head.folder) },
  }));
  await writeWhole(output, comparePage(placed, dirname(file)), ctx.cwd);
  await ctx.talk.line(`wrote ${shownPath(file, ctx)}`);
  return exit.clean;
};

const nulled = ({ field, values }: { readonly field: string; readonly values: readonly (string | undefined)[] }) => ({
  field,
  values: values.map((value) => value ?? null),
});

/** A folder as the user stands, else a name in the folder for runs. */
const readNamed = async (name: string, ctx: CommandContext): Promise<RunStory | HeadProblem> => {
  const story = await readStory(shownPath(resolve(ctx.cwd, name), ctx));
  if (!isUnread(story) || /[/\\]/.test(name)) return story;
  const kept = await readStory(shownPath(join((await ctx.config()).runs, name), ctx));
  return isUnread(kept) && kept.isMissing ? story : kept;
};

const isUnread = (read: RunStory | HeadProblem): read is HeadProblem => !("head" in read);

const problemOf = ({ folder, problem, isMissing }: HeadProblem): Diagnostic => {
  const at = { source: { path: join(folder, "run.json"), text: "" }, start: 0, end: 0 };
  return isMissing
    ? diagnose(noSuchRun, at, { folder, missing: "run.json" })
    : diagnose(runDamaged, at, { file: join(folder, "run.json"), problem });
};

/** From where the user stands, or whole where that is shorter to read. */
const shownPath = (path: string, { cwd }: CommandContext): string => {
  const way = relative(cwd, path);
  return way.startsWith("..") ? path : way || ".";
};
