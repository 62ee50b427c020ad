import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const pair = (text: string): string => `block Unit(x: map, out: int) = x -> conv(1, out)
block Pair(part: block)(x: map) = ${text}
model Net(image: map[8, 8, 4]) {
  y = image -> Pair(Unit)
  output y
}`;

/** Where the callee is a block handed over as a value, only placing it shows which arguments it takes. */
export const unknownPlacedArgument = diagnosticKind<{ callee: string; name: string; known: readonly string[] }>({
  code: "KES3201",
  slug: "unknown-argument-here",
  severity: "error",
  message: ({ callee, name }) => `\`${callee}\` has no parameter \`${name}\``,
  notes: ({ known }) => [known.length ? `it takes ${known.join(", ")}` : "it takes no arguments"],
  explanation:
    "A block handed over as a value is checked when it is placed: the arguments must be those of the block that arrives.",
  bad: pair("x -> part(4, stride: 2)"),
  good: pair("x -> part(4)"),
});

export const missingPlacedArgument = diagnosticKind<{ callee: string; names: readonly string[]; signature: string }>({
  code: "KES3202",
  slug: "missing-argument-here",
  severity: "error",
  message: ({ callee, names }) => `\`${callee}\` lacks ${names.map((name) => `\`${name}\``).join(", ")}`,
  notes: ({ signature }) => [signature],
  explanation:
    "Every parameter without a default needs an argument. A block handed over as a value is checked when it is placed.",
  bad: pair("x -> part"),
  good: pair("x -> part(4)"),
});

export const tooManyPlacedArguments = diagnosticKind<{ callee: string; signature: string }>({
  code: "KES3203",
  slug: "too-many-arguments-here",
  severity: "error",
  message: ({ callee }) => `\`${callee}\` takes fewer arguments`,
  notes: ({ signature }) => [signature],
  explanation: "There are more arguments than parameters. A block handed over as a value is checked when it is placed.",
  bad: pair("x -> part(4, 5)"),
  good: pair("x -> part(4)"),
});

export const sharedShapesDiffer = diagnosticKind<{ path: string; first: string; now: string }>({
  code: "KES3204",
  slug: "shared-shapes-differ",
  severity: "error",
  message: ({ path, first, now }) => `\`${path}\` is shared: it was made as ${first} and would have to be ${now} here`,
  explanation:
    "All placements of a `share` use one set of weights, so the tensors that come in must ask for equal shapes.",
  bad: `model Net(image: map[8, 8, 4]) {
  share head = conv
  a = image -> head(1, 4)
  y = a -> head(1, 8)
  output y
}`,
  good: `model Net(image: map[8, 8, 4]) {
  share head = conv
  a = image -> head(1, 4)
  y = a -> head(1, 4)
  output y
}`,
});

export const nothingReturned = diagnosticKind<{ name: string }>({
  code: "KES3205",
  slug: "nothing-comes-out",
  severity: "error",
  message: ({ name }) => `\`${name}\` gives nothing back`,
  help: () => ["end a block's, fn's or loss's body with `return value`; a model names its `output`s"],
  explanation: "What is placed must give something back: `return` in blocks, fns and losses, `output` in models.",
  bad: "",
  good: "",
  untestable: "the binder reports a body without `return` first",
});

export const lossKeepsAxes = diagnosticKind<{ shape: string; axes: readonly string[] }>({
  code: "KES3206",
  slug: "loss-keeps-axes",
  severity: "error",
  message: ({ shape }) => `a loss must come out as one number; this is ${shape}`,
  notes: ({ axes }) => [`left over: ${axes.join(", ")}`],
  help: ({ axes }) => [`mean(…, over: ${axes.length === 1 ? axes[0] : `[${axes.join(", ")}]`})`],
  explanation: "Training minimizes one number. Every axis, the batch too, must have been summed or averaged away.",
  bad: `model Net(image: map[8, 8, 3]) {
  logits = image -> dense(10, over: [height, width, channel], as: class)
  output logits
}
loss Each(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return hard
}
train run {
  model = Net, data = shapes(split: train, size: 8), loss = Each, optimizer = sgd(lr: 0.1), length = 1 epochs, batch = 10, seed = 1
}`,
  good: `model Net(image: map[8, 8, 3]) {
  logits = image -> dense(10, over: [height, width, channel], as: class)
  output logits
}
loss Each(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
train run {
  model = Net, data = shapes(split: train, size: 8), loss = Each, optimizer = sgd(lr: 0.1), length = 1 epochs, batch = 10, seed = 1
}`,
});

export const weightsHere = diagnosticKind<{ callee: string }>({
  code: "KES3207",
  slug: "fn-owns-weights",
  severity: "error",
  message: ({ callee }) => `\`${callee}\` makes weights, and a fn owns none`,
  help: () => ["declare it as a `block`"],
  explanation: "A fn computes from what it is given; whatever owns weights is a block.",
  bad: `fn thin(x: map) = x -> conv(1, 2)
model Net(image: map[8, 8, 4]) {
  y = thin(image)
  output y
}`,
  good: `block thin(x: map) = x -> conv(1, 2)
model Net(image: map[8, 8, 4]) {
  y = image -> thin
  output y
}`,
});

export const kinds = [
  unknownPlacedArgument,
  missingPlacedArgument,
  tooManyPlacedArguments,
  sharedShapesDiffer,
  nothingReturned,
  lossKeepsAxes,
  weightsHere,
] as readonly DiagnosticKind<never>[];
