import type { Network } from "../compiler/4-graph/graph.ts";
import type { PrimitiveTable } from "../compiler/ops/primitive.ts";
import { collectBoxes, type Flow } from "./collect-boxes.ts";
import type { Drawing, DrawingOptions, Edge } from "./drawing.ts";
import { foldAlike, shapesOf } from "./fold-alike.ts";

/** A network as nested boxes with what flows between them. Equal networks and options give equal drawings. */
export const makeDrawing = (network: Network, primitives: PrimitiveTable, options: DrawingOptions): Drawing => {
  const collected = collectBoxes(network, primitives, options);
  const { root, flows } = options.unfold ? collected : foldAlike(collected);
  return { root, edges: edgesOf(flows) };
};

const edgesOf = (flows: readonly Flow[]): readonly Edge[] => {
  const between = new Map<object, Map<object, Flow[]>>();
  for (const flow of flows) {
    const targets = between.get(flow.from) ?? new Map<object, Flow[]>();
    between.set(flow.from, targets);
    const some = targets.get(flow.to) ?? [];
    targets.set(flow.to, some);
    some.push(flow);
  }
  return [...between.values()].flatMap((targets) =>
    [...targets.values()].map((some) => ({ from: some[0]!.from, to: some[0]!.to, shape: shapesOf(some) })),
  );
};
