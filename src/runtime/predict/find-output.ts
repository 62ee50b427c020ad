import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import type { Network, Node } from "../../compiler/4-graph/graph.ts";
import { outputUnclear } from "../../compiler/diagnostics/data.ts";
import { showDims } from "../../compiler/ops/kit/dims.ts";

export interface Output {
  readonly name: string;
  readonly node: Node;
}

/** The output [batch, class] that is asked for, or the only one, or `logits`. */
export const findOutput = (
  network: Network,
  classes: number,
  asked: string | undefined,
  at: Span,
): readonly [Output | undefined, readonly Diagnostic[]] => {
  const all = [...network.outputs].flatMap(([name, structure]) =>
    structure.kind === "tensor" ? [{ name, node: structure.node }] : [],
  );
  const fitting = all.filter(({ node: { type } }) => type.dims.length === 2 && classAxis(type.dims, classes) >= 0);
  const found =
    asked === undefined
      ? fitting.length === 1
        ? fitting[0]
        : fitting.find(({ name }) => name === "logits")
      : fitting.find(({ name }) => name === asked);
  if (found) return [found, []];
  const outputs = all.map(({ name, node }) => `${name}: ${showDims(node.type.dims)}`);
  const facts = { asked, classes, fitting: fitting.map(({ name }) => name), outputs };
  return [undefined, [diagnose(outputUnclear, at, facts)]];
};

/** Which of two axes counts classes; -1 where none does. */
const classAxis = (dims: Node["type"]["dims"], classes: number): number =>
  dims.some(({ size }) => size === "batch") ? dims.findIndex(({ size }) => size === classes) : -1;
