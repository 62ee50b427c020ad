import { relative, resolve } from "node:path";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Engine } from "../../runtime/engines/engine.ts";
import { findOtherProblems } from "../../runtime/train/find-other-problems.ts";
import { planTraining, type Plan, type PlanOptions } from "../../runtime/train/plan-training.ts";
import { runPlan, type RunOutcome } from "../../runtime/train/run-plan.ts";
import { command, type CommandContext } from "../command.ts";
import { exit, type ExitCode } from "../exit.ts";
import { asFailure, Failure } from "../failure.ts";
import { openPartly } from "../open-partly.ts";
import { openRecipes, type OpenedRecipes } from "../open-recipe.ts";
import { publishedOf, resultsTable } from "../results-table.ts";
import { startEngine } from "../start-engine.ts";
import { stopCode } from "../stop-signal.ts";
import { trainingDisplay } from "../training-display.ts";
import { summaryText } from "../training-summary.ts";
import { version } from "../version.ts";

export const train = command({
  name: "train",
  summary: "train recipes and write run folders",
  details:
    "Before the first step everything is checked: data, sizes, memory, disk. A teacher, or a run to start from, is trained first where no finished run of " +
    "equal identity is there. Ctrl-C keeps a checkpoint (again: ends at once), --resume goes on from it, with the same bits as without a pause. Equal seed and engine give equal bits.",
  arguments: {
    recipe: {
      kind: "required",
      placeholder: "FILE[#RECIPE]",
      doc: "a spec and one of its recipes; may be left out where there is one",
    },
  },
  options: {
    all: { kind: "flag", doc: "train every recipe of the file, go on where that stopped, and print a table" },
    set: {
      kind: "texts",
      placeholder: "key=value",
      doc: "replace a field or an argument: length=2epochs, data.first=1000, optimizer.lr=0.05; how long and on what changes teachers alike",
    },
    resume: { kind: "flag", doc: "go on with a run that was stopped" },
    fresh: { kind: "flag", doc: "begin anew, whatever is there" },
    runs: { kind: "text", placeholder: "DIR", doc: "folder for the runs (default: runs under the root)" },
    engine: { kind: "choice", of: ["wasm", "cpu"], doc: "what computes (default: the configuration's, else wasm)" },
    testEvery: { kind: "whole", least: 1, doc: "also test after every N epochs" },
  },
  examples: [
    { line: "kesc train examples/01-first-network.kes#quickstart", does: "a few minutes" },
    { line: "kesc train net.kes#small --set length=2epochs --set seed=7", does: "changed; its teacher alike" },
    { line: "kesc train net.kes#small --resume", does: "where Ctrl-C stopped it" },
    { line: "kesc train specs/paper/table1.kes --all --set length=2epochs", does: "a table, row by row" },
  ],
  async run(input, ctx) {
    const { recipe, all, set, runs, engine: engineName } = input;
    if (input.resume && input.fresh) throw new Failure("--resume goes on, --fresh begins anew: which?");
    const opened = await openRecipes(recipe, { sets: set, all }, ctx);
    const { spec, trainables, diagnostics } = opened;
    const { config } = spec;
    const engine = await startEngine(engineName, config.engine, ctx);
    const where = {
      engine,
      folders: { root: config.root, data: config.data },
      runsFolder: runs === undefined ? config.runs : resolve(ctx.cwd, runs),
    };
    if (diagnostics.some(({ severity }) => severity === "error"))
      return ctx.report([...diagnostics, ...(await otherProblems(recipe, opened, where, ctx))], spec);
    await ctx.report(diagnostics, spec);
    if (trainables.length === 0) return exit.findings;
    const options = {
      ...where,
      version,
      command: (name: string) =>
        commandWords({ ...input, recipe: `${recipe.split("#")[0]}#${name}`, all: false }, engine).join(" "),
      onProgress: trainingDisplay(ctx.talk, ctx.cwd),
      signal: tellStop(ctx),
      ...(input.testEvery !== undefined && { testEvery: input.testEvery }),
    };
    const unfinished = input.fresh ? "fresh" : input.resume || all ? "resume" : "ask";
    const [plan, problems] = await planTraining(trainables, { ...options, unfinished });
    const found = await ctx.report(problems, spec);
    if (!plan) return found;
    await tellOthers(plan, ctx);
    const words = commandWords(input, engine);
    const outcomes = await runPlan(plan, options).catch((error: unknown) => {
      throw brokenOff(error, goOn(words, all));
    });
    ctx.talk.status("");
    const published = all ? publishedOf(spec.program, spec.path) : [];
    const names = trainables.map(({ recipe: { name } }) => name);
    return tellEnd({ plan, outcomes, names, published, words, all }, ctx);
  },
});

/** What else is wrong with recipes that can't be read whole: all is told at once. */
const otherProblems = async (
  asked: string,
  opened: OpenedRecipes,
  where: PlanOptions,
  ctx: CommandContext,
): Promise<readonly Diagnostic[]> => {
  const { program, path, recipes } = await openPartly(asked.split("#")[0]!, opened.asked, ctx);
  const keyOf = ({ code, message, span }: Diagnostic): string => `${code} ${span.source.path} ${message}`;
  const told = new Set(opened.diagnostics.map(keyOf));
  const found = await findOtherProblems(program, path, recipes, where);
  return [...new Map(found.map((one) => [keyOf(one), one])).values()].filter((one) => !told.has(keyOf(one)));
};

/** What Ctrl-C and the like lead to is told at once: the step that runs, and saving, take their time. */
const tellStop = ({ signal, talk }: CommandContext): AbortSignal => {
  const text = "stopping, with a checkpoint; Ctrl-C again ends at once, without it";
  signal.addEventListener("abort", () => void talk.line(text), { once: true });
  return signal;
};

interface End {
  readonly plan: Plan;
  readonly outcomes: readonly RunOutcome[];
  readonly names: readonly string[];
  readonly published: ReturnType<typeof publishedOf>;
  /** The command, without `--resume` and `--fresh`. */
  readonly words: readonly string[];
  readonly all: boolean;
}

const tellEnd = async (
  { plan, outcomes, names, published, words, all }: End,
  ctx: CommandContext,
): Promise<ExitCode> => {
  const last = outcomes.at(-1);
  const code = await ctx.report(last?.problems ?? []);
  const isDone = outcomes.length === plan.order.length && last?.record.state === "done";
  if (all) await ctx.out.write(resultsTable(plan, outcomes, { names, published }));
  else if (isDone) await ctx.out.write(await summaryText(asked(plan, outcomes), shown(ctx.cwd), words.join(" ")));
  if (isDone) return code;
  if (last?.record.state === "stopped")
    await ctx.talk.line(`stopped; a checkpoint is in ${shown(ctx.cwd)(last.folder)}`);
  else if (!last) await ctx.talk.line("stopped before the first step");
  await ctx.talk.line(goOn(words, all));
  return code === exit.clean ? (stopCode(ctx.signal) ?? exit.findings) : code;
};

const goOn = (words: readonly string[], all: boolean): string =>
  `go on: ${[...words, ...(all ? [] : ["--resume"])].join(" ")}`;

/** What the system refused in the middle, a full disk say: the last checkpoint is as it was. */
const brokenOff = (error: unknown, goesOn: string): unknown => {
  const failure = asFailure(error);
  return failure ? new Failure(failure.message, [...failure.help, goesOn]) : error;
};

/** The outcome of the recipe that was asked for, after those that it learns from. */
const asked = ({ asked: [first] }: Plan, outcomes: readonly RunOutcome[]): RunOutcome =>
  outcomes.find(({ planned }) => planned.prepared.identity === first?.prepared.identity) ?? outcomes.at(-1)!;

/** Runs of the same name that don't fit, and why. */
const tellOthers = async ({ order }: Plan, { talk, cwd }: CommandContext): Promise<void> => {
  for (const { others } of order)
    for (const { folder, differences } of others)
      await talk.line(`not taken: ${shown(cwd)(folder)}: ${differences.join("; ")}`);
};

/** From where the user stands, or whole where that is shorter to read. */
const shown =
  (cwd: string) =>
  (folder: string): string => {
    const way = relative(cwd, folder);
    return way.startsWith("..") ? folder : way;
  };

interface Words {
  readonly recipe: string;
  readonly all: boolean;
  readonly set: readonly string[];
  readonly runs: string | undefined;
}

const commandWords = ({ recipe, all, set, runs }: Words, engine: Engine): readonly string[] => [
  "kesc train",
  quoted(recipe),
  ...(all ? ["--all"] : []),
  ...set.map((one) => `--set ${quoted(one)}`),
  ...(runs === undefined ? [] : [`--runs ${quoted(runs)}`]),
  `--engine ${engine.name}`,
];

/** As a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./#=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
