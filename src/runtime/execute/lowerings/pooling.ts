import type { Node } from "../../../compiler/4-graph/graph.ts";
import { flagAt, numberAt, numbersAt } from "../../../compiler/ops/kit/attributes.ts";
import type { KernelAttributes } from "../../engines/kernels/plain-kernel.ts";
import type { Tensor } from "../../engines/engine.ts";
import type { Lowering, Run } from "../lowering.ts";
import { asMaps, dimsOf, ridersOf, runKernel } from "./kit.ts";

const windowOf = (node: Node): KernelAttributes & Record<"size" | "stride" | "pad" | "extra", readonly number[]> => ({
  size: numbersAt(node.attributes, "size"),
  stride: numbersAt(node.attributes, "stride"),
  pad: numbersAt(node.attributes, "pad"),
  extra: node.attributes.extra === undefined ? [0, 0] : numbersAt(node.attributes, "extra"),
});

/** TensorFlow.js's own pool. It refuses windows of one pixel. */
const stockPool = (kernel: "MaxPool" | "AvgPool", x: Tensor, node: Node, run: Run): Tensor => {
  const { size, stride, pad, extra } = windowOf(node);
  const [top, right, bottom, left] = pad as [number, number, number, number];
  return run.tf.engine().runKernel<Tensor>(
    kernel,
    { x },
    {
      filterSize: [...size],
      strides: [...stride],
      pad: [
        [0, 0],
        [top, bottom + extra[0]!],
        [left, right + extra[1]!],
        [0, 0],
      ],
    },
  );
};

const isOnePixel = (node: Node): boolean => numbersAt(node.attributes, "size").every((size) => size === 1);

const maxPool: Lowering = ([x], node, run) => {
  const maps = asMaps(x!, dimsOf(node), run);
  const y = isOnePixel(node)
    ? runKernel(run, "KesMaxPool", { x: maps.x }, windowOf(node))
    : stockPool("MaxPool", maps.x, node, run);
  return maps.back(y, node.type.dims);
};

const avgPool: Lowering = ([x], node, run) => {
  const maps = asMaps(x!, dimsOf(node), run);
  const { pad, extra } = windowOf(node);
  const plain = [...pad, ...extra].every((side) => side === 0) && !isOnePixel(node);
  const y = plain
    ? stockPool("AvgPool", maps.x, node, run)
    : runKernel(run, "KesAvgPool", { x: maps.x }, { ...windowOf(node), countPad: flagAt(node.attributes, "countPad") });
  return maps.back(y, node.type.dims);
};

const maxPoolGradient: Lowering = (operands, node, run) => {
  const riders = ridersOf(dimsOf(node, 0));
  const [x, , dy] = operands.map((operand, i) => asMaps(operand, dimsOf(node, i), run, riders));
  return x!.back(runKernel(run, "KesMaxPoolGradient", { x: x!.x, dy: dy!.x }, windowOf(node)), node.type.dims);
};

const avgPoolGradient: Lowering = ([dy], node, run) => {
  const maps = asMaps(dy!, dimsOf(node), run);
  const dx = runKernel(
    run,
    "KesAvgPoolGradient",
    { dy: maps.x },
    {
      ...windowOf(node),
      countPad: flagAt(node.attributes, "countPad"),
      height: numberAt(node.attributes, "height"),
      width: numberAt(node.attributes, "width"),
    },
  );
  return maps.back(dx, node.type.dims);
};

export const pooling = {
  max_pool: maxPool,
  avg_pool: avgPool,
  max_pool_gradient: maxPoolGradient,
  avg_pool_gradient: avgPoolGradient,
} satisfies Record<string, Lowering>;
