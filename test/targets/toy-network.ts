import { whole } from "../../src/base/number.ts";
import { graphBuilder, type GraphBuilder } from "../../src/compiler/4-graph/builder.ts";
import type { Dim, Initializer, Network, Node, Placement, Turn } from "../../src/compiler/4-graph/graph.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";

/**
 * A small residual network with its tree of placements, made by hand: what the elaborator would make of
 * `stem -> Group(n, Unit) -> Group(n, Unit) -> batch_norm -> relu -> mean -> dense`.
 */
export interface ToyOptions {
  readonly width?: number;
  readonly units?: number;
  readonly groups?: number;
  readonly size?: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Mutable<Placement> & {
  children: Placement[];
  inputs: Node[];
  results: Node[];
  ordinals: Map<string, number>;
};

const source = { path: "toy.kes", text: "" };
const declarations = new Map<string, object>();

const declarationOf = (name: string): object => {
  const known = declarations.get(name) ?? { kind: "Declaration", name, lists: [], doc: `A ${name}.` };
  declarations.set(name, known);
  return known;
};

export const toyNetwork = ({ width = 8, units = 3, groups = 1, size = 8 }: ToyOptions = {}): Network => {
  const counter = { next: 0 };
  let placed = 0;
  const draft = (
    parent: Draft | undefined,
    sort: Placement["sort"],
    name: string,
    binding: readonly string[],
    at: number,
    turns: readonly Turn[] = [],
  ): Draft => {
    const own: string[] = [];
    if (parent) {
      const ordinal = (parent.ordinals.get(`${binding.join("/")} ${name}`) ?? 0) + 1;
      parent.ordinals.set(`${binding.join("/")} ${name}`, ordinal);
      own.push(`${name}${ordinal}`);
    }
    const segments = [...binding, ...own];
    const made: Draft = {
      id: placed++,
      ...(parent ? { parent } : {}),
      sort,
      name: { unit: "Unit", part: "Conv", body: "Twice" }[name] ?? name,
      declaration:
        sort === "operation" ? name : declarationOf({ unit: "Unit", part: "Conv", body: "Twice" }[name] ?? name),
      title: name,
      segments,
      path: [...(parent && parent.path !== "" ? [parent.path] : []), ...segments].join("/"),
      span: { source, start: at, end: at + 1 },
      settings: new Map(),
      inputs: [],
      turns: [...(parent?.turns ?? []), ...turns],
      children: [],
      results: [],
      ordinals: new Map(),
    };
    parent?.children.push(made);
    return made;
  };
  const buildAt = (placement: Draft, at: number, binding = ""): GraphBuilder =>
    graphBuilder(
      primitiveTable,
      {
        path: [placement.path, binding].filter((part) => part !== "").join("/"),
        span: { source, start: at, end: at + 1 },
        placement,
      },
      counter,
    );
  const variable = (
    owner: Draft,
    name: string,
    dims: readonly Dim[],
    initializer: Initializer,
    trainable = true,
  ): Node => buildAt(owner, 0).variable({ path: `${owner.path}/${name}`, dims, trainable, initializer });
  const channels = (x: Node): number => x.type.dims.at(-1)!.size as number;

  const conv = (
    parent: Draft,
    x: Node,
    k: number,
    out: number,
    stride: number,
    at: number,
    { binding = [] as readonly string[], turns = [] as readonly Turn[], inGroups = 1, bias = false } = {},
  ): Node => {
    const own = draft(parent, "operation", "conv", binding, at, turns);
    const kernel = variable(
      own,
      "kernel",
      [
        { axis: "kernel_height", size: k },
        { axis: "kernel_width", size: k },
        { axis: "input", size: channels(x) / inGroups },
        { axis: "channel", size: out },
      ],
      { kind: "normal", deviation: Math.sqrt(2 / (out * k * k)) },
    );
    const pad = (k - 1) >> 1;
    const y = buildAt(own, at).node("conv", [x, kernel], {
      stride: [stride, stride],
      pad: [pad, pad, pad, pad],
      dilation: [1, 1],
      groups: inGroups,
    });
    return bias
      ? buildAt(own, at).node("add", [
          y,
          variable(own, "bias", [{ axis: "channel", size: out }], { kind: "constant", value: 0 }),
        ])
      : y;
  };
  const norm = (parent: Draft, x: Node, at: number, binding: readonly string[] = []): Node => {
    const own = draft(parent, "operation", "batch_norm", binding, at);
    const dims = [{ axis: "channel", size: channels(x) }];
    const made = (
      [
        ["scale", 1, true],
        ["shift", 0, true],
        ["mean", 0, false],
        ["variance", 1, false],
      ] as const
    ).map(([name, value, trainable]) => variable(own, name, dims, { kind: "constant", value }, trainable));
    return buildAt(own, at).node("batch_norm", [x, ...made], { epsilon: 1e-5, keep: 0.9 });
  };
  const place = (
    parent: Draft,
    name: string,
    binding: readonly string[],
    x: Node,
    at: number,
    settings: Record<string, number>,
    body: (own: Draft) => Node,
    turns: readonly Turn[] = [],
  ): Node => {
    const own = draft(parent, "block", name, binding, at, turns);
    own.settings = new Map(
      Object.entries(settings).map(([key, value]) => [key, { kind: "number", value: whole(value) }]),
    );
    own.inputs.push(x);
    const y = body(own);
    own.results.push(y);
    return y;
  };

  const convBlock = (parent: Draft, x: Node, out: number, stride: number, at: number): Node =>
    place(parent, "part", [], x, at, { k: 3, out, stride }, (own) =>
      conv(own, x, 3, out, stride, 100, { inGroups: groups }),
    );
  const twice = (parent: Draft, x: Node, out: number, stride: number): Node =>
    place(parent, "body", ["residual"], x, 50, { out, stride }, (own) => {
      const first = convBlock(own, x, out, stride, 51);
      const between = buildAt(own, 53).node("relu", [norm(own, first, 52)]);
      return convBlock(own, between, out, 1, 54);
    });
  const unit = (parent: Draft, x: Node, out: number, stride: number, at: number, turns: readonly Turn[] = []): Node =>
    place(
      parent,
      "unit",
      [],
      x,
      at,
      { out, stride },
      (own) => {
        const y = buildAt(own, 41, "y").node("relu", [norm(own, x, 40, ["y"])]);
        const residual = twice(own, y, out, stride);
        const shortcut = channels(x) === out ? x : conv(own, y, 1, out, stride, 42, { binding: ["shortcut"] });
        return buildAt(own, 43).node("add", [residual, shortcut]);
      },
      turns,
    );
  const group = (parent: Draft, binding: string, x: Node, out: number, stride: number, at: number): Node =>
    place(parent, "Group", [binding], x, at, { n: units, out, stride }, (own) => {
      let y = unit(own, x, out, stride, 30);
      const run = {};
      for (let i = 0; i < units - 1; i++)
        y = unit(own, y, out, 1, 31, [{ loop: "repeat", run, index: i, count: units - 1 }]);
      return y;
    });

  const root = draft(undefined, "model", "Toy", [], 0);
  root.declaration = { ...declarationOf("Toy"), doc: "Residual units in two groups." };
  const image = buildAt(root, 0).input("image", {
    kind: "float",
    dims: [
      { axis: "batch", size: "batch" },
      { axis: "height", size },
      { axis: "width", size },
      { axis: "channel", size: 3 },
    ],
  });
  root.inputs.push(image);
  const stem = conv(root, image, 3, width, 1, 1, { binding: ["stem"] });
  const group1 = group(root, "group1", stem, 2 * width, 1, 2);
  const group2 = group(root, "group2", group1, 4 * width, 2, 3);
  const normed = norm(root, group2, 4, ["logits"]);
  const active = buildAt(root, 5, "logits").node("relu", [normed]);
  const pooled = buildAt(root, 6, "logits").node("mean", [active], { over: ["height", "width"], keep: false });
  const owner = draft(root, "operation", "dense", ["logits"], 7);
  const fan = 1 / Math.sqrt(4 * width);
  const kernel = variable(
    owner,
    "kernel",
    [
      { axis: "channel", size: 4 * width },
      { axis: "class", size: 10 },
    ],
    { kind: "uniform", limit: fan },
  );
  const bias = variable(owner, "bias", [{ axis: "class", size: 10 }], { kind: "uniform", limit: fan });
  const logits = buildAt(owner, 7).node("add", [
    buildAt(owner, 7).node("dot", [pooled, kernel], { over: ["channel"] }),
    bias,
  ]);
  root.results.push(logits);
  return networkOf("Toy", root, { image }, { logits }, [
    ["group1", group1],
    ["group2", group2],
  ]);
};

/** All nodes that lead to `results`, operands first. */
const reach = (results: readonly Node[]): readonly Node[] => {
  const found = new Set<Node>();
  const see = (node: Node): void => {
    if (found.has(node)) return;
    node.operands.forEach(see);
    found.add(node);
  };
  results.forEach(see);
  return [...found].sort((a, b) => a.id - b.id);
};

export const networkOf = (
  name: string,
  placement: Placement,
  inputs: Readonly<Record<string, Node>>,
  outputs: Readonly<Record<string, Node>>,
  taps: readonly (readonly [string, Node])[] = [],
): Network => {
  const nodes = reach([...Object.values(outputs), ...taps.map(([, node]) => node)]);
  return {
    name,
    inputs: new Map(Object.entries(inputs)),
    outputs: new Map(Object.entries(outputs).map(([key, node]) => [key, { kind: "tensor", node }])),
    trainingOutputs: new Map(),
    taps: taps.map(([tap, node]) => ({ name: tap, node })),
    placement,
    nodes: () => nodes,
    variables: () => nodes.flatMap(({ variable }) => variable ?? []),
  };
};
