import { mkdir, readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { grouped } from "../../compiler/analyses/show-count.ts";
import type { Network } from "../../compiler/4-graph/graph.ts";
import { readSafetensors, writeSafetensors, type Tensors } from "../../runtime/runs/safetensors.ts";
import { writeWhole } from "../../runtime/runs/write-whole.ts";
import { importWeights } from "../../runtime/weights/import-weights.ts";
import { readWeightRules } from "../../runtime/weights/weight-rules.ts";
import { command, type CommandContext } from "../command.ts";
import { exit } from "../exit.ts";
import { asFailure, Failure } from "../failure.ts";
import { openSpec, type Spec } from "../open-spec.ts";

/** `kesc weights import`: weights that other frameworks trained, for `start = "…"`. */
export const weights = command({
  name: "weights",
  summary: "bring weights from other frameworks",
  details:
    "Reads a safetensors file with PyTorch's names and layouts and writes one with the paths and layouts of a spec's network, which a recipe takes by " +
    '`start = "FILE"`. Rules say which name becomes which path. Nothing is written where anything is left over or doesn\'t fit.',
  arguments: {
    what: { kind: "required", placeholder: "import", doc: "import: the only thing so far" },
    file: { kind: "required", placeholder: "FILE", doc: "a safetensors file" },
    expression: {
      kind: "optional",
      placeholder: "EXPR",
      doc: "the network (default: the only one that the spec names)",
    },
  },
  options: {
    into: { kind: "text", placeholder: "SPEC", doc: "the spec of the network (needed)" },
    rules: { kind: "text", placeholder: "FILE", doc: "two columns: their names, our paths (needed)" },
    out: { kind: "text", short: "o", placeholder: "FILE", doc: "the file to write (needed)" },
  },
  examples: [
    {
      line: "kesc weights import trained.safetensors Net --into net.kes --rules net.rules -o net.safetensors",
      does: "weights trained with PyTorch",
    },
  ],
  async run({ what, file, expression, into, rules: rulesFile, out }, ctx) {
    if (what !== "import") throw new Failure(`kesc weights can import, not ${what}`, ["kesc weights import FILE …"]);
    const spec = await openSpec(demanded("into", into), ctx);
    const theirs = await readTensors(file, ctx);
    const rulesName = demanded("rules", rulesFile);
    const source = { path: rulesName, text: (await readBytes(rulesName, ctx)).toString("utf8") };
    const outName = demanded("out", out);
    const [network, found] = networkOf(spec, expression);
    const [rules, unreadable] = readWeightRules(source);
    const code = await ctx.report([...found, ...unreadable], spec);
    if (!network || unreadable.length > 0) return code === exit.clean ? exit.findings : code;
    const at = { source, start: 0, end: 0 };
    const [made, problems] = importWeights(network.variables({ training: true }), theirs, rules, at);
    if (!made) return ctx.report(problems, spec);
    const target = resolve(ctx.cwd, outName);
    await mkdir(dirname(target), { recursive: true });
    await writeWhole(
      target,
      writeSafetensors({ ...made, metadata: new Map([...made.metadata, ["network", network.name]]) }),
    );
    const numbers = [...made.tensors.values()].reduce((sum, { values }) => sum + values.length, 0);
    await ctx.out.line(
      `${relative(ctx.cwd, target) || target}  ${network.name}: ${grouped(made.tensors.size)} tensors, ${grouped(numbers)} numbers`,
    );
    return exit.clean;
  },
});

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
