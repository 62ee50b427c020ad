import { describe, expect, test } from "vitest";
import { float, index, mask, run } from "./run-node.ts";

/** Numbers worked out by hand, where a slip would be easy. */

const slice = (axis: string, begin: number, end: number, step: number) => ({ slices: [{ axis, begin, end, step }] });

describe("order of axes", () => {
  test("elementwise: the first operand's axes, then the other's own; equal names pair up whatever their order", () => {
    const result = run("sub", [
      float({ height: 2, channel: 2 }, 1, 2, 3, 4),
      float({ width: 2, channel: 2 }, 10, 20, 30, 40),
    ]);
    expect(result.axes).toBe("height 2, channel 2, width 2");
    // [h, c, w] = a[h, c] - b[w, c]
    expect(result.values).toEqual([1 - 10, 1 - 30, 2 - 20, 2 - 40, 3 - 10, 3 - 30, 4 - 20, 4 - 40]);
  });

  test("merge: the first listed varies slowest, and the axis stands where the first-standing of them stood", () => {
    const x = float({ token: 2, group: 2, member: 3 }, ...Array.from({ length: 12 }, (_, i) => i));
    const inOrder = run("merge", [x], { axes: ["group", "member"], into: "channel" });
    expect(inOrder).toMatchObject({ axes: "token 2, channel 6", values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] });
    const exchanged = run("merge", [x], { axes: ["member", "group"], into: "channel" });
    expect(exchanged).toMatchObject({ axes: "token 2, channel 6", values: [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11] });
    const apart = run("merge", [x], { axes: ["member", "token"], into: "channel" });
    expect(apart).toMatchObject({ axes: "channel 6, group 2", values: [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11] });
  });

  test("split: the first varies slowest; merging in the same order undoes it", () => {
    const into = [
      { axis: "group", size: 2 },
      { axis: "member", size: 2 },
    ];
    const result = run("split", [float({ channel: 4, width: 1 }, 0, 1, 2, 3)], { axis: "channel", into });
    expect(result).toMatchObject({ axes: "group 2, member 2, width 1", values: [0, 1, 2, 3] });
  });

  test("broadcast: to exactly these axes in this order", () => {
    const dims = [
      { axis: "batch", size: "batch" },
      { axis: "token", size: 2 },
      { axis: "channel", size: 2 },
    ];
    expect(run("broadcast", [float({ channel: 2, token: 2 }, 1, 2, 3, 4)], { dims })).toMatchObject({
      axes: "batch batch, token 2, channel 2",
      values: [1, 3, 2, 4, 1, 3, 2, 4],
    });
  });

  test("concat: the first operand's order; another's numbers are moved into it", () => {
    const result = run("concat", [float({ anchor: 1, coord: 2 }, 1, 2), float({ coord: 2, anchor: 2 }, 3, 4, 5, 6)], {
      along: "anchor",
    });
    expect(result).toMatchObject({ axes: "anchor 3, coord 2", values: [1, 2, 3, 5, 4, 6] });
  });
});

describe("slices and pads", () => {
  const x = float({ width: 6 }, 0, 1, 2, 3, 4, 5);
  test("steps forward and backward; the end is not included and -1 lies before the first", () => {
    expect(run("slice", [x], slice("width", 1, 6, 2)).values).toEqual([1, 3, 5]);
    expect(run("slice", [x], slice("width", 0, 5, 4)).values).toEqual([0, 4]);
    expect(run("slice", [x], slice("width", 5, -1, -2)).values).toEqual([5, 3, 1]);
    expect(run("slice", [x], slice("width", 4, 1, -1)).values).toEqual([4, 3, 2]);
  });
  test("a slice that leaves the axis throws: the language has checked", () => {
    expect(() => run("slice", [x], slice("width", 0, 7, 1))).toThrow("slice");
  });
  test("zeros stand before and after, along each axis by itself", () => {
    const pads = [
      { axis: "width", before: 0, after: 1 },
      { axis: "height", before: 1, after: 0 },
    ];
    expect(run("pad", [float({ height: 2, width: 2 }, 1, 2, 3, 4)], { pads })).toMatchObject({
      axes: "height 3, width 3",
      values: [0, 0, 0, 1, 2, 0, 3, 4, 0],
    });
  });
});

describe("reductions", () => {
  const x = float({ height: 2, width: 2, channel: 2 }, 1, 2, 3, 4, 5, 6, 7, 8);
  test("the named axes go, or stay with size 1", () => {
    expect(run("sum", [x], { over: ["height", "channel"], keep: false })).toMatchObject({
      axes: "width 2",
      values: [14, 22],
    });
    expect(run("mean", [x], { over: ["width"], keep: true })).toMatchObject({
      axes: "height 2, width 1, channel 2",
      values: [2, 3, 6, 7],
    });
    expect(run("reduce_max", [x], { over: ["height", "width"], keep: false }).values).toEqual([7, 8]);
    expect(run("reduce_min", [x], { over: ["channel"], keep: false }).values).toEqual([1, 3, 5, 7]);
  });
  test("argmax takes the first of equals and knows what it points into", () => {
    expect(run("argmax", [float({ row: 2, class: 3 }, 1, 5, 5, 2, 2, 0)], { over: "class" })).toEqual({
      axes: "row 2",
      kind: "index into 3 class",
      values: [1, 0],
    });
  });
  test("softmax of large numbers does not overflow", () => {
    const [a, b] = run("softmax", [float({ class: 2 }, 1000, 1000 + Math.log(3))], { over: ["class"] }).values;
    expect(a).toBeCloseTo(0.25, 12);
    expect(b).toBeCloseTo(0.75, 12);
    expect(run("log_softmax", [float({ class: 2 }, 0, -1e6)], { over: ["class"] }).values).toEqual([0, -1e6]);
  });
});

describe("indices", () => {
  test("gather: the index's own axes replace the one it points into, where that stood; others pair up", () => {
    const x = float({ row: 2, anchor: 3, coord: 2 }, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    const paired = run("gather", [x, index("anchor", 3, { row: 2, proposal: 2 }, 2, 0, 1, 1)]);
    expect(paired).toMatchObject({ axes: "row 2, proposal 2, coord 2", values: [4, 5, 0, 1, 8, 9, 8, 9] });
    const free = run("gather", [x, index("anchor", 3, { token: 1 }, 1)]);
    expect(free).toMatchObject({ axes: "row 2, token 1, coord 2", values: [2, 3, 8, 9] });
    const each = run("gather", [x, index("anchor", 3, { row: 2, coord: 2 }, 0, 1, 2, 0)]);
    expect(each).toMatchObject({ axes: "row 2, coord 2", values: [0, 3, 10, 7] });
  });
  test("an index that points nowhere gives 0, and scatters nothing", () => {
    const at = index("anchor", 2, { proposal: 3 }, -1, 1, 1);
    expect(run("gather", [float({ anchor: 2 }, 5, 7), at]).values).toEqual([0, 7, 7]);
    const back = { axis: "anchor", size: 2, position: 0, over: ["proposal"] };
    expect(run("scatter_add", [float({ proposal: 3 }, 1, 2, 3), at], back)).toMatchObject({
      axes: "anchor 2",
      values: [0, 5],
    });
    expect(run("one_hot", [at], { axis: "anchor", size: 2 }).values).toEqual([0, 0, 0, 1, 0, 1]);
  });
  test("rank counts from 0, equals in their order, either way", () => {
    const x = float({ anchor: 5 }, 3, 1, 3, 2, -Infinity);
    expect(run("rank", [x], { over: "anchor", descending: true }).values).toEqual([0, 3, 1, 2, 4]);
    expect(run("rank", [x], { over: "anchor", descending: false }).values).toEqual([3, 1, 4, 2, 0]);
  });
  test("top_k gives places, largest first, equals in their order", () => {
    const result = run("top_k", [float({ anchor: 4, class: 2 }, 1, 9, 5, 8, 5, 9, 0, 0)], {
      over: "anchor",
      k: 2,
      as: "best",
    });
    expect(result).toEqual({ axes: "best 2, class 2", kind: "index into 4 anchor", values: [1, 0, 2, 2] });
  });
});

describe("contraction", () => {
  test("shared axes outside of `over` pair up; a's axes first, then b's others", () => {
    const a = float({ head: 2, token: 1, feature: 2 }, 1, 2, 3, 4);
    const b = float({ key: 2, head: 2, feature: 2 }, 1, 0, 0, 1, 1, 1, 2, 0);
    expect(run("dot", [a, b], { over: ["feature"] })).toMatchObject({
      axes: "head 2, token 1, key 2",
      // head 0: (1, 2) · (1, 0), (1, 2) · (1, 1); head 1: (3, 4) · (0, 1), (3, 4) · (2, 0)
      values: [1, 3, 4, 6],
    });
  });
});

describe("choices", () => {
  test("what is not chosen does no harm, and the axes of what is chosen stand before the mask's", () => {
    const result = run("where", [mask({ row: 2 }, 1, 0), float({ class: 2 }, 1, 2), float({}, -Infinity)]);
    expect(result).toMatchObject({ axes: "class 2, row 2", values: [1, -Infinity, 2, -Infinity] });
  });
  test("sums and products of masks are numbers, `and` and `not` give masks", () => {
    expect(run("mul", [mask({ row: 2 }, 1, 0), mask({ row: 2 }, 1, 1)]).kind).toBe("float");
    expect(run("and", [mask({ row: 2 }, 1, 0), mask({ row: 2 }, 1, 1)])).toMatchObject({
      kind: "mask",
      values: [1, 0],
    });
  });
});

describe("detection", () => {
  test("greedy_match: the largest overlap first; an owner of nothing and an owned one are out", () => {
    // Objects' rows: the second's best anchor (0.8 at 1) is taken by the first (0.9), so it takes 0.3 at 2; the third has none.
    const overlap = float({ object: 3, anchor: 3 }, 0.5, 0.9, 0.1, 0.2, 0.8, 0.3, 0, 0, 0);
    expect(run("greedy_match", [overlap], { each: "object", owns: "anchor" })).toMatchObject({
      kind: "mask",
      values: [0, 1, 0, 0, 0, 1, 0, 0, 0],
    });
  });
  test("greedy_match does not depend on the order of axes", () => {
    const turned = float({ anchor: 2, object: 2 }, 0.5, 0.9, 0.6, 0.8);
    expect(run("greedy_match", [turned], { each: "object", owns: "anchor" }).values).toEqual([0, 1, 1, 0]);
  });
  test("nms: copies of a better box go, ties by place, -inf never stays, -1 fills up", () => {
    const box = float({ anchor: 4, coord: 4 }, 0, 0, 1, 1, 0, 0, 1, 0.9, 0, 0, 0.4, 0.4, 0.5, 0.5, 1, 1);
    const how = { over: "anchor", iou: 0.5, count: 4, as: "kept" };
    const result = run("nms", [box, float({ anchor: 4 }, 0.7, 0.7, 0.9, -Infinity)], how);
    expect(result).toEqual({ axes: "kept 4", kind: "index into 4 anchor", values: [2, 0, -1, -1] });
  });
  test("nms: an overlap of exactly the threshold stays", () => {
    const box = float({ anchor: 2, coord: 4 }, 0, 0, 1, 1, 0, 0, 1, 0.5);
    const at = (iou: number) =>
      run("nms", [box, float({ anchor: 2 }, 2, 1)], { over: "anchor", iou, count: 2, as: "kept" });
    expect(at(0.5).values).toEqual([0, 1]);
    expect(at(0.49).values).toEqual([0, -1]);
  });
  test("roi_align of the whole of a linear map reads the bins' centres", () => {
    // x = column + 10 · row on 4 × 4, one bin a pixel: the readings are the pixels themselves.
    const x = float(
      { height: 4, width: 4, channel: 1 },
      ...Array.from({ length: 16 }, (_, i) => (i % 4) + 10 * Math.floor(i / 4)),
    );
    const whole = run("roi_align", [x, float({ proposal: 1, coord: 4 }, 0, 0, 1, 1)], { size: 4, samples: 1 });
    expect(whole.axes).toBe("proposal 1, height 4, width 4, channel 1");
    expect(whole.values).toEqual([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33]);
    // The inner half as one bin of 2 × 2 readings: the mean of the four inner pixels.
    const inner = run("roi_align", [x, float({ proposal: 1, coord: 4 }, 0.25, 0.25, 0.75, 0.75)], {
      size: 1,
      samples: 2,
    });
    expect(inner.values[0]).toBeCloseTo((11 + 12 + 21 + 22) / 4, 12);
  });
});
