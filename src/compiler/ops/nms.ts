import { areFree, areKnown, hasAxes, sizesAgree } from "./kit/check-axes.ts";
import { hasFourCoordinates } from "./kit/check-boxes.ts";
import { axisParameter, countParameter, record, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { Dim, TensorType } from "../4-graph/graph.ts";
import { numberAt, textAt } from "./kit/attributes.ts";
import { arrange, countOf, denseOf, shapeOf } from "./kit/dense.ts";
import { dimOf, indexInto, knownSize, replaced, sizeOf, unite, without } from "./kit/dims.ts";
import { bestFirst } from "./kit/order.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

/** Intersection over union of two boxes (left, top, right, bottom) at offsets of `box`; 0 where both are empty. */
const iouOf = (box: Float64Array, a: number, b: number): number => {
  const side = (low: number, high: number): number => Math.max(0, high - low);
  const area = (at: number): number => side(box[at]!, box[at + 2]!) * side(box[at + 1]!, box[at + 3]!);
  const width = side(Math.max(box[a]!, box[b]!), Math.min(box[a + 2]!, box[b + 2]!));
  const height = side(Math.max(box[a + 1]!, box[b + 1]!), Math.min(box[a + 3]!, box[b + 3]!));
  const union = area(a) + area(b) - width * height;
  return union > 0 ? (width * height) / union : 0;
};

/** Positions of the boxes that are kept, best first. */
const suppress = (box: Float64Array, score: Float64Array, iou: number, count: number): readonly number[] => {
  const kept: number[] = [];
  for (const at of bestFirst(score)) {
    if (kept.length === count || score[at] === -Infinity) break;
    if (kept.every((other) => iouOf(box, other * 4, at * 4) <= iou)) kept.push(at);
  }
  return kept;
};

/** Axes along which suppression runs again and again, in the score's order: everything but `over` and `coord`. */
const problems = (box: TensorType, score: TensorType, over: string): readonly Dim[] =>
  without(unite(score.dims, without(box.dims, ["coord"])), [over]);

const nms: Primitive = {
  name: "nms",
  summary:
    "where the boxes are that greedy non-maximum suppression keeps, best first: none overlaps a better kept one by more than `iou`; -1 where fewer than `count` are left; a score of -inf is never kept",
  operandNames: ["box", "score"],
  infer: ([box, score], attributes) => {
    const over = textAt(attributes, "over");
    if (knownSize(box!.dims, "coord") !== 4) throw new Error("a box has four coordinates");
    dimOf(score!.dims, over);
    const dims = replaced(
      unite(score!.dims, without(box!.dims, ["coord"])),
      [over],
      [{ axis: textAt(attributes, "as"), size: numberAt(attributes, "count") }],
    );
    return indexInto(over, sizeOf(box!.dims, over), dims);
  },
  interpret: ([box, score], node, { batch }) => {
    const [boxType, scoreType] = node.operands.map((operand) => operand.type);
    const over = textAt(node.attributes, "over");
    const count = numberAt(node.attributes, "count");
    const outer = problems(boxType!, scoreType!, over);
    const boxDims = [...outer, dimOf(boxType!.dims, over), dimOf(boxType!.dims, "coord")];
    const boxes = arrange(box!.values, boxType!.dims, boxDims, batch);
    const scores = arrange(score!.values, scoreType!.dims, [...outer, dimOf(scoreType!.dims, over)], batch);
    const runs = countOf(shapeOf(outer, batch));
    const size = scores.length / runs;
    const out = new Float64Array(runs * count).fill(-1);
    for (let run = 0; run < runs; run++) {
      const ownBoxes = boxes.subarray(run * size * 4, (run + 1) * size * 4);
      const ownScores = scores.subarray(run * size, (run + 1) * size);
      out.set(suppress(ownBoxes, ownScores, numberAt(node.attributes, "iou"), count), run * count);
    }
    const order = [...outer, { axis: textAt(node.attributes, "as"), size: count }];
    return denseOf(node.type.dims, batch, arrange(out, order, node.type.dims, batch));
  },
  samples: [
    {
      title: "one picture: a near copy, an empty score, fewer than asked for",
      operands: [
        float(
          { anchor: 5, coord: 4 },
          {
            values: [
              [0, 0, 0.5, 0.5],
              [0, 0, 0.5, 0.45],
              [0.5, 0.5, 1, 1],
              [0.1, 0.5, 0.4, 0.9],
              [0.2, 0.2, 0.8, 0.8],
            ].flat(),
          },
        ),
        float({ anchor: 5 }, { values: [0.8, 0.9, 0.3, -Infinity, 0.5] }),
      ],
      attributes: { over: "anchor", iou: 0.5, count: 4, as: "proposal" },
      gradient: false,
    },
    {
      title: "each class by itself, boxes shared",
      operands: [
        float({ anchor: 3, coord: 4 }, { values: [0, 0, 1, 1, 0, 0.1, 1, 1, 0.8, 0.8, 1, 1] }),
        float({ class: 2, anchor: 3 }, { values: [0.1, 0.7, 0.6, 0.9, 0.2, 0.2] }),
      ],
      attributes: { over: "anchor", iou: 0.45, count: 2, as: "proposal" },
      gradient: false,
    },
  ],
};

const nmsSurface: Surface = {
  name: "nms",
  doc: "Greedy non-maximum suppression: the boxes of the best scores of which none overlaps a better one by more than `iou`, as `{ index, valid }` along `as`; where fewer are left the index is -1 and `valid` 0. A score of -inf is never kept. No gradient.",
  gives: { kind: "record", fields: ["index", "valid"] },
  parameters: [
    tensorParameter("box", "boxes along `coord`", ["coord"]),
    tensorParameter("score", "their scores"),
    axisParameter("over", "the axis of the boxes"),
    { name: "iou", doc: "the largest overlap that two kept boxes may have", type: { kind: "float" } },
    countParameter("count", "how many are kept at most"),
    axisParameter("as", "the axis of those kept"),
  ],
  place: (args, ctx) => {
    const [box, score] = [args.tensor("box"), args.tensor("score")];
    const [over, as] = [args.axis("over")!, args.axis("as")!];
    if (!hasAxes(ctx, "over", box, [over]) || !hasAxes(ctx, "over", score, [over])) return undefined;
    if (!hasFourCoordinates(ctx, "box", box) || !areKnown(ctx, "over", box, [over])) return undefined;
    if (!sizesAgree(ctx, "score", [box.type.dims, score.type.dims])) return undefined;
    if (!areFree(ctx, "as", problems(box.type, score.type, over), [as])) return undefined;
    const index = ctx.node("nms", [box, score], { over, iou: args.float("iou")!, count: args.float("count")!, as });
    return record({ index, valid: ctx.node("ge", [index, ctx.constant(0)]) });
  },
};

export const primitives: readonly Primitive[] = [nms];
export const surfaces: readonly Surface[] = [nmsSurface];
