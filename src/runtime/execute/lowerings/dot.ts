import { textsAt } from "../../../compiler/ops/kit/attributes.ts";
import type { Tensor } from "../../engines/engine.ts";
import type { Lowering, Run } from "../lowering.ts";
import { arrange, axesOf, dimsOf, hasKernel, product, reshape, runKernel } from "./kit.ts";

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
  if (pairs.length === 0 && product(r) * depth * product(c) > SMALL && hasKernel(run, "KesConv")) {
    const result = asConvolution(
      { a: a!, b: b!, left, right, over, rows, columns, size: [product(r), depth, product(c)] },
      run,
    );
    return reshape(result, [...r, ...c], run);
  }
  const x = reshape(arrange(a!, left, [...pairs, ...rows, ...over], run), [...lead, product(r), depth], run);
  const y = reshape(arrange(b!, right, [...pairs, ...over, ...columns], run), [...lead, depth, product(c)], run);
  const result = run.tf.matMul<Tensor>(x, y);
  return arrange(
    reshape(result, [...p, ...r, ...c], run),
    [...pairs, ...rows, ...columns],
    axesOf(node.type.dims),
    run,
  );
};

/** Below so many multiply-adds the ways are equally fast. */
const SMALL = 1 << 14;

interface Product {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly over: readonly string[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly size: readonly [rows: number, depth: number, columns: number];
}

/** A product is a 1×1 convolution of `rows` pictures; where the contracted axes come first on both sides, a kernel's gradient. */
const asConvolution = ({ a, b, left, right, over, rows, columns, size }: Product, run: Run): Tensor => {
  const geometry = { stride: [1, 1], dilation: [1, 1], pad: [0, 0, 0, 0], groups: 1 };
  const [r, depth, c] = size;
  const leads = (own: readonly string[]): boolean => over.every((axis, i) => own[i] === axis);
  if (rows.length > 0 && leads(left) && leads(right)) {
    const [x, dy] = [reshape(a, [depth, 1, 1, r], run), reshape(b, [depth, 1, 1, c], run)];
    return runKernel(run, "KesConvKernelGradient", { x, dy }, { ...geometry, kernel: [1, 1] });
  }
  const x = reshape(arrange(a, left, [...rows, ...over], run), [r, 1, 1, depth], run);
  const kernel = reshape(arrange(b, right, [...over, ...columns], run), [1, 1, depth, c], run);
  return runKernel(run, "KesConv", { x, kernel }, geometry);
};
