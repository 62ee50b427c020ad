import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { layeredHost, memoryHost } from "../../src/base/host.ts";
import { chooseLosses } from "../../src/cli/choose-losses.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import type { Network, Node, Structure } from "../../src/compiler/4-graph/graph.ts";
import { openProgram, type Program } from "../../src/compiler/program.ts";
import { compileTfjs } from "../../src/compiler/targets/tfjs/compile-tfjs.ts";

export const root = resolve(import.meta.dirname, "../..");

/** A program of the project's specs, and of `main.kes` if given. */
export const programOf = (main = ""): Program =>
  openProgram(layeredHost(memoryHost({ "main.kes": main }), nodeHost({ root })));

export interface Written {
  readonly network: Network;
  readonly text: string;
  readonly types: string;
  readonly name: string;
}

/** A network of a file as a module with its types; fails with what was found. */
export const write = (
  program: Program,
  path: string,
  expression: string,
  { training = false, loss = [] }: { readonly training?: boolean; readonly loss?: readonly string[] } = {},
): Written => {
  const { result: network, diagnostics } = program.network(path, expression);
  if (!network) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  const { losses } = chooseLosses(program.losses(path, expression), loss);
  const compiled = compileTfjs(network, { from: path, version: "0.0.0", training }, losses);
  const [module, types] = compiled.files;
  if (!module || !types) throw new Error(compiled.diagnostics.map(({ message }) => message).join("\n"));
  return { network, text: module.text, types: types.text, name: module.name };
};

export const nodesOf = (structure: Structure): readonly Node[] =>
  structure.kind === "tensor"
    ? [structure.node]
    : structure.kind === "list"
      ? structure.items.flatMap(nodesOf)
      : [...structure.fields.values()].flatMap(nodesOf);

/** Largest difference over largest magnitude. */
export const relative = (got: ArrayLike<number>, wanted: ArrayLike<number>): number => {
  if (got.length !== wanted.length) return Infinity;
  const largest = Math.max(...Array.from(wanted, Math.abs), 1e-3);
  return Math.max(0, ...Array.from(wanted, (value, i) => Math.abs(got[i]! - value))) / largest;
};

export const textOf = (path: string): string => readFileSync(resolve(root, path), "utf8");
