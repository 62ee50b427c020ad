import { mergeNeedsAxes } from "../diagnostics/axes.ts";
import { areFree, areKnown, hasAxes } from "./kit/check-axes.ts";
import { countOfOne, dimOf, replaced, without } from "./kit/dims.ts";
import { axesParameter, axisParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { Dim } from "../4-graph/graph.ts";
import { dimsAttribute, textAt, textsAt } from "./kit/attributes.ts";
import { arrange, denseOf } from "./kit/dense.ts";
import { float } from "./kit/sample-types.ts";
import type { Sizes } from "./kit/sample-types.ts";
import type { Primitive, Sample } from "./primitive.ts";

const sample = (title: string, sizes: Sizes, axes: readonly string[], into: string): Sample => ({
  title,
  operands: [float(sizes)],
  attributes: { axes, into },
});

const mergedDims = (dims: readonly Dim[], axes: readonly string[]): readonly Dim[] =>
  axes.map((axis) => dimOf(dims, axis));

const merge: Primitive = {
  name: "merge",
  summary: "several axes as one that stands where the first of them stood; the first listed varies slowest",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const axes = textsAt(attributes, "axes");
    const merged = mergedDims(x!.dims, axes);
    if (merged.some(({ size }) => size === "batch")) throw new Error("the batch can't be merged");
    return {
      ...x!,
      dims: replaced(x!.dims, axes, [{ axis: textAt(attributes, "into"), size: Number(countOfOne(merged)) }]),
    };
  },
  gradient: (node, dy, build) => {
    const into = dimsAttribute(mergedDims(node.operands[0]!.type.dims, textsAt(node.attributes, "axes")));
    return [build.node("split", [dy], { axis: textAt(node.attributes, "into"), into })];
  },
  interpret: ([x], node, { batch }) => {
    const { dims } = node.operands[0]!.type;
    const axes = textsAt(node.attributes, "axes");
    const order = replaced(dims, axes, mergedDims(dims, axes));
    return denseOf(node.type.dims, batch, arrange(x!.values, dims, order, batch));
  },
  samples: [
    sample("neighbours in order", { batch: "batch", height: 2, width: 3, channel: 2 }, ["height", "width"], "token"),
    sample("exchanged", { batch: "batch", group: 2, member: 3 }, ["member", "group"], "channel"),
    sample("apart", { batch: "batch", height: 2, width: 3, box: 2, coord: 4 }, ["height", "box"], "anchor"),
    sample(
      "the last listed stands first",
      { head: 2, batch: "batch", token: 3, feature: 2 },
      ["feature", "head"],
      "channel",
    ),
    sample("into one of them", { batch: "batch", height: 2, width: 3 }, ["height", "width"], "height"),
  ],
};

const mergeSurface: Surface = {
  name: "merge",
  doc: "Several axes as one that stands where the first of them stood; the first listed varies slowest: `merge(x, [height, width], into: token)`.",
  parameters: [
    tensorParameter("x", "the tensor"),
    axesParameter("axes", "the axes that become one"),
    axisParameter("into", "its name"),
  ],
  place: (args, ctx) => {
    const x = args.tensor("x");
    const axes = args.axes("axes") ?? [];
    const into = args.axis("into")!;
    if (!axes.length) return ctx.report(mergeNeedsAxes, "axes", { callee: ctx.callee, axes, argument: "axes" });
    if (!hasAxes(ctx, "axes", x, axes) || !areKnown(ctx, "axes", x, axes)) return undefined;
    if (!areFree(ctx, "into", without(x.type.dims, axes), [into])) return undefined;
    return tensor(ctx.node("merge", [x], { axes, into }));
  },
};

export const primitives: readonly Primitive[] = [merge];
export const surfaces: readonly Surface[] = [mergeSurface];
