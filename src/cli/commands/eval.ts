import { relative, resolve } from "node:path";
import { layeredHost, memoryHost, type Host } from "../../base/host.ts";
import { grouped } from "../../compiler/analyses/show-count.ts";
import { openProgram } from "../../compiler/program.ts";
import { evaluateRun } from "../../runtime/eval/evaluate-run.ts";
import { readRun, type SavedRun } from "../../runtime/runs/run-folder.ts";
import { openTrainable } from "../../runtime/train/open-trainable.ts";
import { command } from "../command.ts";
import { exit } from "../exit.ts";
import { foldersOfRun } from "../folders-of-run.ts";
import { nodeHost } from "../node-host.ts";
import { madeText, MADE_RECIPE, originsOf } from "../open-recipe.ts";
import { reportRun } from "../report-run.ts";
import { resultText } from "../result-text.ts";
import { bar } from "../bar.ts";
import { startEngine } from "../start-engine.ts";
import { stopCode } from "../stop-signal.ts";

/** `eval` is no name for a constant in strict code. */
export const evaluate = command({
  name: "eval",
  summary: "test a run's network",
  details:
    "Takes network, weights and normalization from the run's folder; the weights must be exactly those of the run's spec.",
  arguments: { run: { kind: "required", placeholder: "RUN", doc: "a run's folder" } },
  options: {
    data: {
      kind: "text",
      placeholder: "EXPR",
      doc: "other data: 'cifar10(split: train, first: 1000)' (default: the recipe's test data)",
    },
    engine: { kind: "choice", of: ["wasm", "cpu"], doc: "what computes (default: the run's)" },
    batch: { kind: "whole", least: 1, doc: "pictures at once, as far as memory goes (default: the run's batch)" },
    json: { kind: "flag", doc: "print the shares as JSON" },
  },
  examples: [
    { line: "kesc eval runs/quickstart-3f9a21", does: "on its recipe's test data" },
    { line: "kesc eval runs/quickstart-3f9a21 --data 'shapes(split: test, count: 100)'", does: "on other data" },
  ],
  async run({ run: asked, data, engine: engineName, batch, json }, ctx) {
    const folder = relative(ctx.cwd, resolve(ctx.cwd, asked)) || ".";
    const [run, damage] = await readRun(folder);
    if (!run) return reportRun(damage, ctx);
    const [trainable, diagnostics] = openRun(run, data);
    const code = await ctx.report(diagnostics);
    if (!trainable) return code;
    const engine = await startEngine(engineName, run.record.engine === "cpu" ? "cpu" : "wasm", ctx);
    const [evaluated, problems] = await evaluateRun(run, trainable, {
      engine,
      folders: await foldersOfRun(folder, ctx),
      ...(batch !== undefined && { batch }),
      onProgress: (pictures, of) => ctx.talk.status(`${bar(pictures / of)}  ${grouped(pictures)}/${grouped(of)}`),
      signal: ctx.signal,
    });
    ctx.talk.status("");
    const found = await ctx.report(problems);
    if (!evaluated) return found === exit.clean ? (stopCode(ctx.signal) ?? exit.findings) : found;
    await ctx.talk.line(
      `${run.record.network.name} of ${folder} on ${evaluated.data}, ${grouped(evaluated.pictures)} pictures`,
    );
    const { state, done, steps } = run.record;
    if (state !== "done")
      await ctx.talk.line(
        `the run is not finished: these are its weights of step ${grouped(done)} of ${grouped(steps)}`,
      );
    if (json)
      await ctx.out.line(
        JSON.stringify({ version: 1, data: evaluated.data, pictures: evaluated.pictures, ...evaluated.result }),
      );
    else await ctx.out.write(resultText(evaluated.result, evaluated.classes));
    return exit.clean;
  },
});

/** The run's own text, library text included, before the package's. */
const openRun = (run: SavedRun, data: string | undefined): ReturnType<typeof openTrainable> => {
  const { file, recipe, through = [] } = run.record.spec;
  const saved = layeredHost(memoryHost(run.sources), nodeHost({ root: resolve(run.folder) }));
  if (data === undefined) return openTrainable(openProgram(saved), file, recipe, through);
  const path = "command-line-data.kes";
  const sets = [[...through, `test=${data}`].join(".")];
  const text = madeText([{ name: MADE_RECIPE, recipe, sets }], originsOf(openProgram(saved), file));
  const made: Host = memoryHost({ [path]: text });
  return openTrainable(openProgram(layeredHost(made, saved)), path, MADE_RECIPE, through);
};
