import { memoryHost } from "../../src/base/host.ts";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { openTrainable } from "../../src/runtime/train/open-trainable.ts";
import type { Trainable } from "../../src/runtime/train/trainable.ts";

const FIELDS = {
  model: "Net",
  data: "shapes(split: train, count: 64, size: 8, classes: 4)",
  test: "shapes(split: test, count: 50, size: 8, classes: 4)",
  metric: "error",
  augment: "[pad_crop(1), flip]",
  loss: "Plain",
  optimizer: "sgd(lr: 0.05, momentum: 0.9, weight_decay: 0.001)",
  schedule: "drop(every: 1 epochs, factor: 0.5)",
  length: "2 epochs",
  batch: "16",
  seed: "1",
};

/** A spec with a small network and the recipe `net`; `undefined` takes a field away. */
export const littleSpec = (changes: Readonly<Record<string, string | undefined>> = {}, more = ""): string => {
  const fields = Object.entries({ ...FIELDS, ...changes }).filter(([, value]) => value !== undefined);
  return `
model Net(classes: int = 4)(image: map[8, 8, 3]) {
  logits = image -> conv(3, 8) -> batch_norm -> relu -> conv(3, 8, stride: 2, groups: 2) -> batch_norm -> relu
             -> mean(over: [height, width]) -> dense(classes, as: class)
  output logits
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
loss Gap(student: model) {
  return mean(student.logits ^ 2, over: [batch, class])
}
train net {
${fields.map(([name, value]) => `  ${name} = ${value}`).join("\n")}
}
${more}`;
};

export const openSpec = (text: string, recipe = "net"): readonly [Trainable | undefined, readonly Diagnostic[]] =>
  openTrainable(openProgram(memoryHost({ "main.kes": text })), "main.kes", recipe);

/** Throws where the spec has errors. */
export const littleTrainable = (changes: Parameters<typeof littleSpec>[0] = {}, more = ""): Trainable => {
  const [trainable, diagnostics] = openSpec(littleSpec(changes, more));
  if (!trainable) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return trainable;
};
