import { numberAt, recordsAt, textAt, textsAt } from "../../../compiler/ops/kit/attributes.ts";
import type { Tensor } from "../../engines/engine.ts";
import type { Lowering, Run } from "../lowering.ts";
import { align, arrange, axesOf, dimsOf, reshape, shapeOf, stretch } from "./kit.ts";

/** Same numbers, other axes. */
const reshaped: Lowering = ([x], node, run) => reshape(x!, shapeOf(node.type.dims, run), run);

/** Repeated along the axes that the operand lacks. */
const broadcast: Lowering = ([x], node, run) =>
  stretch(align(x!, dimsOf(node), node.type.dims, run), shapeOf(node.type.dims, run), run);

const merge: Lowering = ([x], node, run) => {
  const own = axesOf(dimsOf(node));
  const merged = textsAt(node.attributes, "axes");
  const first = Math.min(...merged.map((axis) => own.indexOf(axis)));
  const order = own.flatMap((axis, i) => (i === first ? merged : merged.includes(axis) ? [] : [axis]));
  return reshape(arrange(x!, own, order, run), shapeOf(node.type.dims, run), run);
};

const concat: Lowering = (operands, node, run) => {
  const order = axesOf(node.type.dims);
  return run.tf.concat(
    operands.map((operand, i) => arrange(operand, axesOf(dimsOf(node, i)), order, run)),
    order.indexOf(textAt(node.attributes, "along")),
  );
};

/** Begin, end and step along one axis; a negative step runs down to `end`, excluded, which may be -1. */
const sliceOne = (x: Tensor, axis: number, begin: number, end: number, step: number, run: Run): Tensor => {
  const { tf } = run;
  const count = Math.max(0, Math.ceil((end - begin) / step));
  if (step < 0) {
    const last = begin + (count - 1) * step;
    return tf.reverse(sliceOne(x, axis, last, begin + 1, -step, run) as never, axis) as Tensor;
  }
  const from = x.shape.map((_, i) => (i === axis ? begin : 0));
  if (step === 1)
    return tf.slice(
      x,
      from,
      x.shape.map((size, i) => (i === axis ? count : size)),
    );
  const to = x.shape.map((size, i) => (i === axis ? end : size));
  return tf.stridedSlice(
    x,
    from,
    to,
    x.shape.map((_, i) => (i === axis ? step : 1)),
  );
};

const slice: Lowering = ([x], node, run) => {
  const own = axesOf(dimsOf(node));
  const cut = recordsAt(node.attributes, "slices").reduce<Tensor>(
    (y, one) =>
      sliceOne(
        y,
        own.indexOf(textAt(one, "axis")),
        numberAt(one, "begin"),
        numberAt(one, "end"),
        numberAt(one, "step"),
        run,
      ),
    x!,
  );
  return reshape(cut, shapeOf(node.type.dims, run), run);
};

const pad: Lowering = ([x], node, run) => {
  const own = axesOf(dimsOf(node));
  const pads = own.map((): [number, number] => [0, 0]);
  for (const one of recordsAt(node.attributes, "pads"))
    pads[own.indexOf(textAt(one, "axis"))] = [numberAt(one, "before"), numberAt(one, "after")];
  return run.tf.pad(x!, pads);
};

const transpose: Lowering = ([x], node, run) => arrange(x!, axesOf(dimsOf(node)), axesOf(node.type.dims), run);

export const axes = {
  rename: reshaped,
  split: reshaped,
  squeeze: reshaped,
  merge,
  concat,
  slice,
  expand: broadcast,
  pad,
  broadcast,
  transpose,
} satisfies Record<string, Lowering>;
