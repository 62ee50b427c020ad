import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

export const requirementFails = diagnosticKind<{ text: string }>({
  code: "KES3501",
  slug: "requirement-fails",
  severity: "error",
  message: ({ text }) => text,
  explanation: "A `require` of the block that is placed here is not met; its text says what it wants.",
  bad: `block Half(x: map) {
  require x.channel % 2 == 0, "channels must be even, got {x.channel}"
  return x -> conv(1, x.channel / 2)
}
model Net(image: map[8, 8, 3]) {
  y = image -> Half
  output y
}`,
  good: `block Half(x: map) {
  require x.channel % 2 == 0, "channels must be even, got {x.channel}"
  return x -> conv(1, x.channel / 2)
}
model Net(image: map[8, 8, 4]) {
  y = image -> Half
  output y
}`,
});

export const specWarns = diagnosticKind<{ text: string }>({
  code: "KES3502",
  slug: "spec-warns",
  severity: "warning",
  message: ({ text }) => text,
  explanation:
    "A `warn` of the block, loss or model that is placed here is met: its author thought this worth a second look.",
  bad: `block Wide(n: int)(x: map) {
  warn n > 100, "{n} is wider than was ever tried"
  return x -> conv(1, n)
}
model Net(image: map[8, 8, 3]) {
  y = image -> Wide(200)
  output y
}`,
  good: `block Wide(n: int)(x: map) {
  warn n > 100, "{n} is wider than was ever tried"
  return x -> conv(1, n)
}
model Net(image: map[8, 8, 3]) {
  y = image -> Wide(50)
  output y
}`,
});

export const expectationFails = diagnosticKind<{ text: string; got: string }>({
  code: "KES3503",
  slug: "expectation-fails",
  severity: "error",
  message: ({ text, got }) => `expected ${text}, but ${got}`,
  explanation: "A claim in a spec is tested on every compile. Either the claim or what it speaks of is wrong.",
  bad: `expect 1 + 1 == 3`,
  good: `expect 1 + 1 == 2`,
});

export const notAClaim = diagnosticKind<{ got: string }>({
  code: "KES3504",
  slug: "not-a-claim",
  severity: "error",
  message: ({ got }) => `\`expect\` needs a comparison or a condition; this is ${got}`,
  explanation:
    "An `expect` states something that is true or false: `expect a == b`, `expect n > 3`. `within` belongs to `==`.",
  bad: `expect 3`,
  good: `expect 3 > 2`,
});

export const notEvaluable = diagnosticKind<{ why: string }>({
  code: "KES3505",
  slug: "not-evaluable",
  severity: "error",
  message: ({ why }) => `this can't be evaluated while checking: ${why}`,
  explanation:
    "An `expect` on tensors is computed while the file is checked, from numbers written in it. Weights, inputs and very large tensors are not known then.",
  bad: `block Scale(x: tensor[channel]) = x * learned([channel: 2], init: 1)
expect Scale([1, 2]) == [1, 2]`,
  good: `fn scale(x: tensor[channel]) = x * 2
expect scale([1, 2]) == [2, 4]`,
});

const trained = (published: string, metric = "error"): string => `model Net(image: map[8, 8, 3]) {
  logits = image -> dense(10, over: [height, width, channel], as: class)
  output logits
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
train run {
  model     = Net
  data      = shapes(split: train, size: 8)
  metric    = ${metric}
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
}
published ${published}`;

export const publishedNoShare = diagnosticKind<{ text: string }>({
  code: "KES3506",
  slug: "published-no-share",
  severity: "error",
  message: ({ text }) => `a metric is a share from 0 to 1, and this is ${text}`,
  help: ({ text }) => (/^[\d.]+$/.test(text) ? [`\`${text}%\`?`] : []),
  replacements: (_, written) => (/^\d+(\.\d+)?$/.test(written) && Number(written) <= 100 ? [`${written}%`] : []),
  explanation: "Errors are shares of the pictures: `5.57%`, or `0.0557`.",
  bad: trained("error(run) = 5.57"),
  good: trained("error(run) = 5.57%"),
});

export const publishedUnmeasured = diagnosticKind<{ metric: string; recipe: string; measured: readonly string[] }>({
  code: "KES3507",
  slug: "published-unmeasured",
  severity: "warning",
  message: ({ metric, recipe }) => `\`${recipe}\` doesn't measure \`${metric}\`, so nothing will stand beside this`,
  help: ({ metric, measured }) => [`\`metric = [${[...measured, metric].join(", ")}]\` measures it`],
  explanation:
    "A published figure is printed beside what the recipe comes out at. Its `metric` must name it; without that field it is `error`.",
  bad: trained("top5(run) = 1.2%"),
  good: trained("top5(run) = 1.2%", "[error, top5]"),
});

export const publishedTable = diagnosticKind<{ metric: string }>({
  code: "KES3508",
  slug: "published-table",
  severity: "error",
  message: ({ metric }) => `\`${metric}\` is a table, not one number that a figure could stand beside`,
  explanation: "Published figures are of metrics that give one number, such as `error` and `top5`.",
  bad: trained("confusion(run) = 5%", "confusion"),
  good: trained("error(run) = 5%", "[error, confusion]"),
});

export const kinds = [
  requirementFails,
  specWarns,
  expectationFails,
  notAClaim,
  notEvaluable,
  publishedNoShare,
  publishedUnmeasured,
  publishedTable,
] as readonly DiagnosticKind<never>[];
