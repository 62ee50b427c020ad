import type { Node, TensorType } from "../4-graph/graph.ts";
import type { Dense } from "./primitive.ts";
import { arrange } from "./kit/dense.ts";
import { planesOf, ridersOf, visitTaps, zerosOf } from "./kit/planes.ts";
import { poolParameters, poolWindow } from "./kit/pool-arguments.ts";
import { poolSamples } from "./kit/pool-samples.ts";
import { showPair } from "./kit/window-arguments.ts";
import { slideOver, windowOf } from "./kit/window.ts";
import type { Window } from "./kit/window.ts";
import type { Primitive } from "./primitive.ts";
import type { Surface } from "./surface.ts";

/** Where in `x` each number of the pooled map comes from: the first largest one in row-major order of its window. */
const winners = (x: Dense, from: TensorType, y: Dense, to: TensorType, window: Window): Int32Array => {
  const riders = ridersOf(from);
  const [planes, pooled] = [planesOf(from, x.shape, riders), planesOf(to, y.shape, riders)];
  const winner = new Int32Array(y.values.length).fill(-1);
  visitTaps(planes, pooled, window, (xAt, yAt) => {
    for (let c = 0; c < planes.channels; c++) {
      const [place, result] = [xAt + c * planes.byChannel, yAt + c * pooled.byChannel];
      const best = winner[result]!;
      const value = x.values[place]!;
      if (best < 0 || value > x.values[best]! || (Number.isNaN(value) && !Number.isNaN(x.values[best]!)))
        winner[result] = place;
    }
  });
  return winner;
};

/** The largest number under each window. Padding never wins. */
export const maxPool: Primitive = {
  name: "max_pool",
  summary: "y[p, c] = max over taps of x[p·stride + tap − pad, c]; pixels outside the map don't count.",
  operandNames: ["x"],
  infer: ([x], attributes) => slideOver(x!, windowOf(attributes)),
  gradient: (node, dy, build) => [build.node("max_pool_gradient", [node.operands[0]!, node, dy], node.attributes)],
  interpret: ([x], node, context) => {
    const y = zerosOf(node.type, context);
    const winner = winners(x!, node.operands[0]!.type, y, node.type, windowOf(node.attributes));
    winner.forEach((place, at) => (y.values[at] = x!.values[place]!));
    return y;
  },
  samples: poolSamples.map(({ title, x, attributes }) => ({
    title,
    operands: [{ type: x, draw: "distinct" }],
    attributes,
  })),
};

/** Sends each number of dy back to the pixel that won; of equal ones to the first in row-major order of the window. */
export const maxPoolGradient: Primitive = {
  name: "max_pool_gradient",
  summary: "dx[q, c] = Σ of dy[p, c] over the windows p whose largest pixel is q.",
  operandNames: ["x", "y", "dy"],
  infer: ([x]) => ({ kind: "float", dims: x!.dims }),
  interpret: ([x, y, dy], node, context) => {
    const [xNode, yNode, dyNode] = node.operands as [Node, Node, Node];
    const dx = zerosOf(node.type, context);
    const winner = winners(x!, xNode.type, y!, yNode.type, windowOf(node.attributes));
    const gradient = arrange(dy!.values, dyNode.type.dims, yNode.type.dims, context.batch);
    winner.forEach((place, at) => (dx.values[place]! += gradient[at]!));
    return dx;
  },
  samples: [
    ...poolSamples.map(({ title, x, attributes }) => ({
      title,
      operands: [
        { type: x, draw: "distinct" as const },
        { type: slideOver(x, windowOf(attributes)) },
        { type: slideOver(x, windowOf(attributes)) },
      ],
      attributes,
    })),
  ],
};

const surface: Surface = {
  name: "max_pool",
  doc: "The largest number under each window of k × k, channel by channel; padding never wins.",
  parameters: poolParameters,
  title: (args) => `max_pool ${showPair(args.value("k"))}`,
  place: (args, ctx) => {
    const x = args.tensor("x");
    const window = poolWindow(x, args, ctx);
    if (!window) return undefined;
    const { size, stride, pad, extra } = window;
    return { kind: "tensor", node: ctx.node("max_pool", [x], { size, stride, pad, extra }) };
  },
};

export const primitives: readonly Primitive[] = [maxPool, maxPoolGradient];
export const surfaces: readonly Surface[] = [surface];
