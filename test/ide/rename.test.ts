import { describe, expect, it } from "vitest";
import { renameAt } from "../../src/ide/rename.ts";
import { editedText, openMarked, readMarked } from "../support/marked-text.ts";

/** All files after the rename of what stands at `‸`, or why it can't be. */
const renamed = (marked: string, text: string): string => {
  const { program, module, offset, files } = openMarked(marked);
  for (const { path } of files) program.open(path);
  const result = renameAt(program, module, offset, text);
  if ("problem" in result) return result.problem;
  return files
    .map(({ path, text: before }) => {
      const edits = result.edits.filter(({ span }) => span.source.path === path);
      return `${path === "main.kes" ? "" : `--- ${path}\n`}${editedText(before, edits)}`;
    })
    .join("");
};
const clean = (marked: string): string => marked.replaceAll("‸", "");

/** A text before and after, one `‸` in it. */
const expectRenamed = (marked: string, from: RegExp, to: string): void => {
  expect(renamed(marked, to)).toBe(clean(marked).replace(from, to));
};

describe("rename", () => {
  it("renames a parameter with the labels that mean it, in other files too", () => {
    expectRenamed(
      `block Unit(x: map, out: int, stri‸de: int = 1) = x -> conv(3, out, pad: 1 * stride) -> max_pool(stride, pad: stride)
block Pair(x: map) = x -> Unit(8, stride: 2) -> Unit(stride: 2, out: 4)
--- user.kes
import { Unit } from "./main"
block Other(x: map, step: int) = x -> Unit(8, stride: step)
`,
      /stride/g,
      "hop",
    );
  });

  it("renames it where a label stands, and leaves the labels of operations alone", () => {
    expectRenamed(
      `block Unit(x: map, width: int) = x -> conv(3, width)
block Pair(x: map, out: int) = x -> Unit(wid‸th: out) -> conv(3, out: out)
`,
      /width/g,
      "channels",
    );
  });

  it("renames list one's parameters, of kinds and recipes", () => {
    expectRenamed(
      `block Grouped(gro‸ups: int)(x: map) = x -> conv(3, x.channel, pad: groups)
block Two = Grouped(groups: 2)
block Three(x: map) = x -> Grouped(groups: 3)()
`,
      /groups/g,
      "parts",
    );
    expectRenamed(
      `train base(ra‸te: float = 0.1) { batch = rate }
train long extends base(rate: 0.2) { batch = 3 }
`,
      /rate/g,
      "speed",
    );
  });

  it("refuses where a label may mean it but only networks tell", () => {
    const unit = "block Unit(x: map, out: int, str‸ide: int = 1) = x -> conv(3, out, stride: stride)\n";
    const handing = "block Twice(part: block)(x: map) = x -> part(8, stride: 2)\n";
    expect(renamed(`${unit}${handing}block A(x: map) = x -> Twice(Unit)\n`, "hop")).toMatch(
      /^`stride:` in line 2 of main.kes may mean it, too/,
    );
    // Unless nobody hands it on.
    expect(renamed(`${unit}${handing}block A(x: map) = x -> Unit(8)\n`, "hop")).toContain("hop: int = 1");
  });

  it("tells what would then mean two things", () => {
    const text = `wide = 3
block Unit(x: map, out: int) {
  y‸ = x -> conv(3, out)
  z = for k in 0..2 { y + k }
  return sum(z) -> relu
}
block Other(x: map) {
  w = x -> relu
  return w
}
`;
    for (const taken of ["x", "out", "z", "k", "relu", "sum", "conv"])
      expect(renamed(text, taken)).toBe(`\`Unit\` knows a \`${taken}\` already`);
    // What another declaration binds, or nobody uses here, is free.
    for (const free of ["w", "wide", "Other", "gelu"]) expect(renamed(text, free)).toContain(`  ${free} = x`);
    const declared = text.replace("‸", "").replace("Other", "Oth‸er");
    for (const taken of ["wide", "Unit", "y", "relu"])
      expect(renamed(declared, taken)).toBe(`main.kes knows a \`${taken}\` already`);
    expect(renamed(declared, "out2")).toContain("block out2(x");
  });

  it("takes names alone", () => {
    const text = "block Uni‸t(x: map) = x -> relu\n";
    expect(renamed(text, "1x")).toBe("`1x` is no name");
    expect(renamed(text, "repeat")).toBe("`repeat` is a word of the language");
    expect(renamed(text, "größe")).toContain("block größe(");
    expect(renamed(text.replace("Uni‸t", "Unit").replace("=", "=‸"), "a")).toBe("there is no name here");
  });

  it("refuses what others read by its name", () => {
    const model = `model Net(width: int = 4)(image: map[8, 8, 3]) {
  logits = image -> conv(3, width) -> relu
  rest   = logits -> relu
  output logits
  tap rest
}
loss Cost(student: model, label: class) {
  { hard } = { hard = cross_entropy(student.logits, label) }
  term all = hard
  return mean(all, over: batch)
}
`;
    const at = (before: string, text: string): string => {
      const place = model.indexOf(before) + 1;
      return renamed(`${model.slice(0, place)}‸${model.slice(place)}`, text);
    };
    for (const name of ["logits =", "rest   =", "hard }", "all ="])
      expect(at(name, "other")).toContain("others read it");
    for (const name of ["image:", "label:"]) expect(at(name, "other")).toContain("data and recipes hand it over");
    expect(at("width:", "other")).toContain("other: int = 4");
    expect(at("conv(", "other")).toBe("`conv` comes with the language");
    expect(at("over:", "other")).toBe("`mean` and its `over` come with the language");
  });

  it("a record's field keeps its name where the binding of that name is renamed", () => {
    const head = (before: string, name: string, field: string): string => `block Head(x: map) {
  ${before}${name} = x -> conv(3, 4)
  rest = ${name} -> relu
  return { ${field}, rest }
}
block Two(x: map) = (x -> Head).loc
`;
    expect(renamed(head("‸", "loc", "loc"), "offsets")).toBe(head("", "offsets", "loc = offsets"));
    expect(renamed(head("", "loc", "lo‸c"), "offsets")).toBe(head("", "offsets", "loc = offsets"));
  });

  it("refuses what the library declares, and what the language binds in `show`", () => {
    expect(renamed('import { KE } from "paper/ke"\nblock A(x: map) = x -> K‸E(1)\n', "B")).toContain(
      "stands in the library",
    );
    const recipe = `model Net(image: map[8, 8, 3]) {
  y = image -> relu
  output y
}
train base { model = Net, show = { y = stu‸dent.y } }
`;
    expect(readMarked(recipe)[0]!.offsets).toHaveLength(1);
    expect(renamed(recipe, "pupil")).toBe("`student` comes with the language");
  });

  it("a name that nothing uses is renamed alone", () => {
    expectRenamed("block Unit(x: map, unu‸sed: int = 1) = x -> relu\n", /unused/, "other");
    expectRenamed("fn f(x: tensor) {\n  _‸y = x\n  return x\n}\n", /_y/, "_z");
  });
});
