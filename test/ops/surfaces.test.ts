import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import type { Variable } from "../../src/compiler/4-graph/graph.ts";
import { openProgram } from "../../src/compiler/program.ts";

/** Operations as a spec calls them, from text to numbers. */

const prelude = readFileSync(new URL("../../specs/std/prelude.kes", import.meta.url), "utf8");
const programOf = (text: string) => openProgram(memoryHost({ "std/prelude.kes": prelude, "main.kes": text }));
const found = (text: string) => programOf(text).check("main.kes");

/** Tensors that the claims speak of: x [row 2, class 3], v [class 3], boxes. */
const TENSORS = {
  x: "constant([[1, 5, 5], [2, 2, -4]], axes: [row, class])",
  v: "constant([3, 0, 4], axes: [class])",
  both: "constant([[1, 2], [3, 4]], axes: [height, width])",
  boxes: "constant([[0, 0, 1, 1], [0, 0, 1, 0.9], [0.5, 0.5, 1, 1]], axes: [anchor, coord])",
};
const withTensors = (claim: string): string =>
  claim.replace(/\b(x|v|both|boxes)\b/g, (name) => TENSORS[name as keyof typeof TENSORS]);

const holds = (...claims: readonly string[]): void => {
  const text = claims.map((claim) => `expect ${withTensors(claim)}`).join("\n");
  expect(found(text).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
};

const netOf = (statements: string, input = "map[8, 6, 4]") =>
  `model Net(image: ${input}) {\n${statements.replace(/^/gm, "  ")}\n  output y\n}\n`;
const network = (statements: string, input?: string) => {
  const { result, diagnostics } = programOf(netOf(statements, input)).network("main.kes", "Net");
  if (!result) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return result;
};
const axesOf = (statements: string, input?: string): string => {
  const y = network(statements, input).outputs.get("y");
  return y?.kind === "tensor" ? y.node.type.dims.map(({ axis, size }) => `${axis} ${size}`).join(", ") : "no tensor";
};
const weightsOf = (statements: string): readonly Variable[] => network(statements).variables();
const codeOf = (statements: string, input?: string): string =>
  found(netOf(statements, input))
    .map(({ code }) => code)
    .join();

describe("at both times", () => {
  test("functions of numbers are exact where they can be", () => {
    holds("abs(-1 / 3) == 1 / 3", "sqrt(49) == 7", "relu(-2) == 0 and relu6(7) == 6", "leaky_relu(-3) == -3 / 100");
    holds("floor(7 / 2) == 3", "ceil(-7 / 2) == -3", "max(1 / 3, 1 / 4) == 1 / 3", "min([3, 1, 2]) == 1");
    holds("exp(1) == 2.718281828459045 within 1e-15", "log(exp(2)) == 2 within 1e-15", "gelu(0) == 0");
    holds("sigmoid(0) == 0.5 and tanh(0) == 0", "sum([1 / 3, 2 / 3]) == 1", "mean([1, 2]) == 3 / 2", "sum([]) == 0");
  });
  test("the same functions of tensors", () => {
    holds("abs(-v) == [3, 0, 4]", "sqrt(v) == [1.7320508, 0, 2] within 1e-6", "relu(x) == [[1, 5, 5], [2, 2, 0]]");
    holds(
      "leaky_relu(x, slope: 0.5) == [[1, 5, 5], [2, 2, -2]]",
      "floor(v / 2) == [1, 0, 2]",
      "ceil(v / 8) == [1, 0, 1]",
    );
    holds("relu6(v * 2) == [6, 0, 6]", "gelu(v) == [2.9959503, 0, 3.9998733] within 1e-6");
  });
  test("without `over:` sum, mean, max, min go elementwise, tensors and numbers mixed", () => {
    holds("max(x, 2) == [[2, 5, 5], [2, 2, 2]]", "min(2, v) == [2, 0, 2]", "max([v, 1, 2 * v]) == [6, 1, 8]");
    holds("sum([v, v, 1]) == [7, 1, 9]", "mean([v, 1]) == [2, 0.5, 2.5]");
  });
});

describe("reductions name what goes", () => {
  test("values", () => {
    holds(
      "sum(x, over: class) == [11, 0]",
      "mean(x, over: [row, class]) == 11 / 6 within 1e-12",
      "max(x, over: row) == [2, 5, 5]",
    );
    holds("min(x, over: class) == [1, -4]", "argmax(x, over: class) == [1, 0]", "norm(v, over: class) == 5");
    holds(
      "norm(v, p: 1, over: class) == 7",
      "norm(v, p: inf, over: class) == 4",
      "norm(v, p: 3, over: class) == 4.4979414 within 1e-6",
    );
    holds("normalize(v, over: class) == [0.6, 0, 0.8] within 1e-12", "normalize(0 * v, over: class) == [0, 0, 0]");
    holds(
      "softmax(0 * v, over: class) == [1 / 3, 1 / 3, 1 / 3] within 1e-12",
      "sum(exp(log_softmax(x, over: class)), over: class) == [1, 1] within 1e-12",
    );
  });
  test("`keep` leaves the axis, without it it goes", () => {
    expect(axesOf("y = image -> mean(over: channel, keep: true)")).toBe("batch batch, height 8, width 6, channel 1");
    expect(axesOf("y = image -> max(over: [height, width])")).toBe("batch batch, channel 4");
    expect(axesOf("y = norm(image, over: channel, keep: true)")).toBe("batch batch, height 8, width 6, channel 1");
  });
  test("mistakes", () => {
    expect(codeOf("y = image -> sum")).toBe("KES3304");
    expect(codeOf("y = image -> sum(over: tokn)")).toBe("KES3301");
    expect(codeOf("y = image -> softmax(over: [height, height])")).toBe("KES3302");
    expect(codeOf("y = norm(image, p: 1 / 2, over: channel)")).toBe("KES3329");
    expect(codeOf("y = image -> argmax(over: batch)")).toBe("KES3016");
  });
});

describe("axes", () => {
  test("split works one size out, merge puts the first listed slowest", () => {
    expect(axesOf("y = image -> split(channel, into: [group: 2, member])")).toBe(
      "batch batch, height 8, width 6, group 2, member 2",
    );
    expect(axesOf("y = image -> merge([height, width], into: token)")).toBe("batch batch, token 48, channel 4");
    holds(
      "merge(both, [height, width], into: token) == [1, 2, 3, 4]",
      "merge(both, [width, height], into: token) == [1, 3, 2, 4]",
    );
    holds("split(merge(both, [height, width], into: t), t, into: [a: 4, b]) == [[1], [2], [3], [4]]");
  });
  test("an axis that a parameter names", () => {
    const text = "fn last(x: map, boxes: int, name: axis) = x -> split(channel, into: [box: boxes, name])\n";
    const { result } = programOf(text + netOf("y = image -> last(2, coord)")).network("main.kes", "Net");
    expect([...(result?.outputs.values() ?? [])].map((y) => y.kind === "tensor" && y.node.type.dims.at(-1))).toEqual([
      { axis: "coord", size: 2 },
    ]);
  });
  test("concat repeats what one lacks, in the order of the fullest", () => {
    expect(
      axesOf(
        "first = learned([token: 1, channel: 4], init: 0)\ny = concat([first, image -> merge([height, width], into: token)], along: token)",
      ),
    ).toBe("batch batch, token 49, channel 4");
    holds("concat([v, v[class: 0..1]], along: class) == [3, 0, 4, 3]", "concat([v], along: class) == v");
  });
  test("stack makes the last axis", () => {
    holds(
      "stack([v, 1], as: pair) == [[3, 1], [0, 1], [4, 1]]",
      "stack([1, 2], as: k) == [1, 2]",
      "stack([v], as: k)[k: 0] == v",
    );
  });
  test("pad, rename", () => {
    holds("pad(v, class: [1, 2]) == [0, 3, 0, 4, 0, 0]", "sum(v * rename(v, class: other), over: other) == 7 * v");
    expect(axesOf("y = image -> pad(channel: [0, 2], height: [1, 1])")).toBe(
      "batch batch, height 10, width 6, channel 6",
    );
    expect(axesOf("y = image -> rename(batch: other)")).toBe("other batch, height 8, width 6, channel 4");
    expect(axesOf("y = image -> rename(height: width, width: height)")).toBe(
      "batch batch, width 8, height 6, channel 4",
    );
  });
  test("mistakes", () => {
    expect(codeOf("y = image -> split(channel, into: [a: 3, b])")).toBe("KES3321");
    expect(codeOf("y = image -> split(channel, into: [a: 3])")).toBe("KES3322");
    expect(codeOf("y = image -> split(channel, into: [a, b])")).toBe("KES3323");
    expect(codeOf("y = image -> split(channel, into: [a: 2, a: 2])")).toBe("KES3302");
    expect(codeOf("y = image -> split(channel, into: [height: 2, b])")).toBe("KES3303");
    expect(codeOf("y = image -> split(channel, into: [2, 2])")).toBe("KES3324");
    expect(codeOf("y = image -> merge([batch, height], into: token)")).toBe("KES3016");
    expect(codeOf("y = image -> merge([height, width], into: channel)")).toBe("KES3303");
    expect(codeOf("y = image -> rename(token: key)")).toBe("KES3301");
    expect(codeOf("y = image -> rename(height: width)")).toBe("KES3303");
    expect(codeOf("y = image -> pad(channel: 2)")).toBe("KES3327");
    expect(codeOf("y = concat([image, image], along: batch)")).toBe("KES3016");
    expect(codeOf("y = concat([image, image[height: 0..2]], along: channel)")).toBe("KES3320");
    expect(codeOf("y = stack([image], as: channel)")).toBe("KES3303");
  });
});

describe("indices", () => {
  test("values", () => {
    holds("gather(x, argmax(x, over: class)) == [5, 2]", "one_hot(argmax(x, over: class)) == [[0, 1, 0], [1, 0, 0]]");
    holds("top_k(v, 2, over: class, as: best).value == [4, 3]", "top_k(v, 2, over: class, as: best).index == [2, 0]");
    holds("rank(v, over: class) == [1, 0, 2]", "rank(v, over: class, descending: true) == [1, 2, 0]");
    holds("cross_entropy(x, argmax(x, over: class)) == -max(log_softmax(x, over: class), over: class) within 1e-12");
    holds("where(v > 0, v, -1) == [3, -1, 4]", "where(1 > 0, v, x) == v");
  });
  test("an index points into its axis", () => {
    expect(codeOf("best = argmax(image, over: channel)\ny = gather(mean(image, over: channel), best)")).toBe("KES3306");
    expect(codeOf("y = where(image * image, 1, 0)")).toBe("KES3307");
    expect(codeOf("y = top_k(image, 5, over: channel, as: k).value")).toBe("KES3325");
  });
});

describe("weights", () => {
  test("dense contracts several axes into one that stands in the first one's place", () => {
    expect(axesOf("y = image -> dense(10, over: [height, width, channel], as: class)")).toBe("batch batch, class 10");
    expect(axesOf("y = image -> dense(10, over: width, as: token)")).toBe("batch batch, height 8, token 10, channel 4");
    expect(axesOf("y = image -> dense(7)")).toBe("batch batch, height 8, width 6, channel 7");
  });
  test("dense's kernel is named by what it contracts; the bias follows the fan in", () => {
    const [kernel, bias] = weightsOf("y = image -> dense(10, over: [height, channel], as: class)");
    expect(kernel).toMatchObject({
      path: "y/dense1/kernel",
      dims: [
        { axis: "height", size: 8 },
        { axis: "channel", size: 4 },
        { axis: "class", size: 10 },
      ],
      initializer: { kind: "uniform", limit: 1 / Math.sqrt(32) },
    });
    expect(bias).toMatchObject({ path: "y/dense1/bias", dims: [{ axis: "class", size: 10 }] });
    const [same, ...none] = weightsOf("y = image -> dense(10, bias: false, init: normal(0.1))");
    expect(same).toMatchObject({
      dims: [{ axis: "input" }, { axis: "channel" }],
      initializer: { kind: "normal", deviation: 0.1 },
    });
    expect(none).toEqual([]);
  });
  test("learned is called as what it is bound to", () => {
    expect(weightsOf("gain = learned([channel: image.channel], init: 1)\ny = image * gain")).toMatchObject([
      {
        path: "gain",
        dims: [{ axis: "channel", size: 4 }],
        trainable: true,
        initializer: { kind: "constant", value: 1 },
      },
    ]);
    expect(codeOf("gain = learned([channel], init: 1)\ny = image * gain")).toBe("KES3323");
  });
  test("uniform draws, for each picture where the batch is named", () => {
    expect(axesOf("y = image + uniform([batch, channel: 4])")).toBe("batch batch, height 8, width 6, channel 4");
    expect(codeOf("y = image + uniform([channel])")).toBe("KES3323");
  });
});

describe("boxes", () => {
  test("iou, decode, encode, clip", () => {
    holds("iou(boxes, boxes[anchor: 0]) == [1, 0.9, 0.25] within 1e-6");
    holds("decode(encode(boxes[anchor: 2], boxes[anchor: 0]), boxes[anchor: 0]) == [0.5, 0.5, 1, 1] within 1e-6");
    holds("clip(v, 1, 3) == [3, 1, 3]");
  });
  test("nms gives where and whether, greedy_match a mask", () => {
    holds(
      "nms(boxes, v, over: anchor, iou: 0.5, count: 3, as: kept).valid == [1, 1, 0]".replace(
        "v,",
        "rename(v, class: anchor),",
      ),
    );
    holds(
      "greedy_match(constant([[0.5, 0.7], [0.6, 0.65]], axes: [anchor, object]), each: object, owns: anchor) == [[0, 1], [1, 0]]",
    );
  });
  test("prior boxes: row by row, one for each ratio, the second 1 between two scales", () => {
    const priors = (inner: string) =>
      `p = for x in [1] { 0 }\n_u = p\nfn priors(a: map) = constant(prior_boxes([a], ${inner}), axes: [anchor, coord])\n`;
    const claim = (inner: string, count: number, first: string) =>
      expect(
        found(
          `${priors(inner)}expect priors([[[0], [0]], [[0], [0]]])[anchor: 0] == ${first} within 1e-9\nexpect sum(0 * priors([[[0], [0]], [[0], [0]]]) + 1, over: [anchor, coord]) == ${4 * count}`,
        ).map(({ message }) => message),
      ).toEqual([]);
    claim("[0.2], [[1]]", 4, "[0.15, 0.15, 0.35, 0.35]");
    claim("[0.2], [[4]]", 4, "[0.05, 0.2, 0.45, 0.3]");
    claim("[0.2, 0.8], [[1, 1]]", 8, "[0.15, 0.15, 0.35, 0.35]");
    expect(codeOf("y = constant(prior_boxes([image], [0.2], [[1, 1]]), axes: [anchor, coord])")).toBe("KES3332");
  });
  test("anchors: scales in pixels at 16 pixels a position", () => {
    const text = "fn one(a: map) = constant(anchors(a, scales: [16, 32], ratios: [1, 4]), axes: [anchor, coord])\n";
    // One position of 16 × 16 pixels: the smallest box is the whole picture.
    expect(
      found(
        `${text}expect one([[[0]]])[anchor: 0] == [0, 0, 1, 1] within 1e-12\nexpect one([[[0]]])[anchor: 2] == [-0.5, 0.25, 1.5, 0.75] within 1e-12`,
      ).map(({ message }) => message),
    ).toEqual([]);
  });
  test("more boxes than anyone can use are refused at once", () => {
    const statements = "y = constant(anchors(image, scales: [1], ratios: [1]), axes: [anchor, coord])";
    expect(codeOf(statements, "map[100000, 100000, 1]")).toContain("KES3402");
  });
  test("roi_align lets the boxes ride along", () => {
    expect(axesOf("box = learned([proposal: 3, coord: 4], init: 0)\ny = roi_align(image, box, size: 7)")).toBe(
      "batch batch, proposal 3, height 7, width 7, channel 4",
    );
  });
});

test("numbers bound at file level serve several graphs, each with a node of its own", () => {
  const text = `v = constant([1, 2, 3, 4], axes: [channel])
fn weighted(x: tensor[channel]) = sum(x * v, over: channel)
expect weighted([1, 0, 0, 2]) == 9
expect v * 2 == [2, 4, 6, 8]
${netOf("y = (image -> relu -> relu) * v")}expect params(Net) == 0
expect sum(v, over: channel) == 10
`;
  expect(found(text).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const { result } = programOf(text).network("main.kes", "Net");
  const nodes = result!.nodes();
  expect(nodes.every(({ id, operands }) => operands.every((operand) => operand.id < id))).toBe(true);
});
