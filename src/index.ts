/**
 * The TypeScript API of `kesc`: everything that is promised to other programs. It loads neither TensorFlow.js (until
 * `openEngine`) nor Prettier.
 *
 *     const program = openProgram(nodeHost({ root: "nets" }));
 *     for (const { message } of program.check("my-net.kes")) console.log(message);
 *
 *     const [trainable, diagnostics] = openTrainable(program, "my-net.kes", "baseline");
 *     const engine = await openEngine("wasm");
 *     const folders = { root: "nets", data: "data" };
 *     const [run, problems] = await train(trainable, { engine, folders, runsFolder: "runs" });
 */
export type { Diagnostic, DiagnosticKind, Fix, Severity, Use } from "./base/diagnostic.ts";
export { layeredHost, memoryHost, type Host, type ReadProblem, type ReadResult } from "./base/host.ts";
export { lineMap, type LineMap, type Position } from "./base/line-map.ts";
export type { Source, Span } from "./base/source.ts";
export { nodeHost, type NodeHostOptions } from "./cli/node-host.ts";
export type * as ast from "./compiler/1-syntax/ast.ts";
export type { Module } from "./compiler/2-bind/module.ts";
export type {
  Attributes,
  Dim,
  Network,
  Node,
  Size,
  Structure,
  TensorType,
  Variable,
} from "./compiler/4-graph/graph.ts";
export type { Count } from "./compiler/analyses/count.ts";
export type { NetworkCount } from "./compiler/analyses/params-table.ts";
export { catalogue } from "./compiler/diagnostics/catalogue.ts";
export { openProgram, type NamedNetwork, type Outcome, type Program } from "./compiler/program.ts";
export { graphJson } from "./compiler/targets/json/graph-json.ts";
export { compileTfjs, type Compiled } from "./compiler/targets/tfjs/compile-tfjs.ts";
export { checkAndLint, lint, lintFiles, type LintOptions } from "./lint/lint.ts";
export type { Level } from "./lint/rule.ts";
