import { areKnown, sizesAgree } from "./kit/check-axes.ts";
import { hasFourCoordinates } from "./kit/check-boxes.ts";
import { countParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { GraphBuilder } from "../4-graph/builder.ts";
import type { Dim, Node, TensorType } from "../4-graph/graph.ts";
import { numberAt } from "./kit/attributes.ts";
import { arrange, countOf, denseOf, shapeOf } from "./kit/dense.ts";
import { dimOf, floatOf, hasAxis, knownSize, unite, without } from "./kit/dims.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive, SampleOperand } from "./primitive.ts";

/** One number of a bin's average: where it is read and with what weight. */
type Visit = (position: number, weight: number) => void;

/**
 * Bilinear reading at row y and column x, in pixels, centres at whole numbers. More than one pixel outside reads 0; less is read at
 * the edge. (He et al. 2017; torchvision's `roi_align` with `aligned=True`.)
 */
const readBilinear = (y: number, x: number, height: number, width: number, weight: number, visit: Visit): void => {
  if (y < -1 || y > height || x < -1 || x > width) return;
  const [row, column] = [Math.min(Math.max(y, 0), height - 1), Math.min(Math.max(x, 0), width - 1)];
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [bottom, right] = [Math.min(top + 1, height - 1), Math.min(left + 1, width - 1)];
  const [down, across] = [row - top, column - left];
  visit(top * width + left, weight * (1 - down) * (1 - across));
  visit(top * width + right, weight * (1 - down) * across);
  visit(bottom * width + left, weight * down * (1 - across));
  visit(bottom * width + right, weight * down * across);
};

/** All readings of bin (i, j) of a box given in parts of the map; `samples`² of them, evenly spread. */
const readBin = (
  box: Float64Array,
  [i, j]: readonly [number, number],
  { size, samples, height, width }: { size: number; samples: number; height: number; width: number },
  visit: Visit,
): void => {
  const [left, top, right, bottom] = box as unknown as readonly [number, number, number, number];
  const tall = ((bottom - top) * height) / size;
  const wide = ((right - left) * width) / size;
  for (let a = 0; a < samples; a++)
    for (let b = 0; b < samples; b++) {
      const y = top * height - 0.5 + (i + (a + 0.5) / samples) * tall;
      const x = left * width - 0.5 + (j + (b + 0.5) / samples) * wide;
      readBilinear(y, x, height, width, 1 / (samples * samples), visit);
    }
};

const spatial = ["height", "width"];

/** Axes of the result but height and width, those of the box alone before the place where x's first spatial axis stands. */
const outerDims = (
  x: readonly Dim[],
  box: readonly Dim[],
): { readonly before: readonly Dim[]; readonly own: readonly Dim[] } => {
  const own = without(box, ["coord"]).filter(({ axis }) => !hasAxis(x, axis));
  return { before: without(x, spatial), own };
};

const alignedType = ([x, box]: readonly TensorType[], size: number): TensorType => {
  const { own } = outerDims(x!.dims, box!.dims);
  unite(x!.dims, without(box!.dims, ["coord"]));
  if (knownSize(box!.dims, "coord") !== 4) throw new Error("a box has four coordinates");
  const place = x!.dims.findIndex(({ axis }) => spatial.includes(axis));
  const resized = x!.dims.map(({ axis, size: old }) => ({ axis, size: spatial.includes(axis) ? size : old }));
  return floatOf([...resized.slice(0, place), ...own, ...resized.slice(place)]);
};

/**
 * Runs over all readings: `visit(at, source, weight)`, `at` counting the result in the order [outer…, own…, height, width], `source`
 * counting the map in the order [outer…, height, width].
 */
const forEachReading = (
  {
    x,
    boxDims,
    box,
    size,
    samples,
    batch,
  }: {
    readonly x: readonly Dim[];
    readonly boxDims: readonly Dim[];
    readonly box: Float64Array;
    readonly size: number;
    readonly samples: number;
    readonly batch: number;
  },
  visit: (at: number, source: number, weight: number) => void,
): void => {
  const { before, own } = outerDims(x, boxDims);
  const [height, width] = [knownSize(x, "height"), knownSize(x, "width")];
  const boxes = arrange(box, boxDims, [...before, ...own, dimOf(boxDims, "coord")], batch);
  const each = countOf(shapeOf(own, batch));
  for (let run = 0; run < boxes.length / 4; run++) {
    const start = Math.floor(run / each) * height * width;
    const corners = boxes.subarray(run * 4, run * 4 + 4);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const at = (run * size + i) * size + j;
        readBin(corners, [i, j], { size, samples, height, width }, (position, weight) =>
          visit(at, start + position, weight),
        );
      }
  }
};

const resultOrder = (x: readonly Dim[], box: readonly Dim[], size: number): readonly Dim[] => {
  const { before, own } = outerDims(x, box);
  return [...before, ...own, ...spatial.map((axis) => ({ axis, size }))];
};

const boxes = (count: number): SampleOperand =>
  float(
    { batch: "batch", proposal: count, coord: 4 },
    // For a batch of 2.
    { values: [0.1, 0.2, 0.7, 0.9, 0, 0, 1, 1, 0.33, 0.1, 0.44, 0.62, -0.1, 0.5, 0.6, 1.2].slice(0, 8 * count) },
  );

const roiAlign: Primitive = {
  name: "roi_align",
  summary:
    "the part of a map within each box as size × size bins, each the mean of samples² bilinear readings; boxes get no gradient",
  operandNames: ["x", "box"],
  infer: (operands, attributes) => alignedType(operands, numberAt(attributes, "size")),
  gradient: (node: Node, dy: Node, build: GraphBuilder) => {
    const [x, box] = node.operands;
    const { dims } = x!.type;
    const [height, width] = [knownSize(dims, "height"), knownSize(dims, "width")];
    return [build.node("roi_align_gradient", [dy, box!, x!], { ...node.attributes, height, width }), undefined];
  },
  interpret: ([x, box], node, { batch }) => {
    const [xDims, boxDims] = [node.operands[0]!.type.dims, node.operands[1]!.type.dims];
    const size = numberAt(node.attributes, "size");
    const source = arrange(
      x!.values,
      xDims,
      [...without(xDims, spatial), ...spatial.map((axis) => dimOf(xDims, axis))],
      batch,
    );
    const order = resultOrder(xDims, boxDims, size);
    const out = new Float64Array(countOf(shapeOf(order, batch)));
    const samples = numberAt(node.attributes, "samples");
    forEachReading({ x: xDims, boxDims, box: box!.values, size, samples, batch }, (at, from, weight) => {
      out[at]! += weight * source[from]!;
    });
    return denseOf(node.type.dims, batch, arrange(out, order, node.type.dims, batch));
  },
  samples: [
    {
      title: "two boxes in each picture",
      operands: [float({ batch: "batch", height: 6, width: 5, channel: 2 }), boxes(2)],
      attributes: { size: 3, samples: 2 },
    },
    {
      title: "one reading a bin, channels first",
      operands: [
        float({ channel: 2, height: 4, width: 4 }),
        float({ proposal: 1, coord: 4 }, { values: [0.2, 0.1, 0.8, 0.9] }),
      ],
      attributes: { size: 2, samples: 1 },
    },
  ],
};

/** x is there for its axes alone. */
const roiAlignGradient: Primitive = {
  name: "roi_align_gradient",
  summary: "dy brought back to where roi_align read it; of x only the axes count",
  operandNames: ["dy", "box", "x"],
  infer: ([, , x]) => floatOf(x!.dims),
  interpret: ([dy, box], node, { batch }) => {
    const [dyDims, boxDims, xDims] = node.operands.map((operand) => operand.type.dims);
    const size = numberAt(node.attributes, "size");
    const samples = numberAt(node.attributes, "samples");
    const flowing = arrange(dy!.values, dyDims!, resultOrder(xDims!, boxDims!, size), batch);
    const order = [...without(xDims!, spatial), ...spatial.map((axis) => dimOf(xDims!, axis))];
    const out = new Float64Array(countOf(shapeOf(order, batch)));
    forEachReading({ x: xDims!, boxDims: boxDims!, box: box!.values, size, samples, batch }, (at, from, weight) => {
      out[from]! += weight * flowing[at]!;
    });
    return denseOf(node.type.dims, batch, arrange(out, order, node.type.dims, batch));
  },
  samples: [
    {
      title: "two boxes in each picture",
      operands: [
        float({ batch: "batch", proposal: 2, height: 3, width: 3, channel: 2 }),
        boxes(2),
        float({ batch: "batch", height: 6, width: 5, channel: 2 }),
      ],
      attributes: { size: 3, samples: 2 },
      gradient: false,
    },
  ],
};

const roiAlignSurface: Surface = {
  name: "roi_align",
  doc: "The part of a map within each box as size × size bins, each the mean of samples² bilinear readings; the boxes' own axes ride along, and boxes get no gradient.",
  parameters: [
    tensorParameter("x", "the map", ["height", "width", "channel"]),
    tensorParameter("box", "boxes along `coord`, in parts of the map", ["coord"]),
    countParameter("size", "bins along each side"),
    countParameter("samples", "readings along each side of a bin", "2"),
  ],
  place: (args, ctx) => {
    const [x, box] = [args.tensor("x"), args.tensor("box")];
    if (!areKnown(ctx, "x", x, spatial) || !hasFourCoordinates(ctx, "box", box)) return undefined;
    if (!sizesAgree(ctx, "box", [x.type.dims, without(box.type.dims, ["coord"])])) return undefined;
    return tensor(ctx.node("roi_align", [x, box], { size: args.float("size")!, samples: args.float("samples") ?? 2 }));
  },
};

export const primitives: readonly Primitive[] = [roiAlign, roiAlignGradient];
export const surfaces: readonly Surface[] = [roiAlignSurface];
