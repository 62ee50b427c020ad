import type { Node } from "../../compiler/4-graph/graph.ts";
import type { PrimitiveTable } from "../../compiler/ops/primitive.ts";
import type { Engine, Tensor, TensorFlow } from "../engines/engine.ts";

/** What only a run knows. */
export interface Run {
  readonly engine: Engine;
  readonly tf: TensorFlow;
  readonly batch: number;
  readonly primitives: PrimitiveTable;
  /** Uniform numbers in [0, 1), the same for the same seed, step and node on every engine. */
  random(node: Node, count: number): Float32Array;
}

/**
 * One primitive in TensorFlow.js's operations. Tensors are float32, shaped as their node's dims with the batch filled in. It runs
 * within `tidy`; it may give back an operand. Never write into an operand.
 */
export type Lowering = (operands: readonly Tensor[], node: Node, run: Run) => Tensor;
