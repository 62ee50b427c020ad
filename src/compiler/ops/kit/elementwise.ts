import type { Node } from "../../4-graph/graph.ts";
import type { Dense, RunContext } from "../primitive.ts";
import { arrangeOperand, denseOf } from "./dense.ts";

/** Interpreters of functions that look at one position at a time, operands broadcast by axis name. */
export const interpretUnary =
  (of: (x: number, node: Node) => number) =>
  (inputs: readonly Dense[], node: Node): Dense => ({
    shape: inputs[0]!.shape,
    values: inputs[0]!.values.map((x) => of(x, node)),
  });

export const interpretBinary =
  (of: (a: number, b: number) => number) =>
  (inputs: readonly Dense[], node: Node, { batch }: RunContext): Dense => {
    const { dims } = node.type;
    const a = arrangeOperand(inputs, node, 0, dims, batch);
    const b = arrangeOperand(inputs, node, 1, dims, batch);
    return denseOf(
      dims,
      batch,
      a.map((left, i) => of(left, b[i]!)),
    );
  };
