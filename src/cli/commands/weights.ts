import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { grouped } from "../../compiler/analyses/show-count.ts";
import type { Network } from "../../compiler/4-graph/graph.ts";
import { RUN_FILES } from "../../runtime/runs/run-files.ts";
import { readSafetensors, writeSafetensors, type Tensors } from "../../runtime/runs/safetensors.ts";
import { importWeights } from "../../runtime/weights/import-weights.ts";
import { readWeightRules } from "../../runtime/weights/weight-rules.ts";
import { command, type CommandContext } from "../command.ts";
import { exit, type ExitCode } from "../exit.ts";
import { asFailure, Failure } from "../failure.ts";
import { openSpec, type Spec } from "../open-spec.ts";
import { makeFolder, writeWhole } from "../write-whole.ts";
import { summarize, weightsTable, type TensorSummary } from "../weights-text.ts";

/** `kesc weights import`: weights that other frameworks trained, for `start = "…"`; `kesc weights show`: what a file of weights holds. */
export const weights = command({
  name: "weights",
  summary: "show weights, or bring them from other frameworks",
  details:
    "`show` lists the tensors of a safetensors file or of a run: names, shapes, mean and deviation, and how many numbers are NaN or infinite. `import` " +
    "reads a safetensors file with PyTorch's names and layouts and writes one with the paths and layouts of a spec's network, which a recipe takes by " +
    '`start = "FILE"`. Rules say which name becomes which path. Nothing is written where anything is left over or doesn\'t fit.',
  arguments: {
    what: { kind: "required", placeholder: "ACTION", choices: ["show", "import"], doc: "what to do" },
    file: { kind: "required", placeholder: "WEIGHTS", doc: "a safetensors file; show: or a run's folder" },
    expression: {
      kind: "optional",
      placeholder: "EXPR",
      doc: "import: the network (default: the only one that the spec names)",
    },
  },
  options: {
    into: { kind: "text", placeholder: "SPEC", doc: "import: the spec of the network (needed)" },
    rules: { kind: "text", placeholder: "FILE", doc: "import: two columns, their names, our paths (needed)" },
    out: { kind: "text", short: "o", placeholder: "FILE", doc: "import: the file to write (needed)" },
    json: { kind: "flag", doc: "show: print as JSON" },
  },
  examples: [
    { line: "kesc weights show trained.safetensors", does: "what it holds: the left column of the rules" },
    {
      line: "kesc weights import trained.safetensors Net --into net.kes --rules net.rules -o net.safetensors",
      does: "weights trained with PyTorch",
    },
  ],
  async run({ what, file, expression, into, rules, out, json }, ctx) {
    if (what === "show") {
      const [given] = Object.entries({ EXPR: expression, "--into": into, "--rules": rules, "--out": out }).filter(
        ([, value]) => value !== undefined,
      );
      if (given) throw new Failure(`kesc weights show takes no ${given[0]}`, ["kesc weights show FILE"]);
      return show(file, json, ctx);
    }
    if (json) throw new Failure("`--json` goes with `show`", ["kesc weights show FILE --json"]);
    return bring({ file, expression, into, rules, out }, ctx);
  },
});

const show = async (given: string, json: boolean, ctx: CommandContext): Promise<ExitCode> => {
  const isFolder = await stat(resolve(ctx.cwd, given)).then(
    (found) => found.isDirectory(),
    () => false, // reading it says what is wrong
  );
  const tensors = await readTensors(isFolder ? join(given, RUN_FILES.weights) : given, ctx);
  const found = summarize(tensors);
  if (json) {
    const metadata = Object.fromEntries(tensors.metadata);
    await ctx.out.line(JSON.stringify({ version: 1, tensors: found.map(nulled), metadata }));
  } else for (const line of weightsTable(found)) await ctx.out.line(line);
  return exit.clean;
};

const nulled = ({ mean, deviation, ...rest }: TensorSummary) => ({
  ...rest,
  mean: mean ?? null,
  deviation: deviation ?? null,
});

interface Brought {
  readonly file: string;
  readonly expression: string | undefined;
  readonly into: string | undefined;
  readonly rules: string | undefined;
  readonly out: string | undefined;
}

const bring = async (asked: Brought, ctx: CommandContext): Promise<ExitCode> => {
  const spec = await openSpec(demanded("into", asked.into), ctx);
  const theirs = await readTensors(asked.file, ctx);
  const rulesName = demanded("rules", asked.rules);
  const source = { path: rulesName, text: (await readBytes(rulesName, ctx)).toString("utf8") };
  const outName = demanded("out", asked.out);
  const [network, found] = networkOf(spec, asked.expression);
  const [rules, unreadable] = readWeightRules(source);
  const code = await ctx.report([...found, ...unreadable], spec);
  if (!network || unreadable.length > 0) return code === exit.clean ? exit.findings : code;
  const at = { source, start: 0, end: 0 };
  const [made, problems] = importWeights(network.variables({ training: true }), theirs, rules, at);
  if (!made) return ctx.report(problems, spec);
  const bytes = writeSafetensors({ ...made, metadata: new Map([...made.metadata, ["network", network.name]]) });
  await makeFolder(dirname(outName), ctx.cwd);
  const written = await writeWhole(outName, bytes, ctx.cwd);
  const numbers = [...made.tensors.values()].reduce((sum, { values }) => sum + values.length, 0);
  await ctx.out.line(`${written}  ${network.name}: ${grouped(made.tensors.size)} tensors, ${grouped(numbers)} numbers`);
  return exit.clean;
};

const demanded = (name: string, value: string | undefined): string => {
  if (value === undefined)
    throw new Failure(`kesc weights import needs --${name}`, ["`kesc weights --help` shows all of it"]);
  return value;
};

const readBytes = async (file: string, ctx: CommandContext): Promise<Buffer> => {
  try {
    return await readFile(resolve(ctx.cwd, file));
  } catch (error) {
    throw asFailure(error) ?? error;
  }
};

const readTensors = async (file: string, ctx: CommandContext): Promise<Tensors> => {
  const read = readSafetensors(await readBytes(file, ctx));
  if ("problem" in read) throw new Failure(`${file} is no whole safetensors file: ${read.problem}`);
  return read;
};

const networkOf = ({ program, path, shown }: Spec, expression: string | undefined) => {
  if (expression !== undefined) {
    const { result, diagnostics } = program.network(path, expression);
    return [result, diagnostics] as const;
  }
  const { result = [], diagnostics } = program.networks(path);
  const network: Network | undefined = result[0]?.network;
  if (result.length > 1)
    throw new Failure(
      `${shown(path)} names ${result.length} networks: which one?`,
      result.map(({ name }) => name),
    );
  return [network, diagnostics] as const;
};
