import { relative, resolve } from "node:path";
import { openEngine } from "../../runtime/engines/open-engine.ts";
import { train as trainRecipe } from "../../runtime/train/train.ts";
import { command } from "../command.ts";
import { exit } from "../exit.ts";
import { openRecipe } from "../open-recipe.ts";
import { summaryText, trainingDisplay } from "../training-display.ts";
import { version } from "../version.ts";

export const train = command({
  name: "train",
  summary: "train a recipe's network and write a run folder",
  details:
    "Before the first step everything is checked: data, sizes, memory. The run folder holds the spec's text, the recipe with every value, " +
    "versions, seed, metrics.jsonl and the weights as safetensors; it appears whole or not at all. Equal seed and engine give equal bits.",
  arguments: {
    recipe: {
      kind: "required",
      placeholder: "FILE[#RECIPE]",
      doc: "a spec and one of its recipes; may be left out where there is one",
    },
  },
  options: {
    set: {
      kind: "texts",
      placeholder: "key=value",
      doc: "replace a field or an argument: length=2epochs, data.first=1000, optimizer.lr=0.05",
    },
    runs: { kind: "text", placeholder: "DIR", doc: "folder for the run (default: runs under the root)" },
    engine: { kind: "choice", of: ["wasm", "cpu"], doc: "what computes (default: the configuration's, else wasm)" },
    testEvery: { kind: "whole", least: 1, doc: "also test after every N epochs" },
  },
  examples: [
    { line: "kesc train examples/01-first-network.kes#quickstart", does: "a few minutes" },
    { line: "kesc train examples/01-first-network.kes#quickstart_shapes", does: "the same without any data" },
    { line: "kesc train net.kes --set length=2epochs --set seed=7", does: "the only recipe, changed" },
    { line: "kesc train net.kes#baseline --engine cpu", does: "slowly, in plain JavaScript" },
  ],
  async run({ recipe, set, runs, engine: engineName, testEvery }, ctx) {
    const { spec, trainable, diagnostics } = await openRecipe(recipe, set, ctx);
    const code = await ctx.report(diagnostics, spec);
    if (!trainable) return code === exit.clean ? exit.findings : code;
    const { config } = spec;
    const { signal } = ctx;
    const engine = await openEngine(engineName ?? config.engine);
    const [summary, problems] = await trainRecipe(trainable, {
      engine,
      folders: { root: config.root, data: config.data },
      runsFolder: runs === undefined ? config.runs : resolve(ctx.cwd, runs),
      version,
      onProgress: trainingDisplay(ctx.talk),
      signal,
      ...(testEvery !== undefined && { testEvery }),
    });
    ctx.talk.status("");
    if (!summary && problems.length === 0) {
      await ctx.talk.line("stopped; nothing was written");
      return exit.findings;
    }
    const found = await ctx.report(problems, spec);
    if (!summary) return found;
    const words = [
      "kesc train",
      quoted(recipe),
      ...set.map((one) => `--set ${quoted(one)}`),
      ...(runs === undefined ? [] : [`--runs ${quoted(runs)}`]),
      `--engine ${engine.name}`,
    ];
    await ctx.out.write(summaryText(summary, shownFolder(summary.folder, ctx.cwd), words.join(" ")));
    return found;
  },
});

/** From where the user stands, or whole where that is shorter to read. */
const shownFolder = (folder: string, cwd: string): string => {
  const way = relative(cwd, folder);
  return way.startsWith("..") ? folder : way;
};

/** As a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./#=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
