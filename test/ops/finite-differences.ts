import { expect } from "vitest";
import type { GraphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { differentiate } from "../../src/compiler/5-passes/differentiate.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { shapeOf } from "../../src/compiler/ops/kit/dense.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { normalNumbers } from "../../src/compiler/random.ts";

const STEP = 1e-5;

/** Largest difference over largest magnitude. */
const relativeDifference = (a: Float64Array, b: Float64Array): number => {
  const largest = b.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0) / largest;
};

const moved = (dense: Dense, at: number, by: number): Dense => {
  const values = dense.values.slice();
  values[at]! += by;
  return { ...dense, values };
};

/** Σ weight · y, a loss in which every number of y counts differently. */
const project = (
  build: GraphBuilder,
  y: Node,
  batch: number,
): { readonly loss: Node; readonly weights: readonly [Node, Dense] } => {
  const shape = shapeOf(y.type.dims, batch);
  const weight = build.input("weight", { dims: y.type.dims, kind: "float" });
  const product = build.node("mul", [y, weight]);
  const over = y.type.dims.map(({ axis }) => axis);
  const loss = over.length ? build.node("sum", [product], { over, keep: false }) : product;
  return {
    loss,
    weights: [
      weight,
      {
        shape,
        values: normalNumbers(
          7,
          0,
          0,
          shape.reduce((a, b) => a * b, 1),
        ),
      },
    ],
  };
};

/**
 * Holds the gradients of a random projection of `y` to central differences of the interpreter, for each of the nodes `wanted`: a
 * gradient that is not there must be 0.
 */
export const expectGradients = (
  build: GraphBuilder,
  y: Node,
  given: ReadonlyMap<Node, Dense>,
  wanted: readonly Node[],
  batch: number,
): void => {
  const { loss, weights } = project(build, y, batch);
  const run = (values: ReadonlyMap<Node, Dense>) => ({ batch, feeds: new Map([...values, weights]) });
  const gradients = differentiate(loss, wanted, build, primitiveTable);
  for (const node of wanted) {
    const value = given.get(node)!;
    const lossAt = (at: number, by: number): number =>
      interpret([loss], run(new Map([...given, [node, moved(value, at, by)]]))).get(loss)!.values[0]!;
    const numeric = value.values.map((_, at) => (lossAt(at, STEP) - lossAt(at, -STEP)) / (2 * STEP));
    const gradient = gradients.get(node);
    if (gradient) expect(gradient.type.dims).toEqual(node.type.dims);
    const analytic = gradient ? interpret([gradient], run(given)).get(gradient)!.values : numeric.map(() => 0);
    const said = `${node.op} ${node.id}: ${[...analytic].join(", ")} against ${[...numeric].join(", ")}`;
    expect(relativeDifference(analytic, numeric), said).toBeLessThan(1e-5);
  }
};
