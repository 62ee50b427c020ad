import type { Network, Node } from "../../compiler/4-graph/graph.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { evaluationBatches } from "../data/batches.ts";
import type { DataSet } from "../data/data-set.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import { fittingBatch } from "../execute/engine-room.ts";
import { compileRun } from "../execute/executor.ts";
import type { TestResult } from "../runs/run-record.ts";
import { addToTally, emptyTally, resultOf } from "./metrics.ts";

export interface EvaluateOptions {
  readonly engine: Engine;
  /** Pictures at once, as far as the engine has room for them. */
  readonly batch: number;
  /** `error`, `top5`, `per_class`, `confusion`. */
  readonly metrics: readonly string[];
  readonly onProgress?: (pictures: number, of: number) => void;
  readonly signal?: AbortSignal;
}

/** The output that says which class: `logits`, or the only one with axes batch and class. */
export const classOutput = (network: Network): Node | undefined => {
  const nodes = [...network.outputs].flatMap(([name, structure]) =>
    structure.kind === "tensor" ? [{ name, node: structure.node }] : [],
  );
  const fitting = nodes.filter(
    ({ node }) =>
      node.type.dims.length === 2 && node.type.dims[0]?.axis === "batch" && node.type.dims[1]?.axis === "class",
  );
  return (fitting.find(({ name }) => name === "logits") ?? (fitting.length === 1 ? fitting[0] : undefined))?.node;
};

/**
 * Runs a network, inferring, over all pictures of a set; gives what each metric says. `variables` are by path and stay the caller's.
 * Undefined where the network has no output by class, or it was stopped.
 */
export const evaluateNetwork = async (
  network: Network,
  variables: ReadonlyMap<string, Tensor>,
  set: DataSet,
  { engine, batch, metrics, onProgress, signal }: EvaluateOptions,
): Promise<TestResult | undefined> => {
  const output = classOutput(network);
  if (!output || output.type.dims[1]?.size !== set.classes.length) return undefined;
  const plan = compileRun([output], engine, primitiveTable);
  let tally = emptyTally(set.classes.length);
  try {
    for (const { size, image, label } of evaluationBatches(set, fittingBatch([output], batch, engine))) {
      const { height, width, channels } = set.shape;
      const feeds = new Map([["image", engine.make([size, height, width, channels], image)]]);
      const [logits] = plan.run(feeds, variables, { batch: size, random: () => new Float32Array() });
      tally = addToTally(tally, Float32Array.from(engine.view(logits!)), label);
      for (const tensor of [...feeds.values(), logits!]) tensor.dispose();
      onProgress?.(tally.pictures, set.count);
      await new Promise((resolve) => setImmediate(resolve)); // lets Ctrl-C and the terminal have their turn
      if (signal?.aborted) return undefined;
    }
  } finally {
    plan.dispose();
  }
  return resultOf(tally, metrics);
};
