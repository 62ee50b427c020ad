import type { Node } from "../../../4-graph/graph.ts";
import { kit, list, number, positions, text, tf, type CallCode, type Code, type Field } from "../code.ts";
import { attribute, axesOf, reorder, type Emission } from "../emission.ts";
import { contract } from "./indexing.ts";

type Sides = readonly [top: number, right: number, bottom: number, left: number];
type Pair = readonly [number, number];

const pairCode = (label: string, [a, b]: Pair, rest: { default?: number } = {}): Code =>
  a === b ? number(label, a, rest) : list([number(label, a), number(label, b)]);

/** Zeros, or what `fill` says, around the rows and columns of `[N, H, W, C]`. */
const padded = (x: Code, [top, right, bottom, left]: Sides, fill?: string): Code =>
  [top, right, bottom, left].every((side) => side === 0)
    ? x
    : tf("pad", x, positionsOfSides([top, bottom, left, right]), ...(fill === undefined ? [] : [text(fill)]));

const positionsOfSides = ([top, bottom, left, right]: readonly [number, number, number, number]): Code =>
  text(`[[0, 0], [${top}, ${bottom}], [${left}, ${right}], [0, 0]]`);

const isEven = ([top, right, bottom, left]: Sides): boolean => top === right && top === bottom && top === left;

/** Runs `work` on `[N, H, W, C]`, whatever other axes ride along and whatever their order. */
const onMaps = (node: Node, x: Code, work: (x: Code) => Code): Code => {
  const from = axesOf(node.operands[0]!);
  const spatial = ["height", "width", "channel"];
  const lead = from.filter((axis) => !spatial.includes(axis));
  if (lead.length === 1 && from.slice(1).join() === spatial.join()) return work(x);
  const order = [...lead, ...spatial].map((axis) => from.indexOf(axis));
  const body = work({ kind: "text", text: "map" });
  return { ...kit("onMaps", x, positions(order), { kind: "lambda", parameter: "map", body }), heavy: true };
};

const kernelSize = (node: Node): Pair => {
  const [height, width] = node.operands[1]!.type.dims;
  return [height!.size as number, width!.size as number];
};

const conv: Emission = (node, [x], weights) => {
  const [stride, dilation] = [attribute<Pair>(node, "stride"), attribute<Pair>(node, "dilation")];
  const pad = attribute<Sides>(node, "pad");
  const groups = attribute<number>(node, "groups");
  const dilated = dilation[0] !== 1 || dilation[1] !== 1;
  const [height, width] = kernelSize(node);
  const byNumber = !dilated && isEven(pad) && height === width && stride[0] === stride[1];
  const usual = byNumber && pad[0] === (height - 1) >> 1;
  const fields: readonly Field[] = [
    { name: "stride", value: pairCode("stride", stride, { default: 1 }) },
    // A number pads TF.js well only where kernel and stride are square.
    ...(usual || dilated ? [] : [{ name: "pad", value: byNumber ? number("pad", pad[0]) : text('"valid"') }]),
    ...(groups === 1 ? [] : [{ name: "groups", value: number("groups", groups, { inferred: "" }) }]),
    ...(dilated ? [{ name: "dilation", value: pairCode("dilation", dilation) }] : []),
  ];
  const depthwise = node.operands[1]!.type.dims[2]!.size === 1 && !dilated;
  const features = groups === 1 ? [] : depthwise ? ["groups", "depthwise"] : ["groups"];
  return onMaps(node, x!, (map): CallCode => ({
    ...kit(dilated ? "dilatedConv" : "conv", byNumber ? map : padded(map, pad), weights, { kind: "options", fields }),
    heavy: true,
    features,
  }));
};

/** Rows below and columns on the right that only `round: ceil` looks at are padding too. */
const allSides = (node: Node): Sides => {
  const [top, right, bottom, left] = attribute<Sides>(node, "pad");
  const [below, beside] = attribute<Pair>(node, "extra");
  return [top, right + beside, bottom + below, left];
};

const maxPool: Emission = (node, [x]) => {
  const [size, stride, sides] = [attribute<Pair>(node, "size"), attribute<Pair>(node, "stride"), allSides(node)];
  const even = isEven(sides) && size[0] === size[1] && stride[0] === stride[1];
  return onMaps(node, x!, (map) =>
    tf(
      "maxPool",
      even ? map : padded(map, sides, "-3.4e38"),
      pairCode("size", size),
      pairCode("stride", stride),
      even ? number("pad", sides[0]) : text('"valid"'),
    ),
  );
};

const avgPool: Emission = (node, [x]) => {
  const [size, stride] = [
    pairCode("size", attribute<Pair>(node, "size")),
    pairCode("stride", attribute<Pair>(node, "stride")),
  ];
  const extra = attribute<Pair>(node, "extra").some((rows) => rows > 0);
  const pad = attribute<Sides>(node, "pad");
  const excluded = !attribute<boolean>(node, "countPad") && pad.some((side) => side > 0);
  return onMaps(node, x!, (map) => {
    if (!extra && !excluded) return tf("avgPool", padded(map, pad), size, stride, text('"valid"'));
    const [top, right, bottom, left] = allSides(node);
    const all = positionsOfSides([top, bottom, left, right]);
    const counted = excluded
      ? text("[[0, 0], [0, 0], [0, 0], [0, 0]]")
      : positionsOfSides([pad[0], pad[2], pad[3], pad[1]]);
    const rest = excluded
      ? all
      : positionsOfSides([0, attribute<Pair>(node, "extra")[0], 0, attribute<Pair>(node, "extra")[1]]);
    return kit("avgPoolOf", map, size, stride, counted, rest);
  });
};

const resize: Emission = (node, [x]) =>
  (["height", "width"] as const).reduce((code, axis) => {
    const at = axesOf(node).indexOf(axis);
    const [from, to] = [node.operands[0]!.type.dims[at]!.size, node.type.dims[at]!.size as number];
    if (from === to) return code;
    return kit("resize", code, text(at), number(axis, to), text(JSON.stringify(attribute<string>(node, "method"))));
  }, x!);

/** Channels last, so that statistics pair with the last axis. */
const batchNorm: Emission = (node, [x], weights) => {
  const from = axesOf(node);
  const last = [...from.filter((axis) => axis !== "channel"), "channel"];
  const fields: readonly Field[] = [
    { name: "epsilon", value: number("epsilon", attribute(node, "epsilon"), { default: 1e-5 }) },
    { name: "keep", value: number("keep", (node.attributes.keep as number | undefined) ?? 0.9, { default: 0.9 }) },
  ];
  const plain = fields.every(({ value }) => value.kind === "number" && value.value === value.default);
  const norm = (rows: Code): Code => ({
    ...kit("batchNorm", rows, weights, ...(plain ? [] : [{ kind: "options", fields } as const])),
    features: plain ? [] : ["options"],
  });
  const arranged = reorder(x!, from, last);
  // TensorFlow.js knows batch norms of up to four axes.
  const body =
    from.length <= 4
      ? norm(arranged)
      : kit("onRows", arranged, { kind: "lambda", parameter: "rows", body: norm(text("rows")) });
  return reorder(body, last, from);
};

/** A dense layer where the kernel is a variable `[over…, as]`; a contraction otherwise. */
const dot: Emission = (node, [a, b], weights) => {
  const [left, right] = node.operands as [Node, Node];
  const over = attribute<readonly string[]>(node, "over");
  if (weights.kind === "text") return contract([a!, axesOf(left)], [b!, axesOf(right)], over);
  const kept = axesOf(left).filter((axis) => !over.includes(axis));
  const fan = axesOf(right).slice(0, -1);
  const flat = kept.length === 1 && fan.length === 1;
  return {
    ...kit("dense", reorder(a!, axesOf(left), [...kept, ...fan]), weights),
    heavy: true,
    features: flat ? [] : ["axes"],
  };
};

export const spatial = {
  conv,
  max_pool: maxPool,
  avg_pool: avgPool,
  resize,
  batch_norm: batchNorm,
  dot,
} satisfies Record<string, Emission>;
