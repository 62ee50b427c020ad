import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const spec = (show: string, more = ""): string => `${more}model Net(image: map[8, 8, 3]) {
  y      = image -> conv(3, 4) -> relu
  logits = y -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  tap y
}
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
train run {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
  show      = ${show}
}`;

const GOOD = spec("[mean(student.taps, over: channel)]");

const named = (axes: readonly string[]): string => axes.map((axis) => `\`${axis}\``).join(", ");

export const showNotAMap = diagnosticKind<{
  recipe: string;
  title: string;
  got: string;
  left: readonly string[];
  lacking: readonly string[];
}>({
  code: "KES4201",
  slug: "no-map-to-show",
  severity: "error",
  message: ({ recipe, title, got, left, lacking }) => {
    const why =
      lacking.length > 0 ? `, without ${named(lacking)}` : left.length > 0 ? `, with ${named(left)} left` : "";
    return `\`${recipe}\` can't show \`${title}\`: it is ${got}${why}`;
  },
  help: ({ left, lacking }) =>
    left.length > 0 && lacking.length === 0
      ? [`\`mean(…, over: ${left.length > 1 ? `[${left.join(", ")}]` : left.join()})\` leaves height and width`]
      : [],
  explanation:
    "What `show` lists is drawn beside the pictures it belongs to: a tensor with the axes batch, height and width, or a list of such. " +
    "What takes one tensor and is handed a list is applied to each of its items.",
  bad: spec("[student.taps]"),
  good: GOOD,
});

export const showWithoutTeacher = diagnosticKind<{ recipe: string }>({
  code: "KES4202",
  slug: "show-without-teacher",
  severity: "error",
  message: ({ recipe }) => `\`show\` reads \`teacher\`, but the recipe \`${recipe}\` has none`,
  explanation:
    "In `show`, `student` is the network that learns and `teacher` that of the recipe's `teacher`. A recipe that inherits `show` and has no teacher can say `show = none` or something of its own.",
  bad: spec("[mean(teacher.taps, over: channel)]"),
  good: GOOD,
});

export const showOwnsWeights = diagnosticKind<{ recipe: string; title: string; path: string }>({
  code: "KES4203",
  slug: "show-owns-weights",
  severity: "error",
  message: ({ recipe, title, path }) =>
    `\`${recipe}\` can't show \`${title}\`: its weight \`${path}\` is in no network`,
  explanation:
    "`show` looks at what networks compute. A block with weights of its own would show what nobody has trained: make it a part of the model, and show its result.",
  bad: spec("[student.taps -> conv(1, 1) -> mean(over: channel)]"),
  good: GOOD,
});

export const kinds = [showNotAMap, showWithoutTeacher, showOwnsWeights] as readonly DiagnosticKind<never>[];
