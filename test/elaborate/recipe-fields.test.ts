import { describe, expect, it } from "vitest";
import { toFloat } from "../../src/base/number.ts";
import type { Recipe } from "../../src/compiler/3-elaborate/recipe.ts";
import { programOf } from "./program-of.ts";

const text = (fields: string, more = ""): string => `model Net(image: map[8, 8, 3]) {
  y      = image -> conv(3, 4) -> relu
  logits = y -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
loss Teach(student: model, teacher: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  term soft = mean((student.logits - teacher.logits) ^ 2, over: class)
  return mean(hard + soft, over: batch)
}
loss Mixed(student: model, label: class, mixed_label: class, mix: tensor) {
  own   = mix * cross_entropy(student.logits, label)
  other = (1 - mix) * cross_entropy(student.logits, mixed_label)
  return mean(own + other, over: batch)
}
train base {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
}
train first extends base { length = 4 epochs }
train big extends base { length = 20 epochs, start = first }
train taught extends base { teacher = big, loss = Teach }
train run extends base {
  ${fields}
}
${more}`;

const found = (fields: string): readonly string[] =>
  programOf(text(fields))
    .check("main.kes")
    .map(({ code, message }) => `${code} ${message}`);

const recipe = (fields: string, name = "run"): Recipe => {
  expect(found(fields)).toEqual([]);
  return programOf(text(fields)).recipe("main.kes", name).result!;
};

describe("fields", () => {
  it("have defaults", () => {
    const { metrics, accumulate, seed, ...others } = recipe("");
    expect([metrics, accumulate, seed]).toEqual([[], 1, 1]);
    for (const name of ["validation", "clipNorm", "ema", "earlyStop", "teacher", "start", "show"])
      expect(Object.keys(others)).not.toContain(name);
  });

  it("are read", () => {
    const read = recipe(`validation = 10%
  metric     = [error, top5, per_class, confusion]
  clip_norm  = 5
  accumulate = 4
  ema        = 0.999
  early_stop = 10 epochs`);
    expect(read).toMatchObject({ validation: 0.1, clipNorm: 5, accumulate: 4, ema: 0.999 });
    expect(read.metrics.map(({ name }) => name)).toEqual(["error", "top5", "per_class", "confusion"]);
    expect(read.earlyStop).toMatchObject({ unit: "epochs" });
    const apart = recipe("validation = [shapes(split: test, size: 8)]").validation;
    expect(typeof apart === "object" && apart.map(({ name }) => name)).toEqual(["shapes"]);
  });

  it.each([
    ["validation = 0", "KES4002 `validation` must be a number between 0 and 1"],
    ["validation = 100%", "KES4002 `validation` must be a number between 0 and 1"],
    ["validation = 10", "KES4002 `validation` must be a number between 0 and 1"],
    ["validation = flip", "KES4002 `validation` must be a share of the training data such as `10%`, or data sets"],
    ["clip_norm = 0", "KES4002 `clip_norm` must be a number above 0"],
    ["clip_norm = Net", "KES4002 `clip_norm` must be a number above 0"],
    ["accumulate = 0", "KES3"],
    ["accumulate = 1.5", "KES3"],
    ["ema = 1", "KES4002 `ema` must be a number between 0 and 1"],
    ["early_stop = 3, validation = 10%", "KES4002 `early_stop` must be a duration"],
    ["early_stop = 3 epochs", "KES4007"],
    ["metric = [error, flip]", "KES4002 `metric` must be a metric or a list of them"],
    ["optimizer = [adam, adam]", "KES4002 `optimizer` must be an optimizer, but this is a list of 2 items"],
    ["teacher = 3", "KES4002 `teacher` must be a run"],
    ["start = 3", "KES4002 `start` must be a run, or the name of a file of weights"],
    ["clip_nrom = 5", "KES2401"],
  ])("%s", (fields, message) => expect(found(fields).map((line) => line.slice(0, message.length))).toEqual([message]));
});

describe("dotted fields", () => {
  const numberOf = ({ optimizer }: Recipe, name: string): number => {
    const value = optimizer.arguments.get(name);
    return value?.kind === "number" ? toFloat(value.value) : NaN;
  };
  const shown = ({ length }: Recipe): string => `${toFloat(length.amount)} ${length.unit}`;

  it("reach into the runs that a recipe learns from, and leave these as they are", () => {
    const spec = text(
      "",
      `train quick extends taught {
  teacher.length             = 2 epochs
  teacher.optimizer.lr       = 0.05
  teacher.optimizer.momentum = 0.9
  teacher.start.length       = 10 steps
  teacher.start.optimizer    = adam
  teacher.start.optimizer.lr = 0.01
}
train alone extends big { start.length = 3 epochs, start.batch = 5 }
train fresh extends taught { teacher.start = none }`,
    );
    const program = programOf(spec);
    expect(program.check("main.kes")).toEqual([]);
    const recipeOf = (name: string): Recipe => program.recipe("main.kes", name).result!;
    const { teacher } = recipeOf("quick");
    expect(shown(teacher!)).toBe("2 epochs");
    expect([numberOf(teacher!, "lr"), numberOf(teacher!, "momentum")]).toEqual([0.05, 0.9]);
    const start = teacher!.start as Recipe;
    expect([shown(start), start.optimizer.name, numberOf(start, "lr")]).toEqual(["10 steps", "adam", 0.01]);
    expect((recipeOf("alone").start as Recipe).batch).toBe(5);
    expect(recipeOf("fresh").teacher!.start).toBeUndefined();
    expect(shown(recipeOf("taught").teacher!)).toBe("20 epochs");
    expect(shown(recipeOf("big"))).toBe("20 epochs");
  });

  it.each([
    ["teacher.length = 2 epochs", "KES4005 `teacher.length` replaces nothing: there is no `teacher`"],
    ["start.length = 2 epochs", "KES4005 `start.length` replaces nothing: there is no `start`"],
    [
      "optimizer.rate = 1",
      "KES4005 `optimizer.rate` replaces nothing: `sgd` takes lr, momentum, weight_decay, nesterov",
    ],
    [
      "model.width = 1",
      "KES4005 `model.width` replaces nothing: `model` is `Net`, a model, which has no arguments to replace",
    ],
    ["optimizer.lr.base = 1", "KES2404"],
    ["optimizer.lr = flip", "KES3"],
  ])("%s", (fields, message) => expect(found(fields).map((line) => line.slice(0, message.length))).toEqual([message]));

  const taught = (field: string): readonly string[] =>
    programOf(text("", `train wrong extends taught { ${field} }`))
      .check("main.kes")
      .map(({ code, message }) => `${code} ${message}`);
  it.each([
    [
      "teacher.lenght = 2 epochs",
      "KES4005 `teacher.lenght` replaces nothing: a recipe has no field `lenght`; did you mean `length`?",
    ],
    ["teacher.length = 3", "KES4002 `length` must be a duration"],
    ["teacher.optimizer.rate = 1", "KES4005 `teacher.optimizer.rate` replaces nothing: `sgd` takes"],
    [
      "teacher.optimizer.lr.base = 1",
      "KES4005 `teacher.optimizer.lr.base` replaces nothing: `optimizer.lr` has no fields",
    ],
    ["teacher.teacher.length = 1 epochs", "KES4005 `teacher.teacher.length` replaces nothing: there is no `teacher`"],
    ["teacher.batch = 0", "KES3"],
  ])("%s", (field, message) => expect(taught(field).map((line) => line.slice(0, message.length))).toEqual([message]));
});

describe("mixup", () => {
  it("adds the partner's class and the weight of one's own to what the loss may read", () => {
    const mixed = "augment = [mixup(alpha: 0.2), flip], loss = Mixed";
    expect(found(mixed)).toEqual([]);
    const program = programOf(text(mixed));
    const { inputs } = program.objective("main.kes", program.recipe("main.kes", "run").result!).result!;
    expect([...inputs.keys()].sort()).toEqual(["image", "label", "mix", "mixed_label"]);
    expect(inputs.get("mix")!.type).toEqual({ dims: [{ axis: "batch", size: "batch" }], kind: "float" });
    expect(inputs.get("mixed_label")!.type).toEqual(inputs.get("label")!.type);
  });
  it("is refused where the loss reads neither", () =>
    expect(found("augment = [mixup(alpha: 0.2)]")).toEqual([
      "KES4008 `mixup` changes what pictures show, but the loss `Plain` reads neither `mixed_label` nor `mix`",
    ]));
  it("is what such a loss needs", () =>
    expect(found("loss = Mixed")[0]).toBe(
      "KES4003 the loss `Mixed` needs `mixed_label`, which neither a field nor the data gives",
    ));
});
