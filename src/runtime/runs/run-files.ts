/** Files of a run's folder. */
export const RUN_FILES = {
  record: "run.json",
  recipe: "recipe.json",
  spec: "spec",
  /** A line an epoch. */
  metrics: "metrics.jsonl",
  /** A line every few steps. */
  steps: "steps.jsonl",
  checkpoint: "checkpoint.safetensors",
  /** What the run stands for. */
  weights: "weights.safetensors",
  /** After the last step, where that is not what the run stands for. */
  last: "last.safetensors",
} as const;
