import { describe, expect, it } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import type { SavedTensor } from "../../src/runtime/runs/safetensors.ts";
import { importWeights } from "../../src/runtime/weights/import-weights.ts";
import { readWeightRules } from "../../src/runtime/weights/weight-rules.ts";

const text = `model Net(image: map[4, 4, 3]) {
  stem   = image -> conv(2, 5, stride: 2, pad: 0) -> batch_norm
  part   = stem -> repeat(2) { conv(1, 5, bias: true) }
  logits = part -> dense(7, over: [height, width, channel], as: class)
  output logits
}
`;
const variables = openProgram(memoryHost({ "net.kes": text }))
  .network("net.kes", "Net")
  .result!.variables();

/** Each number tells its place. */
const counted = (...shape: number[]): SavedTensor => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});
const norm = ["weight", "bias", "running_mean", "running_var"].map((leaf) => [`bn.${leaf}`, counted(5)] as const);
const THEIRS = new Map([
  ["conv.weight", counted(5, 3, 2, 2)],
  ...norm,
  ["bn.num_batches_tracked", counted()],
  ["body.0.weight", counted(5, 5, 1, 1)],
  ["body.0.bias", counted(5)],
  ["body.1.weight", counted(5, 5, 1, 1)],
  ["body.1.bias", counted(5)],
  ["fc.weight", counted(7, 20)],
  ["fc.bias", counted(7)],
]);
const RULES = `# theirs   ours
conv       stem/conv1
bn         stem/batch_norm1      # its four
body.{i}   part/conv{i+1}
fc         logits/dense1
`;

const run = (theirs: ReadonlyMap<string, SavedTensor>, rules: string) => {
  const source = { path: "net.rules", text: rules };
  const [read, unreadable] = readWeightRules(source);
  const at = { source, start: 0, end: 0 };
  const [made, problems] = importWeights(variables, { tensors: theirs, metadata: new Map() }, read, at);
  return { made, problems: [...unreadable, ...problems] };
};
const said = (theirs: ReadonlyMap<string, SavedTensor>, rules: string): readonly string[] => {
  const { made, problems } = run(theirs, rules);
  expect(made === undefined).toBe(problems.some(({ code }) => code !== "KES5201"));
  return problems.map(({ code, message, help }) => [code, message, ...help].join(" | "));
};

describe("importing PyTorch's weights", () => {
  it("lays kernels out anew and takes the rest as it is, in the network's order", () => {
    const { made, problems } = run(THEIRS, RULES);
    expect(problems).toEqual([]);
    expect([...made!.tensors.keys()]).toEqual(variables.map(({ path }) => path));
    const at = (path: string, index: readonly number[]): number => {
      const { shape, values } = made!.tensors.get(path)!;
      return values[index.reduce((place, each, k) => place * shape[k]! + each, 0)]!;
    };
    expect(made!.tensors.get("stem/conv1/kernel")!.shape).toEqual([2, 2, 3, 5]);
    expect(at("stem/conv1/kernel", [1, 0, 2, 4])).toBe(((4 * 3 + 2) * 2 + 1) * 2 + 0);
    // PyTorch flattens [channel, height, width]; here the kernel is [height, width, channel, class].
    expect(made!.tensors.get("logits/dense1/kernel")!.shape).toEqual([2, 2, 5, 7]);
    expect(at("logits/dense1/kernel", [1, 0, 3, 6])).toBe(6 * 20 + (3 * 2 + 1) * 2 + 0);
    expect([...made!.tensors.get("stem/batch_norm1/variance")!.values]).toEqual([0, 1, 2, 3, 4]);
  });

  it("tells what is left over on either side, with what is near, and gives nothing", () => {
    expect(said(THEIRS, RULES.replace("fc ", "fx "))).toEqual([
      "KES5203 | no rule says where `fc.weight`, `fc.bias` belong",
      "KES5202 | nothing in the file is called `fx`, or earlier rules took it all | the file has `fc`",
      "KES5204 | nothing in the file becomes `logits/dense1/kernel`, `logits/dense1/bias`",
    ]);
    expect(said(THEIRS, RULES.replace("logits/dense1", "logit/dense1"))).toContain(
      "KES5203 | `fc.bias` should go to `logit/dense1/bias`, which the network doesn't have | the network has `logits/dense1/bias`",
    );
    expect(said(new Map([...THEIRS, ["extra.weight", counted(3)]]), RULES)).toEqual([
      "KES5203 | no rule says where `extra.weight` belongs",
    ]);
  });

  it("leaves out what a rule says, and a name that `**` stands for", () => {
    const more = new Map([...THEIRS, ["head.a.weight", counted(3)], ["head.b.c.bias", counted(3)]]);
    expect(said(more, `${RULES}head.**  -\n`)).toEqual([]);
  });

  it("refuses other shapes and two sources for one weight", () => {
    expect(said(new Map([...THEIRS, ["conv.weight", counted(5, 3, 3, 3)]]), RULES)).toEqual([
      "KES5205 | `conv.weight` is 5×3×3×3; for `stem/conv1/kernel` it would have to be 5×3×2×2",
    ]);
    expect(said(THEIRS, RULES.replace("part/conv{i+1}", "part/conv1"))).toContain(
      "KES5206 | `body.0.bias` and `body.1.bias` both become `part/conv1/bias`",
    );
  });

  it("points at the rule that is wrong", () => {
    const pointed = (theirs: ReadonlyMap<string, SavedTensor>, rules: string) =>
      run(theirs, rules).problems.map(({ span }) => span.source.text.slice(span.start, span.end).split(/ +/)[0]);
    expect(pointed(new Map([...THEIRS, ["conv.weight", counted(5, 3, 3, 3)]]), RULES)).toEqual(["conv"]);
    expect(pointed(THEIRS, RULES.replace("part/conv{i+1}", "part/conv1"))).toContain("body.{i}");
  });

  it("names the line of a rule that can't be read", () => {
    const rules = "one\na b c\n{i  x\na.{i}  b{j}\na.*  b*\na.{i}  b{i*2}\n";
    const { problems } = run(new Map(), rules);
    const unreadable = problems.filter(({ code }) => code === "KES5201");
    expect(unreadable.map(({ message }) => message.replace("this rule can't be read: ", ""))).toEqual([
      "it has one column",
      "it has 3 columns",
      "`{` is no placeholder such as {i}",
      "`{j}` doesn't stand at the left",
      "`*` may stand at the left alone; `{name}` carries a piece over",
      "`*` may stand at the left alone; `{name}` carries a piece over",
    ]);
    expect(unreadable.map(({ span }) => rules.slice(span.start, span.end))).toEqual(rules.trim().split("\n"));
  });
});
