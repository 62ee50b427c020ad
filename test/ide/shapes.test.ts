import { describe, expect, it } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { hoverAt } from "../../src/ide/hover.ts";
import { lensesOf, lensText } from "../../src/ide/lenses.ts";
import { choiceKey, placementTitles, shapesOf, type ShapesAsked } from "../../src/ide/shapes.ts";

const open = (files: Readonly<Record<string, string>>, path = "main.kes") => {
  const program = openProgram(memoryHost(files));
  return { program, module: program.open(path).result!, files: Object.keys(files) };
};

/** The text with each hint where an editor shows it. */
const hinted = (files: Readonly<Record<string, string>>, asked: ShapesAsked = {}, path = "main.kes"): string => {
  const { program, module } = open(files, path);
  const hints = module.file.items.flatMap((item) => [...shapesOf(program, module, item, asked).steps]);
  return hints
    .toSorted(([a], [b]) => b - a)
    .reduce((text, [at, shape]) => `${text.slice(0, at)}‹${shape}›${text.slice(at)}`, module.source.text);
};

const UNIT = `block Unit(x: map, out: int) {
  body = x -> conv(3, out) -> relu
  way  = if x.channel == out { x } else { x -> conv(1, out) }
  sum  = body + way
  return sum
}
`;
const NET = `model Net(image: map[8, 8, 3]) {
  first  = image -> Unit(4) -> max_pool(2, 2)
  second = first -> Unit(6) -> repeat(2) { Unit(6) }
  output second
}
`;

const RECIPE = `fn softer(x: tensor) = x * 0.5 -> tanh

model Small(image: map[8, 8, 3]) {
  logits = image -> mean(over: [height, width]) -> dense(4, as: class)
  output logits
}
loss Plain(student: model, label: class) {
  soft = softer(student.logits)
  term hard = cross_entropy(soft, label)
  return mean(hard, over: batch)
}
train plain {
  model     = Small
  data      = shapes(split: train, count: 64, size: 8, classes: 4)
  test      = shapes(split: test, count: 64, size: 8, classes: 4)
  metric    = error
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 2 epochs
  batch     = 32
  seed      = 1
}
`;

describe("shapes beside the text", () => {
  it("stand behind steps and bindings, of the first placement", () => {
    expect(hinted({ "main.kes": UNIT + NET })).toBe(`block Unit(x: map, out: int) {
  body = x -> conv(3, out)‹8×8×4› -> relu‹8×8×4›
  way  = if x.channel == out { x } else { x -> conv(1, out)‹8×8×4› }‹8×8×4›
  sum  = body + way‹8×8×4›
  return sum
}
model Net(image: map[8, 8, 3]) {
  first  = image -> Unit(4)‹8×8×4› -> max_pool(2, 2)‹4×4×4›
  second = first -> Unit(6)‹4×4×6› -> repeat(2) { Unit(6)‹4×4×6› }‹4×4×6›
  output second
}
`);
  });

  it("are of the placement that was chosen; of one that isn't there, the first", () => {
    const of = (index: number) =>
      hinted({ "main.kes": UNIT + NET }, { choices: new Map([[choiceKey("main.kes", "Unit"), index]]) });
    expect(of(1)).toContain("body = x -> conv(3, out)‹4×4×6›");
    expect(of(2)).toContain("way  = if x.channel == out { x } else { x -> conv(1, out) }\n");
    for (const none of [9, -1]) expect(of(none)).toContain("body = x -> conv(3, out)‹8×8×4›");
  });

  it("of a file that places nothing itself, from one that imports it", () => {
    const files = { "main.kes": UNIT, "net.kes": `import { Unit } from "./main"\n\n${NET}` };
    expect(hinted(files)).toBe(UNIT);
    expect(hinted(files, { files: Object.keys(files) })).toContain("sum  = body + way‹8×8×4›");
  });

  it("of losses and functions, from recipes", () => {
    const shown = hinted({ "main.kes": RECIPE });
    expect(shown).toContain("fn softer(x: tensor) = x * 0.5 -> tanh‹[class 4]›");
    expect(shown).toContain("soft = softer(student.logits)‹[class 4]›");
    expect(shown).toContain("term hard = cross_entropy(soft, label)‹number›");
  });

  it("name placements by network and path", () => {
    const { program, module, files } = open({ "main.kes": UNIT + NET });
    const [unit] = module.file.items;
    if (unit?.kind !== "Declaration") throw new Error("no declaration");
    expect(placementTitles(program, module, unit, files)).toEqual([
      "first/Unit1 of Net: Unit on 8×8×3",
      "second/Unit1 of Net: Unit on 4×4×4",
      "second/Unit2 of Net: Unit on 4×4×6",
      "second/Unit3 of Net: Unit on 4×4×6",
    ]);
  });
});

describe("counts beside the text", () => {
  const lenses = (text: string) => {
    const { program, module } = open({ "main.kes": text });
    return lensesOf(module).map((lens) => [lens.item.name.text, lensText(program, module, lens)?.text] as const);
  };
  it("of networks, beside what was expected and published; of a block, in the placement that is shown", () => {
    const claims = "expect params(Net) == 1_000\npublished params(Net) = 1.1K\n";
    const [unit, net] = lenses(UNIT + NET + claims);
    // 3·3·3·4 + 3·4 weights, each used at 64 places
    expect(unit).toEqual(["Unit", "120 parameters · 7.7 K multiply-adds · first/Unit1 of Net: Unit on 8×8×3 (1 of 4)"]);
    // 120, then 3·3·4·6 + 4·6, then 3·3·6·6 twice; the latter three at 16 places
    expect(net).toEqual([
      "Net",
      "1,008 parameters (expected 1,000, +8; published 1.1K, −8.36 %) · 21.9 K multiply-adds",
    ]);
  });
  it("of a block that is placed nowhere, as a formula", () =>
    expect(lenses("block Wide(k: int)(x: map, out: int) = x -> conv(k, out)\n")).toEqual([
      ["Wide", "convolutions k²·N·M"],
    ]));
  it("of a recipe, with the memory of a step at its batch", () => {
    const texts = new Map(lenses(RECIPE));
    // 3 · 4 weights and 4 more; each used once a picture
    expect(texts.get("plain")).toMatch(/^16 parameters · 12 multiply-adds · 0\.\d MiB a step at batch 32$/);
  });
});

describe("under the pointer", () => {
  it("stand shapes in and out, cost and who placed it", () => {
    const { program, module } = open({ "main.kes": UNIT + NET });
    const at = (word: string) => hoverAt(program, module, module.source.text.indexOf(word) + 1)?.text ?? "";
    expect(at("conv(1")).toContain(
      "**8×8×3 → 8×8×4**  \n12 parameters · 768 multiply-adds  \nin first/Unit1 of Net: Unit on 8×8×3  \nin Net on 8×8×3",
    );
    expect(at("Unit(4)")).toContain("**8×8×3 → 8×8×4**  \n120 parameters");
    expect(at("relu")).toContain("**8×8×4 → 8×8×4**");
    expect(at("sum  =")).toContain("8×8×4");
  });
  it("stands nothing that keeps another file's placements from being found afterwards", () => {
    const net = `import { Unit } from "./unit"\n\n${NET}`;
    const { program, module, files } = open({ "main.kes": net, "unit.kes": UNIT });
    expect(hoverAt(program, module, net.indexOf("Unit(4)"), { files })?.text).toContain("block Unit");
    const unit = program.open("unit.kes").result!;
    expect([...shapesOf(program, unit, unit.file.items[0]!, { files }).steps.values()]).toContain("8×8×4");
  });
});
