import { describe, expect, it } from "vitest";
import type { Dim, Node, TensorType } from "../../src/compiler/4-graph/graph.ts";
import type { Attributes } from "../../src/compiler/4-graph/graph.ts";
import { conv } from "../../src/compiler/ops/conv.ts";
import { convSamples } from "../../src/compiler/ops/kit/conv-samples.ts";
import { draw, evaluate, newBuilder, numberAtPosition, positionsOf, randomFrom, shapeOf } from "./evaluate.ts";

const type = (...dims: (readonly [string, Dim["size"]])[]): TensorType => ({
  kind: "float",
  dims: dims.map(([axis, size]) => ({ axis, size })),
});
const line = (size: number): TensorType => type(["height", 1], ["width", size], ["channel", 1]);

/** Runs one operation on numbers. */
const run = (
  op: string,
  inputs: readonly (readonly [TensorType, readonly number[]])[],
  attributes: Attributes,
  batch = 1,
) => {
  const build = newBuilder();
  const operands = inputs.map(([one], i) => build.input(`x${i}`, one));
  const given = new Map<Node, Float64Array>(operands.map((node, i) => [node, Float64Array.from(inputs[i]![1])]));
  const node = build.node(op, operands, attributes);
  return { node, dense: evaluate(node, given, batch), values: [...evaluate(node, given, batch).values] };
};

describe("conv", () => {
  it.each(convSamples.map((sample) => [sample.title, sample] as const))("is its formula: %s", (_title, sample) => {
    const random = randomFrom(5);
    const [x, kernel] = [draw({ type: sample.x }, 2, random), draw({ type: sample.kernel }, 2, random)];
    const { node, dense } = run(
      "conv",
      [
        [sample.x, [...x]],
        [sample.kernel, [...kernel]],
      ],
      sample.attributes,
      2,
    );
    const { stride, pad, dilation, groups } = sample.attributes as unknown as {
      stride: number[];
      pad: number[];
      dilation: number[];
      groups: number;
    };
    const [rows, columns, inputs, outs] = shapeOf(sample.kernel, 2) as [number, number, number, number];
    const map = { shape: shapeOf(sample.x, 2), values: x };
    const sizes = Object.fromEntries(sample.x.dims.map((dim, i) => [dim.axis, map.shape[i]!]));
    for (const position of positionsOf(node.type, 2)) {
      let sum = 0;
      const group = Math.floor(position.channel! / (outs / groups));
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          for (let c = 0; c < inputs; c++) {
            const height = position.height! * stride[0]! + i * dilation[0]! - pad[0]!;
            const width = position.width! * stride[1]! + j * dilation[1]! - pad[3]!;
            if (height < 0 || width < 0 || height >= sizes.height! || width >= sizes.width!) continue;
            const at = { ...position, height, width, channel: group * inputs + c };
            const tap = { kernel_height: i, kernel_width: j, input: c, channel: position.channel! };
            sum +=
              numberAtPosition(sample.x, map, at) *
              numberAtPosition(sample.kernel, { shape: shapeOf(sample.kernel, 2), values: kernel }, tap);
          }
      expect(numberAtPosition(node.type, dense, position)).toBeCloseTo(sum, 12);
    }
  });

  it("counts multiply-adds of one picture, riding axes included", () => {
    const build = newBuilder();
    const x = build.input(
      "x",
      type(["batch", "batch"], ["proposal", 3], ["height", 32], ["width", 32], ["channel", 16]),
    );
    const kernel = build.input("k", type(["kernel_height", 3], ["kernel_width", 3], ["input", 8], ["channel", 32]));
    const y = build.node("conv", [x, kernel], { stride: [2, 2], pad: [1, 1, 1, 1], dilation: [1, 1], groups: 2 });
    expect(y.type.dims.map((dim) => dim.size)).toEqual(["batch", 3, 16, 16, 32]);
    expect(conv.multiplyAdds!(y)).toBe(3n * 16n * 16n * 32n * 9n * 8n);
  });
});

describe("pools", () => {
  const window = (size: number, stride: number, pad = 0, extra = 0) => ({
    size: [1, size],
    stride: [1, stride],
    pad: [0, pad, 0, pad],
    extra: [0, extra],
  });
  it("take the largest number, of negative ones too", () => {
    expect(run("max_pool", [[line(4), [-3, -1, -4, -2]]], window(3, 2, 1)).values).toEqual([-1, -1]);
    expect(run("max_pool", [[line(5), [1, 5, 2, 4, 3]]], window(2, 2)).values).toEqual([5, 4]);
    expect(run("max_pool", [[line(5), [1, 5, 2, 4, 3]]], window(2, 2, 0, 1)).values).toEqual([5, 4, 3]);
  });
  it("hand a tie's gradient to the first pixel", () => {
    const inputs = [
      [line(4), [7, 7, 1, 1]],
      [line(2), [7, 1]],
      [line(2), [10, 20]],
    ] as const;
    expect(run("max_pool_gradient", inputs, window(2, 2)).values).toEqual([10, 0, 20, 0]);
  });
  it("pass a NaN on", () => {
    expect(run("max_pool", [[line(3), [1, NaN, 9]]], window(3, 1)).values).toEqual([NaN]);
  });
  it("divide by k, or by the map's own pixels", () => {
    const x = [line(4), [1, 2, 3, 4]] as const;
    expect(run("avg_pool", [x], { ...window(3, 2, 1), countPad: true }).values).toEqual([1, 3]);
    expect(run("avg_pool", [x], { ...window(3, 2, 1), countPad: false }).values).toEqual([1.5, 3]);
  });
  it("never count what only rounding up looks at", () => {
    const x = [line(4), [1, 2, 3, 4]] as const;
    expect(run("avg_pool", [x], { ...window(3, 2, 0, 1), countPad: true }).values).toEqual([2, 3.5]);
    // As torch.nn.functional.avg_pool1d(…, 3, 2, padding=1, ceil_mode=True): the last window is 4, a pad, and nothing.
    expect(run("avg_pool", [[line(4), [1, 2, 3, 4]]], { ...window(3, 2, 1, 1), countPad: true }).values).toEqual([
      1, 3, 2,
    ]);
  });
});

describe("resize", () => {
  const sizes = (width: number, method: string) => ({ height: 1, width, method });
  it("has its centres at half pixels", () => {
    expect(run("resize", [[line(4), [1, 2, 3, 4]]], sizes(8, "bilinear")).values).toEqual([
      1, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4,
    ]);
    expect(run("resize", [[line(4), [1, 2, 3, 4]]], sizes(2, "bilinear")).values).toEqual([1.5, 3.5]);
    expect(run("resize", [[line(4), [1, 2, 3, 4]]], sizes(2, "nearest")).values).toEqual([2, 4]);
    expect(run("resize", [[line(2), [1, 2]]], sizes(3, "nearest")).values).toEqual([1, 2, 2]);
    expect(run("resize", [[line(5), [1, 2, 3, 4, 5]]], sizes(3, "nearest")).values).toEqual([1, 3, 5]);
  });
});

describe("norms", () => {
  const x = type(["batch", "batch"], ["channel", 2]);
  it("take the mean and the variance divided by n", () => {
    expect(run("batch_moments", [[x, [1, 10, 3, 30]]], {}, 2).values).toEqual([2, 20, 1, 100]);
  });
  it("keep a share of the old statistic and divide the variance by n - 1", () => {
    const moments = type(["moment", 2], ["channel", 2]);
    const old = [type(["channel", 2]), [1, 1]] as const;
    const attributes = { keep: 0.9, positions: 3, batched: true };
    const mean = run(
      "running_statistic",
      [old, [moments, [2, 20, 1, 100]]],
      { ...attributes, statistic: "mean" },
      2,
    ).values;
    const variance = run(
      "running_statistic",
      [old, [moments, [2, 20, 1, 100]]],
      { ...attributes, statistic: "variance" },
      2,
    ).values;
    expect(mean.map((value) => +value.toFixed(12))).toEqual([1.1, 2.9]);
    expect(variance.map((value) => +value.toFixed(12))).toEqual([1.02, 12.9]);
  });
  it("are no NaN for a single number a channel", () => {
    const moments = run("batch_moments", [[x, [5, 7]]], {}, 1);
    const one = type(["channel", 2]);
    const momentType = type(["moment", 2], ["channel", 2]);
    const y = run(
      "batch_norm_train",
      [
        [x, [5, 7]],
        [one, [1, 1]],
        [one, [0, 3]],
        [momentType, moments.values],
      ],
      { epsilon: 1e-5 },
    );
    expect(y.values).toEqual([0, 3]);
  });
});
