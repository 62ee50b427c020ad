import type { GraphBuilder } from "../src/compiler/4-graph/builder.ts";
import { graphBuilder } from "../src/compiler/4-graph/builder.ts";
import type { Dim, Initializer, Node, Variable } from "../src/compiler/4-graph/graph.ts";
import { differentiate } from "../src/compiler/5-passes/differentiate.ts";
import { primitiveTable } from "../src/compiler/ops/registry.generated.ts";

/** A wide residual network and what a training step of it computes, made by hand so that the bench measures the engine alone. */
export interface TrainingNet {
  readonly loss: Node;
  readonly variables: readonly Variable[];
  /** Of the trainable variables, by path. */
  readonly gradients: ReadonlyMap<string, Node>;
  /** The running statistics after the step, by path. */
  readonly statistics: ReadonlyMap<string, Node>;
}

export interface Unit {
  readonly groups: number;
  readonly reduce: number;
}

interface Parts {
  readonly build: GraphBuilder;
  readonly nodes: Map<string, Node>;
  readonly statistics: Map<string, Node>;
}

const sized = (sizes: Readonly<Record<string, number>>): Dim[] =>
  Object.entries(sizes).map(([axis, size]) => ({ axis, size }));
const sizeOf = (x: Node, axis: string): number => x.type.dims.find((dim) => dim.axis === axis)!.size as number;

const variable = (
  parts: Parts,
  path: string,
  dims: readonly Dim[],
  initializer: Initializer,
  trainable = true,
): Node => {
  const node = parts.build.variable({ path, dims, initializer, trainable });
  parts.nodes.set(path, node);
  return node;
};

const conv = (parts: Parts, path: string, x: Node, k: number, out: number, stride = 1, groups = 1): Node => {
  const dims = sized({ kernel_height: k, kernel_width: k, input: sizeOf(x, "channel") / groups, channel: out });
  const kernel = variable(parts, `${path}/kernel`, dims, { kind: "normal", deviation: Math.sqrt(2 / (out * k * k)) });
  const side = Math.floor((k - 1) / 2);
  return parts.build.node("conv", [x, kernel], {
    stride: [stride, stride],
    pad: [side, side, side, side],
    dilation: [1, 1],
    groups,
  });
};

const normRelu = (parts: Parts, path: string, x: Node): Node => {
  const { build } = parts;
  const dims = sized({ channel: sizeOf(x, "channel") });
  const scale = variable(parts, `${path}/scale`, dims, { kind: "constant", value: 1 });
  const shift = variable(parts, `${path}/shift`, dims, { kind: "constant", value: 0 });
  const moments = build.node("batch_moments", [x]);
  for (const statistic of ["mean", "variance"]) {
    const initial = { kind: "constant", value: statistic === "mean" ? 0 : 1 } as const;
    const old = variable(parts, `${path}/${statistic}`, dims, initial, false);
    const positions = sizeOf(x, "height") * sizeOf(x, "width");
    parts.statistics.set(
      `${path}/${statistic}`,
      build.node("running_statistic", [old, moments], { keep: 0.9, statistic, positions, batched: true }),
    );
  }
  return build.node("relu", [build.node("batch_norm_train", [x, scale, shift, moments], { epsilon: 1e-5 })]);
};

const basicBody = (parts: Parts, path: string, y: Node, out: number, stride: number): Node => {
  const first = conv(parts, `${path}/conv1`, y, 3, out, stride);
  return conv(parts, `${path}/conv2`, normRelu(parts, `${path}/norm1`, first), 3, out);
};

const groupedBody = (parts: Parts, path: string, y: Node, out: number, stride: number, unit: Unit): Node => {
  const { groups, reduce } = unit;
  const first = conv(parts, `${path}/conv1`, y, 1, out / reduce, 1, groups);
  const second = conv(parts, `${path}/conv2`, normRelu(parts, `${path}/norm1`, first), 3, out / reduce, stride, groups);
  return conv(parts, `${path}/conv3`, normRelu(parts, `${path}/norm2`, second), 1, out);
};

const residualUnit = (parts: Parts, path: string, x: Node, out: number, stride: number, unit?: Unit): Node => {
  const y = normRelu(parts, `${path}/norm`, x);
  const residual = unit ? groupedBody(parts, path, y, out, stride, unit) : basicBody(parts, path, y, out, stride);
  const shortcut = sizeOf(x, "channel") === out ? x : conv(parts, `${path}/shortcut`, y, 1, out, stride);
  return parts.build.node("add", [residual, shortcut]);
};

const crossEntropy = (build: GraphBuilder, logits: Node): Node => {
  const label = build.input("label", {
    dims: [{ axis: "batch", size: "batch" }],
    kind: "index",
    of: "class",
    range: 10,
  });
  const picked = build.node("one_hot", [label], { axis: "class", size: 10 });
  const logarithms = build.node("log_softmax", [logits], { over: ["class"] });
  const each = build.node("sum", [build.node("mul", [picked, logarithms])], { over: ["class"], keep: false });
  return build.node("mean", [build.node("neg", [each])], { over: ["batch"], keep: false });
};

/** Depth 6n + 4 of the given width on 32 × 32 pictures; with `unit`, bottlenecked and grouped. */
export const trainingNet = (depth: number, width: number, unit?: Unit): TrainingNet => {
  const origin = { path: "", span: undefined as never, placement: undefined as never };
  const build = graphBuilder(primitiveTable, origin);
  const parts: Parts = { build, nodes: new Map(), statistics: new Map() };
  const image = build.input("image", {
    dims: [{ axis: "batch", size: "batch" }, ...sized({ height: 32, width: 32, channel: 3 })],
    kind: "float",
  });
  let x = conv(parts, "stem", image, 3, 16);
  for (const [group, channels] of [16, 32, 64].entries())
    for (let i = 0; i < (depth - 4) / 6; i++)
      x = residualUnit(parts, `group${group}/unit${i}`, x, channels * width, group > 0 && i === 0 ? 2 : 1, unit);
  const pooled = build.node("mean", [normRelu(parts, "norm", x)], { over: ["height", "width"], keep: false });
  const kernel = variable(parts, "dense/kernel", sized({ channel: 64 * width, class: 10 }), {
    kind: "uniform",
    limit: 0.1,
  });
  const bias = variable(parts, "dense/bias", sized({ class: 10 }), { kind: "uniform", limit: 0.1 });
  const logits = build.node("add", [build.node("dot", [pooled, kernel], { over: ["channel"] }), bias]);
  const loss = crossEntropy(build, logits);
  const trainable = [...parts.nodes.values()].filter((node) => node.variable!.trainable);
  const gradients = differentiate(loss, trainable, build, primitiveTable);
  return {
    loss,
    variables: [...parts.nodes.values()].map((node) => node.variable!),
    gradients: new Map([...gradients].map(([node, gradient]) => [node.variable!.path, gradient])),
    statistics: parts.statistics,
  };
};
