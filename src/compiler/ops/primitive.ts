import type { GraphBuilder } from "../4-graph/builder.ts";
import type { Attributes, Node, TensorType } from "../4-graph/graph.ts";

/** Numbers in memory, row-major. `shape` follows the dims of the node's type with the batch filled in. */
export interface Dense {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** What only a run knows. */
export interface RunContext {
  readonly batch: number;
  /** Uniform numbers in [0, 1), the same for the same seed, step and node. */
  random(node: Node, count: number): Float64Array;
}

/** One row of the generated matrix: what every engine and target is tried with. */
export interface Sample {
  /** Says what is special: "stride 2, 2 groups". */
  readonly title: string;
  readonly operands: readonly SampleOperand[];
  readonly attributes?: Attributes;
  /** No gradient test where the function has kinks at the sampled points or none is defined. */
  readonly gradient?: false;
}

export interface SampleOperand {
  readonly type: TensorType;
  /** How the numbers are drawn: `distinct` ones differ by at least 0.05 (max, rank), default `normal`. Masks and indices are drawn as such. */
  readonly draw?: "normal" | "positive" | "distinct";
  /** Or these, row-major. */
  readonly values?: readonly number[];
}

/**
 * Everything about what one kind of node means. The batch in sizes is `"batch"`; no rule may ask for its number but `interpret`.
 */
export interface Primitive {
  readonly name: string;
  /** One sentence with the formula. */
  readonly summary: string;
  /** The operands' names, for printing; the last one ends in `…` where there may be many. */
  readonly operandNames: readonly string[];
  /** The result's type. Operands have been checked: a contradiction here is a bug and throws. */
  infer(operands: readonly TensorType[], attributes: Attributes): TensorType;
  /** The operands' gradients given the result's, `undefined` where none flows. Absent: no operand gets one. */
  gradient?(node: Node, dy: Node, build: GraphBuilder): readonly (Node | undefined)[];
  /** The oracle, in plain numbers. */
  interpret(inputs: readonly Dense[], node: Node, context: RunContext): Dense;
  /** Multiply-adds for one picture (the batch counts as 1), exact. Absent: counts as 0. */
  multiplyAdds?(node: Node): bigint;
  readonly samples: readonly Sample[];
}

export type PrimitiveTable = ReadonlyMap<string, Primitive>;
