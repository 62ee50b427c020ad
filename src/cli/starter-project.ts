/** What `kesc init` writes: a project that checks cleanly and trains without a download. Paths from its folder. */
export const starterProject = (name: string): ReadonlyMap<string, string> =>
  new Map([
    ["net.kes", NET],
    ["kes.config.json", `${JSON.stringify({ engine: "wasm", runs: "runs", data: "data" }, undefined, 2)}\n`],
    [".gitignore", "runs/\ndata/\nnode_modules/\n"],
    ["README.md", readme(name)],
  ]);

const NET = `// A first network, its loss and how it is trained. \`kesc check net.kes\` reads it, \`kesc train net.kes\` trains it.

/// Two 3×3 convolutions beside a shortcut, which is 1×1 where the shape changes.
block Residual(x: map, out: int, stride: int = 1) {
  y = x -> conv(3, out, stride: stride) -> batch_norm -> relu -> conv(3, out) -> batch_norm
  shortcut = x -> if stride != 1 or x.channel != out { conv(1, out, stride: stride) -> batch_norm }
  return y + shortcut -> relu
}

/// Three stages, each half as large and twice as wide as the one before.
model Net(width: int = 8, classes: int = 10)(image: map[32, 32, 3]) {
  stem   = image  -> conv(3, width) -> batch_norm -> relu
  stage1 = stem   -> Residual(width)
  stage2 = stage1 -> Residual(2 * width, stride: 2)
  stage3 = stage2 -> Residual(4 * width, stride: 2)
  logits = stage3 -> mean(over: [height, width]) -> dense(classes, as: class)
  output logits
}

// A claim, checked whenever the file is.
expect params(Net()) == 19_954

loss ClassificationLoss(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}

/// Pictures of coloured shapes, drawn from a seed: nothing is downloaded. \`cifar10(split: train)\` are real ones.
train quick {
  model     = Net()
  data      = shapes(split: train, count: 2000)
  test      = shapes(split: test, count: 500)
  metric    = error
  augment   = [flip]
  loss      = ClassificationLoss
  optimizer = sgd(lr: 0.1, momentum: 0.9, weight_decay: 5e-4)
  schedule  = cosine(to: 0.01)
  length    = 8 epochs
  batch     = 50
  seed      = 1
}
`;

const readme = (name: string): string => `# ${name}

A network written in kes: [net.kes](net.kes) holds the network, its loss and its recipe.

\`\`\`sh
kesc check net.kes                 # errors: what, where, what to do
kesc params net.kes 'Net()'        # parameters and multiply-adds, block by block
kesc graph net.kes 'Net()' -o net.svg
kesc train net.kes                 # writes a folder under runs/
kesc eval runs/…                   # tests what was trained
\`\`\`

Settings are in \`kes.config.json\`. \`kesc doctor\` says what this machine lacks, if anything.
`;
