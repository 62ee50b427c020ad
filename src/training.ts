/**
 * `kesc/training`: training and evaluation for other programs. Needs TensorFlow.js, which it loads when an engine is opened.
 */
export { openEngine } from "./runtime/engines/open-engine.ts";
export type { Engine, EngineName } from "./runtime/engines/engine.ts";
export type { ModuleData, ModuleRequest } from "./runtime/data/open-module.ts";
export { evaluateRun, type Evaluated, type EvaluateRunOptions } from "./runtime/eval/evaluate-run.ts";
export {
  predictRun,
  type PictureFile,
  type Predicted,
  type Prediction,
  type PredictOptions,
} from "./runtime/predict/predict-run.ts";
export { readRun, type RunRecord, type SavedRun } from "./runtime/runs/run-folder.ts";
export { openTrainable } from "./runtime/train/open-trainable.ts";
export type { Moment, Progress, RunFacts, Shares } from "./runtime/train/progress.ts";
export { train, type RunSummary, type TrainOptions } from "./runtime/train/train.ts";
export type { Trainable } from "./runtime/train/trainable.ts";
