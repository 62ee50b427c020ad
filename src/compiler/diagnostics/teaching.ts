import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const FOLLOW = `loss Follow(student: model, teacher: model) {
  gaps = for (s, t) in zip(student.taps, teacher.taps) { mean((s - t) ^ 2, over: [height, width, channel]) }
  return mean(sum(gaps), over: batch)
}`;
const PLAIN = `loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}`;

const spec = (
  taught: string,
  losses = `${PLAIN}\n${FOLLOW}`,
): string => `model Net(step: int = 1)(image: map[8, 8, 3]) {
  y      = image -> conv(3, 4, stride: step) -> relu
  logits = y -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  tap y
}
${losses}
train big {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
}
train small extends big { ${taught} }`;

const GOOD = spec("teacher = big, loss = Follow");

export const modelsApart = diagnosticKind<{ recipe: string; first: string; others: readonly string[] }>({
  code: "KES4301",
  slug: "student-and-teacher-apart",
  severity: "error",
  message: ({ recipe, first }) => `student and teacher of \`${recipe}\` don't pair: ${first}`,
  notes: ({ others }) => others,
  explanation:
    "The loss compares what two networks compute, tap by tap or output by output. Taps pair in their order: as many on both sides, of equal height and width. The place in the loss where they met stands beside it.",
  bad: spec("teacher = big, loss = Follow, model = Net(2)"),
  good: GOOD,
});

export const lossWantsTeacher = diagnosticKind<{ loss: string; recipe: string; name: string }>({
  code: "KES4302",
  slug: "no-teacher",
  severity: "error",
  message: ({ loss, recipe, name }) =>
    name === "teacher"
      ? `the loss \`${loss}\` compares with a teacher, and the recipe \`${recipe}\` has none`
      : `the loss \`${loss}\` takes a second model as \`${name}\`, and a recipe gives one by the name \`teacher\``,
  help: ({ name }) =>
    name === "teacher"
      ? ["`teacher = big`: a recipe, trained first if it has not been"]
      : [`rename \`${name}\` to \`teacher\``],
  explanation:
    "A loss's first model is the one that learns; a second one, by the name `teacher`, is the network of the recipe's `teacher`.",
  bad: spec("loss = Follow"),
  good: GOOD,
});

export const teacherUnread = diagnosticKind<{ loss: string; recipe: string }>({
  code: "KES4303",
  slug: "teacher-unread",
  severity: "warning",
  message: ({ loss, recipe }) => `the loss \`${loss}\` never looks at the teacher of \`${recipe}\``,
  help: () => ["`teacher = none` removes it; a loss with a parameter `teacher: model` reads it"],
  explanation: "The teacher would be trained and computed for nothing. Perhaps the recipe kept its parent's loss.",
  bad: spec("teacher = big", PLAIN),
  good: GOOD,
});

export const idleTerm = diagnosticKind<{ term: string; loss: string; frozen: boolean }>({
  code: "KES4304",
  slug: "idle-term",
  severity: "warning",
  message: ({ term, loss, frozen }) =>
    frozen
      ? `\`parts\` freezes every weight that the term \`${term}\` of \`${loss}\` depends on`
      : `the term \`${term}\` of \`${loss}\` depends on no weight that is trained`,
  explanation:
    "No gradient flows from this term: it looks at the teacher or the data alone, or `stop`, a function without slope or `parts` lies between it and every weight. It is logged, and teaches nothing.",
  bad: "",
  good: "",
  untestable: "test/elaborate/teaching.test.ts asks for the training step of such a recipe",
});

export const kinds = [modelsApart, lossWantsTeacher, teacherUnread, idleTerm] as readonly DiagnosticKind<never>[];
