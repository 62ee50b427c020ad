import { layeredHost, memoryHost } from "../../src/base/host.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { openProgram, type Program } from "../../src/compiler/program.ts";
import type { Network, Node } from "../../src/compiler/4-graph/graph.ts";

const root = new URL("../..", import.meta.url).pathname;

/** A program over the project's own files, with more of them in memory. */
export const programWith = (files: Readonly<Record<string, string>> = {}): Program =>
  openProgram(layeredHost(memoryHost(files), nodeHost({ root })));

export const outputOf = (network: Network, name: string): Node => {
  const output = network.outputs.get(name);
  if (output?.kind !== "tensor") throw new Error(`${name} is no tensor`);
  return output.node;
};
