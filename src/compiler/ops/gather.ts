import { indexPointsElsewhere } from "../diagnostics/axes.ts";
import { sizesAgree } from "./kit/check-axes.ts";
import { indexParameter, tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import type { Attributes, Dim, TensorType } from "../4-graph/graph.ts";
import { numberAt, sizeAt, textAt, textsAt } from "./kit/attributes.ts";
import { arrange, countOf, denseOf, rowsOf, shapeOf } from "./kit/dense.ts";
import { axesOf, floatOf, hasAxis, only, placeOf, showDims, unite, without } from "./kit/dims.ts";
import { float, index } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

/**
 * The axes that an index brings: those of its own that `x` without the replaced axis lacks. The others pair up with x's.
 */
const newDims = (x: readonly Dim[], of: string, at: readonly Dim[]): readonly Dim[] =>
  without(at, axesOf(without(x, [of])));

const gatherType = (x: TensorType, at: TensorType): TensorType => {
  const axis = at.of!;
  const place = placeOf(x.dims, axis);
  const fresh = newDims(x.dims, axis, at.dims);
  // For its check of the paired sizes.
  unite(without(x.dims, [axis]), at.dims);
  return { ...x, dims: [...x.dims.slice(0, place), ...fresh, ...x.dims.slice(place + 1)] };
};

const gather: Primitive = {
  name: "gather",
  summary:
    "x at the index: the axis that it points into is replaced by the index's own axes; 0 where it points nowhere (-1)",
  operandNames: ["x", "index"],
  infer: ([x, at]) => gatherType(x!, at!),
  gradient: (node, dy, build) => {
    const [x, at] = node.operands;
    const axis = at!.type.of!;
    const { dims } = x!.type;
    const position = placeOf(dims, axis);
    const over = axesOf(newDims(dims, axis, at!.type.dims));
    return [build.node("scatter_add", [dy, at!], { axis, size: dims[position]!.size, position, over }), undefined];
  },
  interpret: ([x, at], node, { batch }) => {
    const [source, pointer] = node.operands.map((operand) => operand.type.dims);
    const axis = node.operands[1]!.type.of!;
    const fresh = newDims(source!, axis, pointer!);
    const kept = without(source!, [axis]);
    // Walk over the result in the order [kept…, fresh…]; x as rows along the replaced axis.
    const rows = rowsOf(x!, source!, [axis], batch);
    const order = [...kept, ...fresh];
    const pointers = arrange(at!.values, pointer!, order, batch);
    const each = countOf(shapeOf(fresh, batch));
    const out = pointers.map((where, i) =>
      where >= 0 && where < rows.count ? rows.values[Math.floor(i / each) * rows.count + where]! : 0,
    );
    return denseOf(node.type.dims, batch, arrange(out, order, node.type.dims, batch));
  },
  samples: [
    {
      title: "rows of a table",
      operands: [float({ word: 5, channel: 3 }), index("word", 5, { batch: "batch", token: 4 })],
    },
    {
      title: "paired with the batch",
      operands: [float({ batch: "batch", anchor: 5, coord: 4 }), index("anchor", 5, { batch: "batch", proposal: 3 })],
    },
    {
      title: "one of each row",
      operands: [float({ batch: "batch", class: 4 }), index("class", 4, { batch: "batch" })],
    },
    {
      title: "the same place twice, and nowhere",
      operands: [float({ anchor: 3, coord: 2 }), index("anchor", 3, { proposal: 4 }, { values: [2, 2, -1, 0] })],
    },
    {
      title: "its own axis bears the name of the replaced one",
      operands: [float({ channel: 2, anchor: 4 }), index("anchor", 4, { anchor: 3 })],
    },
    {
      title: "paired in another order",
      operands: [
        float({ height: 2, object: 3, batch: "batch" }),
        index("object", 3, { batch: "batch", anchor: 2, height: 2 }),
      ],
    },
  ],
};

/** The result's dims: dy's without `over`, the axis at its position. */
const scatterDims = (dy: readonly Dim[], attributes: Attributes): readonly Dim[] => {
  const kept = without(dy, textsAt(attributes, "over"));
  const position = numberAt(attributes, "position");
  const dim = { axis: textAt(attributes, "axis"), size: sizeAt(attributes, "size") };
  return [...kept.slice(0, position), dim, ...kept.slice(position)];
};

const scatterAdd: Primitive = {
  name: "scatter_add",
  summary:
    "zeros to which dy is added where the index points, summed over the axes `over` of the index; the gradient of gather",
  operandNames: ["dy", "index"],
  infer: ([dy], attributes) => floatOf(scatterDims(dy!.dims, attributes)),
  // Linear in dy: what comes back is read at the same places.
  gradient: (node, dy, build) => {
    const axis = textAt(node.attributes, "axis");
    const at = node.operands[1]!;
    if (at.type.of !== axis) throw new Error(`an index into ${at.type.of} scattered along ${axis}`);
    return [build.node("gather", [dy, at]), undefined];
  },
  interpret: ([dy, at], node, { batch }) => {
    const [values, pointer] = node.operands.map((operand) => operand.type.dims);
    const over = textsAt(node.attributes, "over");
    const axis = textAt(node.attributes, "axis");
    const kept = without(values!, over);
    const order = [...kept, ...only(values!, over)];
    const size = shapeOf([{ axis, size: sizeAt(node.attributes, "size") }], batch)[0]!;
    const added = arrange(dy!.values, values!, order, batch);
    const pointers = arrange(at!.values, pointer!, order, batch);
    const each = countOf(shapeOf(only(values!, over), batch));
    const out = new Float64Array(countOf(shapeOf(kept, batch)) * size);
    added.forEach((value, i) => {
      const where = pointers[i]!;
      if (where >= 0 && where < size) out[Math.floor(i / each) * size + where]! += value;
    });
    const last = [...kept, { axis, size: sizeAt(node.attributes, "size") }];
    return denseOf(node.type.dims, batch, arrange(out, last, node.type.dims, batch));
  },
  samples: [
    {
      title: "rows of a table",
      operands: [float({ batch: "batch", token: 4, channel: 3 }), index("word", 5, { batch: "batch", token: 4 })],
      attributes: { axis: "word", size: 5, position: 0, over: ["batch", "token"] },
    },
    {
      title: "paired with the batch",
      operands: [float({ batch: "batch", proposal: 3, coord: 4 }), index("anchor", 5, { batch: "batch", proposal: 3 })],
      attributes: { axis: "anchor", size: 5, position: 1, over: ["proposal"] },
    },
    {
      title: "one of each row",
      operands: [float({ batch: "batch" }), index("class", 4, { batch: "batch" })],
      attributes: { axis: "class", size: 4, position: 1, over: [] },
    },
    {
      title: "the same place twice, and nowhere",
      operands: [float({ proposal: 4 }), index("anchor", 3, { proposal: 4 }, { values: [2, 2, -1, 0] })],
      attributes: { axis: "anchor", size: 3, position: 0, over: ["proposal"] },
    },
  ],
};

const gatherSurface: Surface = {
  name: "gather",
  doc: "x at the index: the axis that it points into is replaced, where it stood, by the index's own axes; those both have pair up. 0 where the index points nowhere (-1).",
  parameters: [tensorParameter("x", "what is looked up"), indexParameter("index", "where")],
  place: (args, ctx) => {
    const [x, at] = [args.tensor("x"), args.tensor("index")];
    const of = at.type.of!;
    const { dims } = x.type;
    if (!hasAxis(dims, of))
      return ctx.report(indexPointsElsewhere, "index", {
        callee: ctx.callee,
        of,
        shape: showDims(dims),
        has: axesOf(dims),
      });
    if (!sizesAgree(ctx, "index", [without(dims, [of]), at.type.dims])) return undefined;
    return tensor(ctx.node("gather", [x, at]));
  },
};

export const primitives: readonly Primitive[] = [gather, scatterAdd];
export const surfaces: readonly Surface[] = [gatherSurface];
