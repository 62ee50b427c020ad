import { join } from "node:path";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Network } from "../../compiler/4-graph/graph.ts";
import { unusedImport } from "../../compiler/diagnostics/imports.ts";
import { graphJson } from "../../compiler/targets/json/graph-json.ts";
import { compileTfjs, fileName, type Compiled } from "../../compiler/targets/tfjs/compile-tfjs.ts";
import { chooseLosses } from "../choose-losses.ts";
import { command, type CommandContext } from "../command.ts";
import { exit } from "../exit.ts";
import { Failure } from "../failure.ts";
import { openSpec, type Spec } from "../open-spec.ts";
import { version } from "../version.ts";
import { makeFolder, writeWhole } from "../write-whole.ts";

/** `kesc compile`: networks as modules for TensorFlow.js, or as JSON. */
export const compile = command({
  name: "compile",
  summary: "write networks as modules for TensorFlow.js",
  details:
    "Writes NAME.mjs with types NAME.d.mts for each network that the file names, or for EXPR alone. The module imports nothing: its " +
    "`build(tf)` takes @tensorflow/tfjs, or the core with a backend. A module has the losses that the file itself declares; " +
    "--loss names others, which it imports. The same spec gives the same bytes.",
  arguments: {
    file: { kind: "required", placeholder: "FILE", doc: "a spec" },
    expression: {
      kind: "optional",
      placeholder: "EXPR",
      doc: "a network of the file, or one with its arguments: 'Net(40, 2)'",
    },
  },
  options: {
    out: {
      kind: "text",
      short: "o",
      placeholder: "DIR",
      default: ".",
      doc: "the folder that is written to; made where it is missing",
    },
    target: {
      kind: "choice",
      of: ["tfjs", "json"],
      default: "tfjs",
      doc: "json: the graph with all sizes, see schemas/graph.schema.json",
    },
    loss: {
      kind: "texts",
      placeholder: "NAME",
      doc: "a loss for the modules, declared or imported; may be given again; all, none (default: those that the file declares)",
    },
    training: { kind: "flag", doc: "write outputs `for training`, too" },
  },
  examples: [
    { line: "kesc compile specs/paper/table1.kes -o build", does: "all networks of the file" },
    { line: "kesc compile nets.kes Wide -o build", does: "one" },
    { line: "kesc compile nets.kes Wide --loss Distance -o build", does: "with a loss that the file imports" },
    {
      line: "kesc compile nets.kes 'Net(16, width: 4)' --target json",
      does: "one that the file doesn't name, as JSON",
    },
  ],
  async run({ file, expression, out, target, loss: asked, training }, ctx) {
    if (target === "json" && asked.length > 0)
      throw new Failure("--loss: the graph as JSON holds no losses", ["`--target tfjs` writes them"]);
    const spec = await openSpec(file, ctx);
    const { networks, diagnostics } = networksOf(spec, expression);
    // From the root, so that the bytes don't depend on where the command is given.
    const source = { version, from: spec.path.replace(/^\.\//, ""), training };
    const losses = newLossesTold();
    const compiled = networks.map((network): Compiled => {
      if (target === "json")
        return {
          files: [{ name: `${fileName(network.name)}.json`, text: graphJson(network) }],
          diagnostics: [],
          leftOut: [],
        };
      const known = spec.program.losses(spec.path, expression ?? network.name);
      const chosen = chooseLosses(known, asked);
      const made = compileTfjs(network, source, chosen.losses);
      const lacking = [...chosen.lacking, ...made.leftOut];
      for (const { name, why } of lacking)
        losses.lacking.set(name, `${name} is not in ${network.name}'s module: ${why}`);
      for (const { name } of chosen.losses) if (!lacking.some((one) => one.name === name)) losses.written.add(name);
      for (const name of chosen.passedOver) losses.passedOver.add(name);
      return made;
    });
    const code = await ctx.report(
      [...diagnostics.filter((one) => !isAboutUse(one, losses.written)), ...compiled.flatMap((one) => one.diagnostics)],
      spec,
    );
    const files = compiled.flatMap((one) => one.files);
    if (code === exit.clean) await tellLosses(losses, asked, ctx);
    if (files.length > 0) await writeAll(files, out, ctx);
    else if (code === exit.clean)
      throw new Failure(`${spec.shown(spec.path)} names no network`, ["`kesc compile FILE EXPR` compiles one"]);
    return code;
  },
});

/** An import that serves the module alone is used, whatever the file does with it. */
const isAboutUse = ({ code, span }: Diagnostic, written: ReadonlySet<string>): boolean =>
  code === unusedImport.code && written.has(span.source.text.slice(span.start, span.end));

interface LossesTold {
  readonly written: Set<string>;
  /** Wanted, but not to be had, with a sentence. */
  readonly lacking: Map<string, string>;
  readonly passedOver: Set<string>;
}

const newLossesTold = (): LossesTold => ({ written: new Set(), lacking: new Map(), passedOver: new Set() });

/** A loss named on the command line that no module has is a failure; what is merely lacking is told. */
const tellLosses = async (
  { written, lacking, passedOver }: LossesTold,
  asked: readonly string[],
  ctx: CommandContext,
): Promise<void> => {
  const failed = asked.find((name) => lacking.has(name) && !written.has(name));
  if (failed !== undefined) throw new Failure(lacking.get(failed)!);
  for (const sentence of lacking.values()) await ctx.talk.line(sentence);
  if (passedOver.size > 0)
    await ctx.talk.line(
      `without ${[...passedOver].join(", ")}, which the file imports: --loss NAME or --loss all adds them`,
    );
};

interface Found {
  readonly networks: readonly Network[];
  readonly diagnostics: readonly Diagnostic[];
}

const networksOf = ({ program, path }: Spec, expression: string | undefined): Found => {
  if (expression !== undefined) {
    const { result, diagnostics } = program.network(path, expression);
    return { networks: result ? [result] : [], diagnostics };
  }
  const { result = [], diagnostics } = program.networks(path);
  // A module is called as the file calls the network, not as the expression behind the name.
  return { networks: result.map(({ name, network }) => ({ ...network, name })), diagnostics };
};

/** Each whole or not at all; tells their names. */
const writeAll = async (files: Compiled["files"], out: string, ctx: CommandContext): Promise<void> => {
  await makeFolder(out, ctx.cwd);
  for (const { name, text } of files) await ctx.out.line(await writeWhole(join(out, name), text, ctx.cwd));
};
