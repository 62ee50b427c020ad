import { indexPointsElsewhere } from "../diagnostics/axes.ts";
import { operandsDiffer } from "../diagnostics/sizes.ts";
import type { Node } from "../4-graph/graph.ts";
import { areFree, areKnown, sizesAgree } from "./kit/check-axes.ts";
import { axesOf, hasAxis, knownSize, showDims } from "./kit/dims.ts";
import { indexParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { PlaceContext, Surface } from "./surface.ts";

const fits = (ctx: PlaceContext, logits: Node, label: Node): boolean => {
  const of = label.type.of!;
  const { dims } = logits.type;
  if (!hasAxis(dims, of)) {
    ctx.report(indexPointsElsewhere, "label", { callee: ctx.callee, of, shape: showDims(dims), has: axesOf(dims) });
    return false;
  }
  if (!areKnown(ctx, "logits", logits, [of]) || !areFree(ctx, "label", label.type.dims, [of])) return false;
  const [size, range] = [knownSize(dims, of), label.type.range];
  if (range === undefined || range === size) return sizesAgree(ctx, "label", [dims, label.type.dims]);
  const shapes = [showDims(dims), `an index into ${range} of \`${of}\``] as const;
  ctx.report(operandsDiffer, "label", { callee: ctx.callee, axis: of, sizes: [String(size), String(range)], shapes });
  return false;
};

const crossEntropy: Surface = {
  name: "cross_entropy",
  doc: "-log softmax(logits) at the label, along the axis that the label points into, which goes; 0 where it points nowhere (-1).",
  parameters: [
    tensorParameter("logits", "unnormalized scores"),
    indexParameter("label", "what is right: an index into an axis of the logits"),
  ],
  place: (args, ctx) => {
    const [logits, label] = [args.tensor("logits"), args.tensor("label")];
    if (!fits(ctx, logits, label)) return undefined;
    const axis = label.type.of!;
    const size = knownSize(logits.type.dims, axis);
    const chosen = ctx.node("one_hot", [label], { axis, size });
    const scored = ctx.node("mul", [ctx.node("log_softmax", [logits], { over: [axis] }), chosen]);
    return tensor(ctx.node("neg", [ctx.node("sum", [scored], { over: [axis], keep: false })]));
  },
};

export const surfaces: readonly Surface[] = [crossEntropy];
