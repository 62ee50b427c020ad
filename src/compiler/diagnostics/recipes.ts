import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const grouped = (n: number): string => n.toLocaleString("en-US");
const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** A small network and its loss, for recipes to speak of. */
const NET = `model Net(image: map[32, 32, 3]) {
  logits = image -> conv(3, 4, stride: 4) -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}
loss Hard(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
`;

interface Fields {
  readonly [name: string]: string;
}
const FIELDS: Fields = {
  model: "Net",
  data: "shapes(split: train)",
  loss: "Hard",
  optimizer: "sgd(lr: 0.1)",
  length: "2 epochs",
  batch: "32",
};
const recipe = (changes: { readonly [name: string]: string | undefined } = {}): string => {
  const fields = Object.entries({ ...FIELDS, ...changes }).filter(([, value]) => value !== undefined);
  return `${NET}train net {\n${fields.map(([name, value]) => `  ${name} = ${value}`).join("\n")}\n}`;
};

/** A recipe is only tried against its data when it is trained: a test in test/train does. */
const whenTrained = { bad: "", good: "", untestable: "test/train/problems.test.ts trains such a recipe" } as const;

export const unknownField = diagnosticKind<{ name: string; near?: string; known: readonly string[] }>({
  code: "KES4001",
  slug: "unknown-field",
  severity: "error",
  message: ({ name }) => `a recipe has no field \`${name}\``,
  notes: ({ known }) => [`fields are ${known.join(", ")}`],
  help: ({ near }) => (near === undefined ? [] : [`did you mean \`${near}\`?`]),
  explanation: "The fields of a recipe are fixed, so that a slip in a name can't go unnoticed: a `shedule` that nobody reads would leave the rate constant.",
  bad: recipe({ shedule: "drop(every: 1 epochs, factor: 0.1)" }),
  good: recipe({ schedule: "drop(every: 1 epochs, factor: 0.1)" }),
});

export const missingFields = diagnosticKind<{ recipe: string; names: readonly string[] }>({
  code: "KES4002",
  slug: "missing-fields",
  severity: "error",
  message: ({ recipe: name, names }) => `\`${name}\` lacks ${listed(names)}`,
  help: ({ names }) => names.map((name) => `${name} = ${EXAMPLES[name] ?? "…"}`),
  explanation: "A run needs a model, data, a loss, an optimizer, a length and a batch size; there are no defaults for these. They may come from a parent: `train a extends b { … }`.",
  bad: recipe({ optimizer: undefined }),
  good: recipe(),
});

const EXAMPLES: Fields = { ...FIELDS, model: "Net", length: "10 epochs", batch: "64" };

export const wrongField = diagnosticKind<{ name: string; expected: string; found: string }>({
  code: "KES4003",
  slug: "wrong-field",
  severity: "error",
  message: ({ name, expected, found }) => `\`${name}\` must be ${expected}, not ${found}`,
  explanation: "Each field of a recipe takes values of one kind: a model, a data set or a list of them, a loss, an optimizer, augmentations, a duration such as `60 epochs` or `500 steps`, a whole number.",
  bad: recipe({ length: "2" }),
  good: recipe({ length: "2 epochs" }),
});

export const endlessSchedule = diagnosticKind<{ name: string }>({
  code: "KES4004",
  slug: "endless-schedule",
  severity: "error",
  message: ({ name }) => `\`${name}\` has no end, so the schedules after it never come`,
  help: ({ name }) => [`give it a length: \`${name}(…, length: 10 epochs)\``],
  explanation: "Schedules of a list run in turn: each but the last must say how long.",
  bad: recipe({ schedule: "[cosine, warmup(1 epochs)]" }),
  good: recipe({ schedule: "[warmup(1 epochs), cosine]" }),
});

export const fieldNotYet = diagnosticKind<{ name: string; reason: string }>({
  code: "KES4005",
  slug: "field-not-yet",
  severity: "error",
  message: ({ name, reason }) => `\`${name}\` can't be trained with yet: ${reason}`,
  explanation: "The field stands in the language, so specs can be written, checked and counted with it; training refuses it until it is built.",
  ...whenTrained,
});

export const batchTooLarge = diagnosticKind<{ batch: number; data: string; count: number }>({
  code: "KES4006",
  slug: "batch-larger-than-data",
  severity: "error",
  message: ({ batch, data, count }) => `a batch of ${grouped(batch)} is more than \`${data}\` has: ${grouped(count)} pictures`,
  explanation: "The last short batch of an epoch is dropped; with a batch larger than the set nothing would be left to train on.",
  ...whenTrained,
});

export const inputDiffers = diagnosticKind<{ input: string; wants: string; data: string; yields: string }>({
  code: "KES4007",
  slug: "input-differs-from-data",
  severity: "error",
  message: ({ input, wants, data, yields }) => `the network's \`${input}\` is ${wants}, but \`${data}\` yields ${yields}`,
  explanation: "What the data yields must be what the network takes: the same axes, sizes and, for labels, the same number of classes as the loss compares.",
  ...whenTrained,
});

export const inputUnknown = diagnosticKind<{ input: string; data: string; yields: readonly string[] }>({
  code: "KES4008",
  slug: "input-not-in-data",
  severity: "error",
  message: ({ input, data }) => `nothing gives \`${input}\` its numbers: neither a field of the recipe nor \`${data}\``,
  notes: ({ yields }) => [`the data yields ${listed(yields)}`],
  explanation: "Inputs of networks and losses are bound by name, to fields of the recipe first, then to what the data yields.",
  ...whenTrained,
});

export const tooMuchMemory = diagnosticKind<{ engine: string; limit: string; need: string; batch: number; fitting: number | undefined }>({
  code: "KES4009",
  slug: "too-much-memory",
  severity: "error",
  message: ({ engine, limit, need, batch }) => `a step with batch ${grouped(batch)} needs ${need}; the engine ${engine} ends at ${limit}`,
  help: ({ fitting }) => [fitting === undefined ? "not even one picture fits: make the network smaller" : `batch = ${grouped(fitting)} is the largest that fits`],
  explanation: "WebAssembly addresses 4 GiB and no more; running into that wall would end the process in the middle of a run. The largest moment of a step is computed from the graph before the first one.",
  ...whenTrained,
});

export const partsMatchNothing = diagnosticKind<{ path: string; near?: string }>({
  code: "KES4010",
  slug: "parts-match-nothing",
  severity: "error",
  message: ({ path }) => `no weight lies under \`${path}\``,
  help: ({ near }) => [...(near === undefined ? [] : [`did you mean \`${near}\`?`]), "`kesc params FILE EXPR --depth 9` lists the paths"],
  explanation: "A row of `parts` that matches no weight does nothing, and is a slip in its path or a leftover of an older network. `*` stands for one segment, `**` for any number.",
  ...whenTrained,
});

export const noGradient = diagnosticKind<{ recipe: string }>({
  code: "KES4011",
  slug: "nothing-to-train",
  severity: "error",
  message: ({ recipe: name }) => `\`${name}\` would train nothing: the loss depends on no weight that may change`,
  explanation: "Either the loss looks at no output with weights before it, or `stop` and `parts` freeze all of them.",
  ...whenTrained,
});

export const badOverride = diagnosticKind<{ key: string; problem: string }>({
  code: "KES4012",
  slug: "bad-override",
  severity: "error",
  message: ({ key, problem }) => `\`--set ${key}\`: ${problem}`,
  explanation: "An override replaces a field of the recipe, or one argument of a part: `--set length=2epochs`, `--set batch=32`, `--set seed=7`, `--set data.first=1000`, `--set optimizer.lr=0.05`. It is checked like the file itself.",
  bad: "",
  good: "",
  untestable: "test/train/override.test.ts overrides wrongly",
});

export const zeroLength = diagnosticKind<{ length: string; steps: number }>({
  code: "KES4013",
  slug: "no-steps",
  severity: "error",
  message: ({ length }) => `\`length = ${length}\` is less than one step`,
  explanation: "A run makes at least one step; a length in epochs is counted in whole batches of the training set.",
  ...whenTrained,
});

export const kinds = [
  unknownField,
  missingFields,
  wrongField,
  endlessSchedule,
  fieldNotYet,
  batchTooLarge,
  inputDiffers,
  inputUnknown,
  tooMuchMemory,
  partsMatchNothing,
  noGradient,
  badOverride,
  zeroLength,
] as readonly DiagnosticKind<never>[];
