import { explainCounts } from "../../compiler/analyses/params-explain.ts";
import { networksAsJson, renderNetworks, type NetworkCount } from "../../compiler/analyses/params-table.ts";
import { branchesOf, findBranch, renderTree, type Branch } from "../../compiler/analyses/params-tree.ts";
import { renderSymbolic, symbolicCost } from "../../compiler/analyses/symbolic/render.ts";
import { countNetwork } from "../../compiler/analyses/count.ts";
import type { Network } from "../../compiler/4-graph/graph.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { nearest } from "../../base/nearest.ts";
import { command, type CommandContext } from "../command.ts";
import { exit, type ExitCode } from "../exit.ts";
import { Failure } from "../failure.ts";
import { openSpec, type Spec } from "../open-spec.ts";

/** `kesc params`: parameters, state and multiply-adds of a file's networks, or of one as a tree. */
export const params = command({
  name: "params",
  summary: "count parameters and multiply-adds",
  details:
    "Without EXPR: a line for each network that the file names, beside the published figures. With EXPR: the tree of its blocks. " +
    "Weights that several placements share count once, their work each time.",
  arguments: {
    file: { kind: "required", placeholder: "FILE", doc: "a spec" },
    expression: {
      kind: "optional",
      placeholder: "EXPR",
      doc: "a network of the file, or one with its arguments: 'Net(40, 2)'",
    },
  },
  options: {
    depth: { kind: "whole", least: 1, default: 2, doc: "levels of the tree" },
    flops: { kind: "flag", doc: "count operations, twice the multiply-adds, and name the rule" },
    explain: { kind: "text", placeholder: "PATH", doc: "the formulas behind one block's counts, with their numbers" },
    training: { kind: "flag", doc: "count what only training needs, too" },
    symbolic: { kind: "flag", doc: "print a block's cost in its free sizes" },
    json: { kind: "flag", doc: "print exact integers as JSON" },
  },
  examples: [
    { line: "kesc params specs/paper/table1.kes", does: "all networks of the file" },
    { line: "kesc params nets.kes Wide --depth 3", does: "one, as a tree" },
    { line: "kesc params nets.kes 'Net(16, width: 4)'", does: "one that the file doesn't name" },
    { line: "kesc params nets.kes Wide --explain stage1/unit1/conv2", does: "formulas" },
    { line: "kesc params nets.kes Unit --symbolic", does: "a block's cost in its sizes" },
  ],
  async run(input, ctx) {
    const { expression, symbolic, explain } = input;
    if (input.json && (symbolic || explain !== undefined))
      throw new Failure(`--json: ${symbolic ? "--symbolic" : "--explain"} prints formulas, no JSON`);
    const spec = await openSpec(input.file, ctx);
    if (expression === undefined) {
      if (symbolic || explain !== undefined)
        throw new Failure(`--${symbolic ? "symbolic" : "explain"} needs EXPR: which block or network?`);
      return printFile(spec, input, ctx);
    }
    return symbolic ? printSymbolic(spec, expression, ctx) : printNetwork(spec, expression, input, ctx);
  },
});

interface How {
  readonly depth: number;
  readonly flops: boolean;
  readonly explain: string | undefined;
  readonly training: boolean;
  readonly json: boolean;
}

const printFile = async (spec: Spec, how: How, ctx: CommandContext): Promise<ExitCode> => {
  const { result = [], diagnostics } = spec.program.counts(spec.path, { training: how.training });
  const code = await ctx.report(diagnostics, spec);
  // Without any error a program that reads the JSON gets some, be it an empty list.
  if (result.length > 0 || (how.json && code === exit.clean))
    await ctx.out.write(how.json ? networksAsJson(result) : renderNetworks(result, how));
  if (result.length === 0 && code === exit.clean)
    await ctx.talk.line(`${spec.shown(spec.path)} names no network; \`kesc params FILE EXPR\` counts one`);
  return code;
};

/** A block's cost in its free sizes; only a declared name has any. */
const printSymbolic = async (spec: Spec, name: string, ctx: CommandContext): Promise<ExitCode> => {
  const code = await ctx.report(spec.program.open(spec.path).diagnostics, spec);
  const found = spec.program.declaration(spec.path, name);
  if (!found) {
    const known = [...(spec.program.open(spec.path).result?.names.keys() ?? [])];
    const close = nearest(name, known);
    throw new Failure(`${spec.shown(spec.path)} declares no ${name}`, [
      close === undefined ? `--symbolic takes the bare name of a block: ${known.join(", ")}` : `did you mean ${close}?`,
    ]);
  }
  await ctx.out.write(renderSymbolic(found.declaration, symbolicCost(found.declaration, found.module)));
  return code;
};

const printNetwork = async (spec: Spec, expression: string, how: How, ctx: CommandContext): Promise<ExitCode> => {
  const { result: network, diagnostics } = spec.program.network(spec.path, expression);
  const code = await ctx.report(diagnostics, spec);
  if (!network) return code;
  if (how.explain !== undefined) await ctx.out.write(explained(network, how.explain, how));
  else if (how.json) await ctx.out.write(networksAsJson([countOf(network, how)]));
  else await ctx.out.write(renderTree(branchesOf(network, primitiveTable, how), how));
  return code;
};

const countOf = (network: Network, how: How): NetworkCount => ({
  name: network.name,
  ...countNetwork(network, primitiveTable, how),
});

const explained = (network: Network, path: string, how: How): string => {
  const root = branchesOf(network, primitiveTable, how);
  const branch = findBranch(root, path) ?? shortestAlong(root, path.split("/"));
  if (branch) return explainCounts(branch, network.nodes({ training: how.training, taps: false }), primitiveTable);
  const known = [...allBranches(root)].map((each) => each.path);
  const close = nearest(path, known);
  throw new Failure(`${network.name} has no path ${path}`, [
    close === undefined ? `its first segments are ${[...root.below.keys()].join(", ")}` : `did you mean ${close}?`,
  ]);
};

/** The tree leaves out segments that hold one thing only, and so may who asks: `group1/unit1` is `group1/Group1/unit1`. */
const shortestAlong = (root: Branch, wanted: readonly string[]): Branch | undefined => {
  const candidates = [...allBranches(root)].filter(({ path }) => isAlong(wanted, path.split("/")));
  const shortest = Math.min(...candidates.map(({ path }) => path.split("/").length));
  const [first, ...others] = candidates.filter(({ path }) => path.split("/").length === shortest);
  if (others.length === 0) return first;
  throw new Failure(`${wanted.join("/")} may be any of ${candidates.length} paths`, [
    `among them ${[first, ...others]
      .slice(0, 4)
      .map((each) => each?.path)
      .join(", ")}`,
  ]);
};

/** Whether the wanted segments stand in the path in this order, the first and last one at its ends. */
const isAlong = (wanted: readonly string[], path: readonly string[]): boolean => {
  if (wanted[0] !== path[0] || wanted.at(-1) !== path.at(-1)) return false;
  let met = 0;
  for (const segment of path) if (segment === wanted[met]) met++;
  return met === wanted.length;
};

function* allBranches(branch: Branch): Generator<Branch> {
  for (const below of branch.below.values()) {
    yield below;
    yield* allBranches(below);
  }
}
