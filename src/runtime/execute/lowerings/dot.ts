import { textsAt } from "../../../compiler/ops/kit/attributes.ts";
import type { Tensor } from "../../engines/engine.ts";
import type { Lowering } from "../lowering.ts";
import { arrange, axesOf, dimsOf, product, reshape } from "./kit.ts";

/**
 * a [pairs…, rows…, over…] times b [pairs…, over…, columns…]. Both are transposed first: TensorFlow.js's own transposing product
 * is fifty times slower.
 */
export const dot: Lowering = ([a, b], node, run) => {
  const [left, right] = [axesOf(dimsOf(node, 0)), axesOf(dimsOf(node, 1))];
  const over = textsAt(node.attributes, "over");
  const pairs = left.filter((axis) => right.includes(axis) && !over.includes(axis));
  const rows = left.filter((axis) => !right.includes(axis));
  const columns = right.filter((axis) => !left.includes(axis));
  const sizes = (x: Tensor, own: readonly string[], which: readonly string[]): number[] =>
    which.map((axis) => x.shape[own.indexOf(axis)]!);
  const [p, r, c] = [sizes(a!, left, pairs), sizes(a!, left, rows), sizes(b!, right, columns)];
  const depth = product(sizes(a!, left, over));
  const lead = pairs.length > 0 ? [product(p)] : [];
  const x = reshape(arrange(a!, left, [...pairs, ...rows, ...over], run), [...lead, product(r), depth], run);
  const y = reshape(arrange(b!, right, [...pairs, ...over, ...columns], run), [...lead, depth, product(c)], run);
  const result = run.tf.matMul(x as never, y as never) as Tensor;
  return arrange(reshape(result, [...p, ...r, ...c], run), [...pairs, ...rows, ...columns], axesOf(node.type.dims), run);
};
