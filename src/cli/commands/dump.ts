import { scan } from "../../../grammar/scan.ts";
import { lineMap } from "../../base/line-map.ts";
import type { Source } from "../../base/source.ts";
import { showGraph } from "../../compiler/4-graph/show-graph.ts";
import { showTree } from "../../compiler/1-syntax/show-tree.ts";
import type { Network } from "../../compiler/4-graph/graph.ts";
import { command } from "../command.ts";
import { openSpec } from "../open-spec.ts";

/** `kesc dump`: any phase's result as text, for people who work on the compiler. */
export const dump = command({
  name: "dump",
  summary: "print what a phase of the compiler makes of a spec",
  details: "For people who work on kesc itself. The form of the output may change in any version.",
  arguments: {
    file: { kind: "required", placeholder: "FILE", doc: "a spec" },
    expression: {
      kind: "optional",
      placeholder: "EXPR",
      doc: "one network; without it all that the file names (graph only)",
    },
  },
  options: {
    phase: { kind: "choice", of: ["tokens", "ast", "graph"], default: "ast", doc: "what is printed" },
  },
  examples: [
    "kesc dump --phase tokens my-net.kes",
    "kesc dump my-net.kes",
    "kesc dump --phase graph my-net.kes 'Net(16, width: 2)'",
  ],
  async run({ file, expression, phase }, ctx) {
    const spec = await openSpec(file, ctx);
    if (phase === "graph") {
      const networks = networksOf(spec, expression);
      for (const network of networks.result) await ctx.out.write(showGraph(network));
      return ctx.report(networks.diagnostics, spec);
    }
    const opened = spec.program.open(spec.path);
    if (opened.result) {
      const { source, file: tree } = opened.result;
      await ctx.out.write(phase === "ast" ? showTree(tree) : showTokens(source));
    }
    return ctx.report(opened.result?.diagnostics ?? opened.diagnostics, spec);
  },
});

const networksOf = ({ program, path }: Awaited<ReturnType<typeof openSpec>>, expression: string | undefined) => {
  if (expression !== undefined) {
    const { result, diagnostics } = program.network(path, expression);
    return { result: result ? [result] : [], diagnostics };
  }
  const { result = [], diagnostics } = program.networks(path);
  return { result: result.map(({ network }): Network => network), diagnostics };
};

const showTokens = (source: Source): string => {
  const lines = lineMap(source);
  const rows = scan(source).tokens.map(({ startOffset, tokenType, image }) => {
    const { line, column } = lines.position(startOffset);
    return `${`${line}:${column}`.padEnd(9)}${tokenType.name.padEnd(16)}${JSON.stringify(image)}\n`;
  });
  return rows.join("");
};
