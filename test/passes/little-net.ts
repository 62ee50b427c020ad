import type { GraphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Dim, Initializer, Node, Variable } from "../../src/compiler/4-graph/graph.ts";

export interface LittleNet {
  readonly image: Node;
  readonly target: Node;
  readonly output: Node;
  readonly loss: Node;
  readonly variables: readonly Node[];
}

/** conv, norm, relu, strided grouped conv, norm, relu6, max pool, mean over space, and the mean squared distance to a target. */
export const littleNet = (
  build: GraphBuilder,
  prefix = "",
  shared?: { readonly image: Node; readonly target: Node },
): LittleNet => {
  const variables: Node[] = [];
  const dims = (sizes: Readonly<Record<string, Dim["size"]>>): readonly Dim[] =>
    Object.entries(sizes).map(([axis, size]) => ({ axis, size }));
  const variable = (
    path: string,
    sizes: Readonly<Record<string, number>>,
    initializer: Initializer,
    trainable = true,
  ): Node => {
    const made: Variable = { path: prefix + path, dims: dims(sizes), trainable, initializer };
    const node = build.variable(made);
    variables.push(node);
    return node;
  };
  const constant = (value: number): Initializer => ({ kind: "constant", value });
  const conv = (x: Node, name: string, input: number, out: number, stride: number, groups: number): Node =>
    build.node(
      "conv",
      [
        x,
        variable(
          `${name}/kernel`,
          { kernel_height: 3, kernel_width: 3, input, channel: out },
          { kind: "normal", deviation: 0.5 },
        ),
      ],
      { stride: [stride, stride], pad: [1, 1, 1, 1], dilation: [1, 1], groups },
    );
  const norm = (x: Node, name: string, channel: number): Node =>
    build.node(
      "batch_norm",
      [
        x,
        variable(`${name}/scale`, { channel }, constant(1)),
        variable(`${name}/shift`, { channel }, constant(0)),
        variable(`${name}/mean`, { channel }, constant(0), false),
        variable(`${name}/variance`, { channel }, constant(1), false),
      ],
      { epsilon: 1e-5, keep: 0.9 },
    );
  const image =
    shared?.image ??
    build.input("image", { kind: "float", dims: dims({ batch: "batch", height: 6, width: 5, channel: 2 }) });
  const target = shared?.target ?? build.input("target", { kind: "float", dims: dims({ batch: "batch", channel: 4 }) });
  const first = build.node("relu", [norm(conv(image, "conv1", 2, 4, 1, 1), "batch_norm1", 4)]);
  const second = build.node("relu6", [norm(conv(first, "conv2", 2, 4, 2, 2), "batch_norm2", 4)]);
  const pooled = build.node("max_pool", [second], { size: [2, 2], stride: [1, 1], pad: [0, 0, 0, 0], extra: [0, 0] });
  const output = build.node("mean", [build.node("dropout", [pooled], { rate: 0.25 })], {
    over: ["height", "width"],
    keep: false,
  });
  const gap = build.node("sub", [output, target]);
  const loss = build.node("mean", [build.node("mul", [gap, gap])], { over: ["batch", "channel"], keep: false });
  return { image, target, output, loss, variables };
};
