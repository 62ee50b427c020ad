import { describe, expect, it } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import type { Network, Node } from "../../src/compiler/4-graph/graph.ts";

const networkOf = (line: string, size = "9, 12, 4"): Network => {
  const text = `model Net(image: map[${size}]) {\n  y = image -> ${line}\n  output y\n}\n`;
  const program = openProgram(memoryHost({ "main.kes": text }));
  const { result, diagnostics } = program.network("main.kes", "Net");
  if (!result) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return result;
};
const last = (line: string, size?: string): Node => {
  const output = networkOf(line, size).outputs.get("y");
  if (output?.kind !== "tensor") throw new Error("no tensor");
  return output.node;
};
const sizes = (line: string, size?: string): readonly unknown[] =>
  last(line, size)
    .type.dims.slice(1)
    .map((dim) => dim.size);
const codes = (line: string): readonly string[] =>
  openProgram(memoryHost({ "main.kes": `model Net(image: map[9, 12, 4]) {\n  y = image -> ${line}\n  output y\n}\n` }))
    .check("main.kes")
    .map(({ code }) => code);

describe("conv", () => {
  it("pads half of what its window spans", () => {
    expect(sizes("conv(3, 5)")).toEqual([9, 12, 5]);
    expect(sizes("conv(5, 5, dilation: 2)")).toEqual([9, 12, 5]);
    expect(sizes("conv(2, 5)")).toEqual([8, 11, 5]);
    expect(sizes("conv([1, 3], 5)")).toEqual([9, 12, 5]);
  });
  it("takes pads, strides, dilations by direction", () => {
    expect(sizes("conv(3, 5, pad: [0, 1, 2, 3])")).toEqual([9, 14, 5]);
    expect(sizes("conv(3, 5, stride: [1, 2])")).toEqual([9, 6, 5]);
    expect(sizes("conv(3, 5, dilation: [2, 1], pad: 0)")).toEqual([5, 10, 5]);
  });
  it("owns a kernel by groups, and a bias if asked", () => {
    const variables = networkOf("conv(3, 6, groups: 2, bias: true)").variables();
    expect(variables.map(({ path, dims }) => [path, dims.map((dim) => dim.size)])).toEqual([
      ["y/conv1/kernel", [3, 3, 2, 6]],
      ["y/conv1/bias", [6]],
    ]);
    expect(variables[0]!.initializer).toEqual({ kind: "normal", deviation: Math.sqrt(2 / (6 * 9)) });
    expect(networkOf("conv(1, 6, init: 0.5)").variables()[0]!.initializer).toEqual({ kind: "constant", value: 0.5 });
  });
  it("says what doesn't fit", () => {
    expect(codes("conv(3, 6, groups: 3)")).toEqual(["KES3104"]);
    expect(codes("conv(3, 6, groups: 4)")).toEqual(["KES3104"]);
    expect(codes("conv(11, 6, pad: 0)")).toEqual(["KES3105"]);
    expect(codes("conv(3, 6, stride: 0)")).toEqual(["KES3106"]);
    expect(codes("conv([3, 3, 3], 6)")).toEqual(["KES3106"]);
  });
});

describe("pools", () => {
  it("name their stride", () => expect(codes("max_pool(3)")).not.toEqual([]));
  it("round down, or up where asked", () => {
    expect(sizes("max_pool(2, stride: 2)")).toEqual([4, 6, 4]);
    expect(sizes("max_pool(2, stride: 2, round: ceil)")).toEqual([5, 6, 4]);
    expect(sizes("avg_pool(3, stride: 2)")).toEqual([5, 6, 4]);
  });
  it("never count a window that would begin behind the map, and one more than floor has at most", () => {
    for (let pixels = 1; pixels <= 12; pixels++)
      for (let k = 1; k <= 4; k++)
        for (let stride = 1; stride <= 4; stride++)
          for (let pad = 0; pad < k; pad++) {
            if (pixels + 2 * pad < k) continue;
            // As PyTorch states it: rounded up, less one where the last window begins in the right padding or beyond.
            let wanted = Math.ceil((pixels + 2 * pad - k) / stride) + 1;
            if ((wanted - 1) * stride >= pixels + pad) wanted--;
            const line = `avg_pool([1, ${k}], stride: [1, ${stride}], pad: [0, ${pad}, 0, ${pad}], round: ceil)`;
            expect(sizes(line, `1, ${pixels}, 1`)[1], `${line} of ${pixels}`).toBe(wanted);
          }
  });
  it("refuse windows of padding alone", () => expect(codes("avg_pool(2, stride: 2, pad: 2)")).toEqual(["KES3108"]));
});

describe("batch_norm, resize, dropout", () => {
  it("batch_norm owns two weights and two statistics", () => {
    const variables = networkOf("batch_norm(keep: 0.99)").variables();
    expect(variables.map(({ path, trainable }) => [path, trainable])).toEqual([
      ["y/batch_norm1/scale", true],
      ["y/batch_norm1/shift", true],
      ["y/batch_norm1/mean", false],
      ["y/batch_norm1/variance", false],
    ]);
    expect(last("batch_norm(keep: 0.99)").attributes).toEqual({ epsilon: 1e-5, keep: 0.99 });
  });
  it("resize sets height and width", () =>
    expect(sizes("resize(height: 3, width: 24, method: nearest)")).toEqual([3, 24, 4]));
  it("refuse settings without meaning", () => {
    expect(codes("dropout(1)")).toEqual(["KES3109"]);
    expect(codes("batch_norm(epsilon: 0)")).toEqual(["KES3110"]);
    expect(codes("batch_norm(keep: 1.5)")).toEqual(["KES3110"]);
    expect(codes("resize(height: 0, width: 2)")).not.toEqual([]);
  });
});
