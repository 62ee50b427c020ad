import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const NET = `model Net(image: map[8, 8, 3]) {
  logits = image -> dense(10, over: [height, width, channel], as: class)
  output logits
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
`;
const recipe = (fields: string): string => `${NET}train run {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
  seed      = 1
  ${fields}
}`;
const GOOD = recipe("metric    = error");

export const missingField = diagnosticKind<{ names: readonly string[]; recipe: string }>({
  code: "KES4001",
  slug: "missing-field",
  severity: "error",
  message: ({ names, recipe: name }) =>
    `the recipe \`${name}\` lacks ${names.map((field) => `\`${field}\``).join(", ")}`,
  explanation:
    "To train, a recipe needs a model, data, a loss, an optimizer, a length and a batch. Fields can come from the recipe it extends.",
  bad: `${NET}train run {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
}`,
  good: GOOD,
});

export const wrongField = diagnosticKind<{ field: string; expected: string; got: string }>({
  code: "KES4002",
  slug: "wrong-field",
  severity: "error",
  message: ({ field, expected, got }) => `\`${field}\` must be ${expected}, but this is ${got}`,
  explanation:
    "Each field of a recipe takes one kind of value: `model` a model, `data` a data set or a list of them, `length` a duration, and so on.",
  bad: recipe("metric    = flip"),
  good: GOOD,
});

export const dataLacks = diagnosticKind<{ name: string; of: string; yields: readonly string[] }>({
  code: "KES4003",
  slug: "data-lacks",
  severity: "error",
  message: ({ name, of }) => `${of} needs \`${name}\`, which neither a field nor the data gives`,
  notes: ({ yields }) => [yields.length ? `the data yields ${yields.join(", ")}` : "the data yields nothing"],
  explanation:
    "The inputs of a model and of a loss are bound by name to what the recipe's data set yields, such as `image` and `label`.",
  bad: recipe("metric    = error")
    .replace("label: class", "boundary: class")
    .replace("student.logits, label", "student.logits, boundary"),
  good: GOOD,
});

export const dataDoesNotFit = diagnosticKind<{ name: string; wants: string; gives: string; of: string }>({
  code: "KES4004",
  slug: "data-does-not-fit",
  severity: "error",
  message: ({ name, wants, gives, of }) => `${of} takes \`${name}\` as ${wants}, but the data gives ${gives}`,
  explanation: "The sizes of a model's inputs must be those of the data set's pictures.",
  bad: recipe("metric    = error").replace("image: map[8, 8, 3]", "image: map[9, 9, 3]"),
  good: GOOD,
});

export const noParentField = diagnosticKind<{ path: string; why: string }>({
  code: "KES4005",
  slug: "nothing-to-replace",
  severity: "error",
  message: ({ path, why }) => `\`${path}\` replaces nothing: ${why}`,
  explanation: "`optimizer.lr = 1e-4` replaces one argument of a field that the extended recipe has.",
  bad: `${GOOD}
train slower extends run { optimizer.rate = 0.01 }`,
  good: `${GOOD}
train slower extends run { optimizer.lr = 0.01 }`,
});

export const lossWithoutModel = diagnosticKind<{ name: string; why: string }>({
  code: "KES4006",
  slug: "loss-without-model",
  severity: "error",
  message: ({ name, why }) => `\`${name}\` can't be trained: ${why}`,
  explanation: "A loss compares what models give: its first parameter of type `model` is the one being trained.",
  bad: recipe("metric    = error").replace(
    /loss Plain[^}]*}/,
    `loss Plain(label: class) {\n  return mean(label, over: batch)\n}`,
  ),
  good: GOOD,
});

export const earlyStopBlind = diagnosticKind<object>({
  code: "KES4007",
  slug: "early-stop-without-validation",
  severity: "error",
  message: () => "`early_stop` watches the validation part, and this recipe has none",
  help: () => ["`validation = 10%` holds a tenth of the training data out"],
  explanation:
    "Early stopping ends a run whose validation hasn't improved for so long. It never looks at the test data, so it needs `validation`.",
  bad: recipe("early_stop = 5 epochs"),
  good: recipe("early_stop = 5 epochs\n  validation = 10%"),
});

const MIXED = `loss Mixed(student: model, label: class, mixed_label: class, mix: tensor) {
  term own   = mix * cross_entropy(student.logits, label)
  term other = (1 - mix) * cross_entropy(student.logits, mixed_label)
  return mean(own + other, over: batch)
}
`;

export const augmentIgnored = diagnosticKind<{ part: string; names: readonly string[]; loss: string }>({
  code: "KES4008",
  slug: "augmentation-ignored",
  severity: "error",
  message: ({ part, names, loss }) =>
    `\`${part}\` changes what pictures show, but the loss \`${loss}\` reads neither ${names.map((name) => `\`${name}\``).join(" nor ")}`,
  help: ({ names }) => [`give the loss parameters of these names: ${names.join(", ")}`],
  explanation:
    "A mixed picture belongs to two classes. The data then yields the other picture's class as `mixed_label` and the weight of `label` as " +
    "`mix`; a loss that reads `label` alone would learn from wrong labels.",
  bad: recipe("augment   = [mixup(alpha: 0.2)]"),
  good: MIXED + recipe("augment   = [mixup(alpha: 0.2)]").replace("loss      = Plain", "loss      = Mixed"),
});

export const kinds = [
  augmentIgnored,
  earlyStopBlind,
  missingField,
  wrongField,
  dataLacks,
  dataDoesNotFit,
  noParentField,
  lossWithoutModel,
] as readonly DiagnosticKind<never>[];
