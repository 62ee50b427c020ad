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
export { openEngine } from "./runtime/engines/open-engine.ts";
export type { Engine, EngineName } from "./runtime/engines/engine.ts";
export { evaluateRun, type Evaluated, type EvaluateRunOptions } from "./runtime/eval/evaluate-run.ts";
export { readRun, type RunRecord, type SavedRun } from "./runtime/runs/run-folder.ts";
export { openTrainable } from "./runtime/train/open-trainable.ts";
export type { Moment, Progress, RunFacts, Shares } from "./runtime/train/progress.ts";
export { train, type RunSummary, type TrainOptions } from "./runtime/train/train.ts";
export type { Trainable } from "./runtime/train/trainable.ts";
export { openProgram, type NamedNetwork, type Outcome, type Program } from "./compiler/program.ts";
export { graphJson } from "./compiler/targets/json/graph-json.ts";
export { compileTfjs, type Compiled } from "./compiler/targets/tfjs/compile-tfjs.ts";
