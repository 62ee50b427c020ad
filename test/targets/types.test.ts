import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { programOf, root, write } from "./written.ts";

/** What TypeScript says of a program that uses a written module, strictly. */
const complaints = (files: Readonly<Record<string, string>>): readonly string[] => {
  // Below the project's root, so that @tensorflow/tfjs is found.
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(root, "node_modules/.cache/kes-types-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const program = ts.createProgram([join(folder, "use.mts")], {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    });
    return ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file?.fileName.includes("kes-types-"))
      .map(
        ({ messageText, start, file }) =>
          `${file!.text.slice(start, start! + 40)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const main =
  'import { WRN } from "paper/table1"\nimport { AT, CrossEntropy } from "paper/losses"\nmodel Net = WRN(16, 1)\n';
const { text, types } = write(programOf(main), "main.kes", "Net", { loss: ["all"] });
const module = { "net.mjs": text, "net.d.mts": types };

it("has types that a program can use", () => {
  const use = `import * as tf from "@tensorflow/tfjs-core";
import { build, type Outputs, type WeightPath } from "./net.mjs";
const net = build(tf, { seed: 7 });
const image: tf.Tensor4D = tf.zeros([1, 32, 32, 3]);
const logits: tf.Tensor2D = net.predict(image);
const all: Outputs = net.outputs(image, { training: true });
const [first]: [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] = all.taps;
const loss: tf.Scalar = net.losses.AT(all, all, tf.tensor1d([3], "int32"));
const kernel: tf.Variable = net.variables["group1/Group1/unit2/residual/body1/part1/conv1/kernel"];
const path: WeightPath = "logits/dense1/bias";
net.dispose();
export { logits, first, loss, kernel, path };
`;
  expect(complaints({ ...module, "use.mts": use })).toEqual([]);
});

it("knows wrong uses", () => {
  const use = `import * as tf from "@tensorflow/tfjs-core";
import { build } from "./net.mjs";
const net = build(tf, { sed: 7 });
net.predict(tf.zeros([1, 2]) as tf.Tensor2D);
net.variables["group1/Group1/unit9/y/batch_norm1/scale"];
net.outputs(tf.zeros([1, 32, 32, 3]) as tf.Tensor4D).scores;
net.losses.KD;
`;
  expect(complaints({ ...module, "use.mts": use })).toHaveLength(5);
});

it("has types for names that TypeScript keeps, and leaves taps out of what is predicted", () => {
  const odd = write(
    programOf(`model Net(class: map[4, 4, 3], __proto__: map[4, 4, 3]) {
  default = class -> conv(3, 2)
  new     = default + __proto__[channel: 0..2] -> mean(over: [height, width]) -> dense(5, as: class)
  output default, new
  tap default
}
loss Plain(student: model, class: class) { return mean(cross_entropy(student.new, class), over: batch) }
`),
    "main.kes",
    "Net",
  );
  const use = `import * as tf from "@tensorflow/tfjs-core";
import { build } from "./net.mjs";
const net = build(tf);
const inputs = { class: tf.zeros([1, 4, 4, 3]) as tf.Tensor4D, ["__proto__"]: tf.zeros([1, 4, 4, 3]) as tf.Tensor4D };
const all = net.outputs(inputs);
export const loss: tf.Scalar = net.losses.Plain(all, tf.tensor1d([3], "int32"));
export const scores: tf.Tensor2D = net.predict(inputs).new;
export const map: tf.Tensor4D = net.predict(inputs).default;
// @ts-expect-error
export const taps = net.predict(inputs).taps;
`;
  expect(complaints({ "net.mjs": odd.text, "net.d.mts": odd.types, "use.mts": use })).toEqual([]);
});
