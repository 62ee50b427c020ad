import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const grouped = (n: number): string => n.toLocaleString("en-US");

/** A recipe is only tried against its data when it is trained: a test in test/train does. */
const whenTrained = { bad: "", good: "", untestable: "test/train/problems.test.ts trains such a recipe" } as const;

const classified = (outputs: number, classes: number): string => `model Net(image: map[8, 8, 3]) {
  logits = image -> dense(${outputs}, over: [height, width, channel], as: class)
  output logits
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
train run {
  model     = Net
  data      = shapes(split: train, size: 8, classes: ${classes})
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
}`;

export const endlessSchedule = diagnosticKind<{ name: string }>({
  code: "KES4101",
  slug: "endless-schedule",
  severity: "error",
  message: ({ name }) => `\`${name}\` has no end, so the schedules after it never come`,
  help: ({ name }) => [`give it a length: \`${name}(…, length: 10 epochs)\``],
  explanation: "Schedules of a list run in turn: each but the last must say how long.",
  ...whenTrained,
});

export const batchTooLarge = diagnosticKind<{ batch: number; data: string; count: number }>({
  code: "KES4103",
  slug: "batch-larger-than-data",
  severity: "error",
  message: ({ batch, data, count }) =>
    `a batch of ${grouped(batch)} is more than \`${data}\` has: ${grouped(count)} pictures`,
  explanation:
    "The last short batch of an epoch is dropped; with a batch larger than the set nothing would be left to train on.",
  ...whenTrained,
});

export const classesDiffer = diagnosticKind<{ output: string; classes: string; data: string; found: number }>({
  code: "KES4104",
  slug: "classes-differ",
  severity: "error",
  message: ({ output, classes, data, found }) =>
    `the network's \`${output}\` has ${classes}, but \`${data}\` has ${grouped(found)} classes`,
  explanation:
    "A label is an index into the classes of the data, so what the network says about classes must speak of as many.",
  bad: classified(10, 8),
  good: classified(8, 8),
});

export const tooMuchMemory = diagnosticKind<{
  engine: string;
  limit: string;
  need: string;
  batch: number;
  fitting: number | undefined;
}>({
  code: "KES4105",
  slug: "too-much-memory",
  severity: "error",
  message: ({ engine, limit, need, batch }) =>
    `a step with batch ${grouped(batch)} needs ${need}; the engine ${engine} ends at ${limit}`,
  help: ({ fitting }) => [
    fitting === undefined
      ? "not even one picture fits: make the network smaller"
      : `batch = ${grouped(fitting)} is the largest that fits`,
  ],
  explanation:
    "WebAssembly addresses 4 GiB and no more; running into that wall would end the process in the middle of a run. The largest moment of a step is computed from the graph before the first one.",
  ...whenTrained,
});

export const partsMatchNothing = diagnosticKind<{ path: string; near?: string }>({
  code: "KES4106",
  slug: "parts-match-nothing",
  severity: "error",
  message: ({ path }) => `no weight lies under \`${path}\``,
  help: ({ near }) => [
    ...(near === undefined ? [] : [`did you mean \`${near}\`?`]),
    "`kesc params FILE EXPR --depth 9` lists the paths",
  ],
  explanation:
    "A row of `parts` that matches no weight does nothing, and is a slip in its path or a leftover of an older network. `*` stands for one segment, `**` for any number.",
  ...whenTrained,
});

export const noGradient = diagnosticKind<{ recipe: string }>({
  code: "KES4107",
  slug: "nothing-to-train",
  severity: "error",
  message: ({ recipe: name }) => `\`${name}\` would train nothing: the loss depends on no weight that may change`,
  explanation: "Either the loss looks at no output with weights before it, or `stop` and `parts` freeze all of them.",
  ...whenTrained,
});

export const zeroLength = diagnosticKind<{ length: string; steps: number }>({
  code: "KES4108",
  slug: "no-steps",
  severity: "error",
  message: ({ length }) => `\`length = ${length}\` is less than one step`,
  explanation:
    "A run makes at least one step; a length in epochs is counted in whole batches of the training set. With a `start`, `length = 0 epochs` makes a run of the weights as they are.",
  ...whenTrained,
});

export const kinds = [
  endlessSchedule,
  batchTooLarge,
  classesDiffer,
  tooMuchMemory,
  partsMatchNothing,
  noGradient,
  zeroLength,
] as readonly DiagnosticKind<never>[];
