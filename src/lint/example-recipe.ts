/** A file with a network and a recipe, for the rules' examples. `fields` come last and replace nothing. */
export const exampleRecipe = (
  fields: string,
  optimizer = "sgd(lr: 0.1, momentum: 0.9)",
  length = "10 epochs",
): string =>
  `model Net(image: map[8, 8, 3]) {
  logits = image -> conv(3, 8) -> batch_norm -> relu -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}
loss Plain(student: model, label: class) = mean(cross_entropy(student.logits, label), over: batch)
train net {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = ${optimizer}
  length    = ${length}
  batch     = 50
${fields}}`;

/** A student and a teacher of so many channels each, and a loss on both. */
export const exampleTeacher = (student: number, teacher: number, terms: string): string =>
  `model Net(wide: int)(image: map[8, 8, 3]) {
  features = image -> conv(3, wide) -> batch_norm -> relu
  logits   = features -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  tap features
}
loss Soft(student: model, teacher: model, label: class) {
${terms}
}
train big {
  model     = Net(${teacher})
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epoch
  batch     = 50
}
train little extends big { model = Net(${student}), teacher = big, loss = Soft }
loss Plain(student: model, label: class) = mean(cross_entropy(student.logits, label), over: batch)`;
