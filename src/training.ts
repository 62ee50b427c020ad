/**
 * `kesc/training`: training and evaluation for other programs. Needs TensorFlow.js, which it loads when an engine is opened.
 *
 *     const program = openProgram(nodeHost({ root: "nets" }));
 *     const stop = new AbortController();
 *     const { state, run, diagnostics } = await train(program, "my-net.kes#baseline", {
 *       root: "nets",
 *       onStep: ({ step, loss }) => console.log(step, loss),
 *       signal: stop.signal,
 *     });
 */
export { train, type TrainingOptions, type TrainingResult } from "./runtime/train/train-recipe.ts";
export type { Moment, Progress, RunFacts } from "./runtime/train/progress.ts";
export type { RunSummary } from "./runtime/train/train.ts";
export { openEngine } from "./runtime/engines/open-engine.ts";
export type { ModuleData, ModuleRequest } from "./runtime/data/open-module.ts";
export type { Engine, EngineName } from "./runtime/engines/engine.ts";
export { evaluateRun, type Evaluated, type EvaluateRunOptions } from "./runtime/eval/evaluate-run.ts";
export {
  predictRun,
  type PictureFile,
  type Predicted,
  type Prediction,
  type PredictOptions,
} from "./runtime/predict/predict-run.ts";
export { readRun, type SavedRun } from "./runtime/runs/run-folder.ts";
export type { RunRecord, RunState, TestResult } from "./runtime/runs/run-record.ts";
export { openTrainable } from "./runtime/train/open-trainable.ts";
export type { Trainable } from "./runtime/train/trainable.ts";
