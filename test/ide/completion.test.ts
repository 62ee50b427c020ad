import { describe, expect, test } from "vitest";
import { recipeFields } from "../../src/compiler/2-bind/resolve-recipe.ts";
import { completionsAt } from "../../src/ide/complete.ts";
import type { Completion } from "../../src/ide/completion/completion.ts";
import { recipeFieldTable } from "../../src/ide/recipe-fields.ts";
import { editedText, openMarked } from "../support/marked-text.ts";

const offered = (marked: string): readonly Completion[] => {
  const { program, module, offset, files } = openMarked(marked);
  return completionsAt(
    program,
    module,
    offset,
    files.map(({ path }) => path),
  ).items;
};
/** Labels of arguments with their colon. */
const names = (marked: string): readonly string[] =>
  offered(marked).map(({ name, what }) => (what === "argument" ? `${name}:` : name));
const first = (count: number, marked: string): readonly string[] => names(marked).slice(0, count);

const NET = (line: string): string => `model Net(width: int = 16)(image: map[32, 32, 3]) {
  stem = image -> conv(3, width) -> relu
  ${line}
  output body
}
`;

describe("behind an arrow", () => {
  const UNITS = `--- units.kes
block Pair(x: map, out: int) = x -> conv(3, out) -> conv(3, out)
block Wide(k: int)(x: map, out: int) = x -> conv(k, out)
fn rounded(n: float) = floor(n)
limit = 3
`;

  test("what takes a tensor, the file's own before the library's, then steps", () => {
    const all = names(`block Own(x: map) = x -> relu\n${NET("body = stem -> ‸")}${UNITS}`);
    expect(all[0]).toBe("Own");
    for (const name of ["conv", "relu", "mean", "channel_shuffle", "if", "repeat", "fold", "scan"])
      expect(all).toContain(name);
    for (const name of ["stem", "width", "Net", "to8", "rounded", "limit", "zip", "cifar10", "learned"])
      expect(all).not.toContain(name);
    expect(all.indexOf("conv")).toBeLessThan(all.indexOf("abs"));
  });

  test("blocks that were handed in come first", () => {
    expect(first(1, "block Twice(part: block)(x: map) = x -> ‸")).toEqual(["part"]);
    expect(first(1, "block Twice(part: block)(x: map) = x -> repeat(2) { ‸ }")).toEqual(["part"]);
    expect(first(1, "block Twice(part: block)(x: map) = x -> if x.channel > 3 { relu -> ‸")).toEqual(["part"]);
  });

  test("names of other files bring their import", () => {
    const marked = `// A note.\n\n/// Doc.\n${NET("body = stem -> Pa‸")}${UNITS}`;
    const { file } = openMarked(marked);
    const pair = offered(marked).find(({ name }) => name === "Pair");
    expect([pair?.detail, pair?.snippet]).toEqual(["(x: map, out: int) ./units", "Pair($1)"]);
    expect(editedText(file.text, pair!.edits!)).toBe(
      file.text.replace("/// Doc.", 'import { Pair } from "./units"\n\n/// Doc.'),
    );
  });

  test("an import of the same file takes the name in, where it belongs", () => {
    const edited = (imports: string): string => {
      const marked = `${imports}\nblock F(x: map) = x -> ‸\n--- deep/units.kes\nblock A(x: map) = x\nblock B(x: map) = x\nblock C(x: map) = x\n`;
      const { file } = openMarked(marked);
      const edits = offered(marked).find(({ name }) => name === "B")!.edits!;
      return editedText(file.text, edits).split("\n").slice(0, 2).join("\n");
    };
    expect(edited('import { A } from "./deep/units"')).toContain("{ A, B }");
    expect(edited('import { A, C } from "./deep/units"')).toContain("{ A, B, C }");
    expect(edited('import { smooth } from "./other"')).toBe(
      'import { smooth } from "./other"\nimport { B } from "./deep/units"',
    );
  });

  test("a file that imports this one is not imported from", () => {
    const all = names(
      `block F(x: map) = x -> ‸\n--- far.kes\nimport { F } from "./main"\nblock Far(x: map) = x -> F\n--- near.kes\nblock Near(x: map) = x\n`,
    );
    expect(all).toContain("Near");
    expect(all).not.toContain("Far");
  });

  test("lists that must follow come along as a snippet, but not where they stand", () => {
    const snippet = (marked: string, name: string): string | undefined =>
      offered(marked).find((each) => each.name === name)?.snippet;
    const wide = "block Wide(k: int)(x: map, out: int) = x -> conv(k, out)\n";
    const plain = "block Plain(k: int = 3)(x: map, out: int) = x -> conv(k, out)\n";
    expect(snippet(`${wide}${NET("body = stem -> ‸")}`, "Wide")).toBe("Wide($1)($2)");
    expect(snippet(`${plain}${NET("body = stem -> ‸")}`, "Plain")).toBe("Plain()($1)");
    expect(snippet(NET("body = stem -> ‸"), "relu")).toBeUndefined();
    expect(snippet(NET("body = stem -> con‸(3, 4)"), "conv")).toBeUndefined();
    expect(snippet(`${wide}block G(part: block) = Wide(‸`, "conv")).toBeUndefined();
  });
});

describe("in a list of arguments", () => {
  test("arguments that are missing, required ones first, by their order", () => {
    expect(first(2, NET("body = stem -> conv(‸)"))).toEqual(["k:", "out:"]);
    expect(first(1, NET("body = stem -> conv(3, ‸)"))).toEqual(["out:"]);
    expect(first(3, NET("body = stem -> conv(3, 4, ‸"))).toEqual(["stride:", "groups:", "dilation:"]);
    const given = names(NET("body = stem -> conv(3, 4, ‸, groups: 2)"));
    expect(given).not.toContain("groups:");
    expect(given).toContain("stride:");
    expect(given).not.toContain("x:");
    expect(first(2, NET("body = conv(‸"))).toEqual(["x:", "k:"]);
  });

  test("of both lists of a block, of recipes and of parts", () => {
    const two = "block Wide(k: int, bias: bool = false)(x: map, out: int) = x -> conv(k, out, bias: bias)\n";
    expect(first(1, `${two}${NET("body = stem -> Wide(‸)(4)")}`)).toEqual(["k:"]);
    expect(first(1, `${two}${NET("body = stem -> Wide(3)(‸)")}`)).toEqual(["out:"]);
    expect(first(1, `${two}block Same = Wide(‸`)).toEqual(["k:"]);
    expect(first(1, "train A(width: int) { batch = width }\ntrain b extends A(‸) { }")).toEqual(["width:"]);
    expect(first(2, "train a {\n  optimizer = sgd(lr: 0.1, ‸\n}")).toEqual(["momentum:", "weight_decay:"]);
  });

  test("what fits the parameter", () => {
    expect(names(NET("body = stem -> max_pool(2, stride: 2, round: ‸)"))).toEqual(["floor", "ceil"]);
    expect(first(2, NET("body = stem -> conv(3, 4, bias: ‸)"))).toEqual(["true", "false"]);
    expect(first(1, NET("body = stem -> conv(3, 4, init: ‸)"))).toEqual(["normal"]);
    expect(first(3, NET("body = stem -> mean(over: [‸])"))).toEqual(["channel", "height", "width"]);
    expect(names(NET("body = stem -> mean(over: [height, ‸])"))).not.toContain("height");
    expect(names(NET("body = stem -> concat([stem, ‸], along: channel)"))[0]).toBe("stem");
    expect(first(2, NET("body = stem -> conv(3, 2 * ‸"))).toEqual(["width", "stem.channel"]);
    const group = first(2, "block F(x: map, groups: int = 2) = x -> conv(3, 4, groups: ‸");
    expect(group).toEqual(["groups", "x.channel"]);
  });

  test("where a block is wanted, what can be placed, by name alone", () => {
    const twice = "block Twice(part: block)(x: map) = x -> part -> part\nblock Unit(x: map) = x -> relu\n";
    const all = offered(`${twice}block Basic = Twice(‸)`);
    expect(all.map(({ name }) => name).slice(0, 3)).toEqual(["part", "Twice", "Unit"]);
    expect(all.find(({ name }) => name === "conv")?.snippet).toBeUndefined();
    expect(names(`${twice}block Basic = Twice(part: ‸)`)).not.toContain("to8");
  });

  test("a choice's words also in a comparison and a default", () => {
    const head = "fn distance(a: map, form: squared | absolute = ";
    expect(first(2, `${head}‸`)).toEqual(["squared", "absolute"]);
    const compared = first(2, `${head}squared) {\n  return if form == ‸ { a } else { a }\n}`);
    expect(compared).toEqual(["squared", "absolute"]);
  });
});

describe("in bodies", () => {
  test("what is bound above, nearest first; what is bound below isn't there yet", () => {
    const text = NET("body = ‸\n  late = stem");
    expect(first(3, text)).toEqual(["stem", "image", "width"]);
    expect(names(text)).not.toContain("late");
    expect(names(text)).not.toContain("Net");
  });

  test("variables of loops, also of broken ones", () => {
    expect(first(1, "fn f(n: int) = for each in 0..n { ‸ }")).toEqual(["each"]);
    expect(names("block F(x: map) = x -> fold (k, out) in [[3, 16]] { conv(‸")).toEqual(
      expect.arrayContaining(["k:", "out:", "k", "out", "x.channel"]),
    );
  });

  test("statements that belong to the declaration begin a line", () => {
    expect(names(NET("‸"))).toEqual(["output", "tap", "share", "require", "warn", "expect"]);
    expect(first(1, "fn f(x: map) {\n  ret‸\n}")).toEqual(["return"]);
    expect(first(2, "loss L(student: model) {\n  ‸\n}")).toEqual(["return", "term"]);
  });

  test("outputs and taps name what is bound, the last first", () => {
    expect(first(2, NET("body = stem -> relu\n  output ‸"))).toEqual(["body", "stem"]);
    expect(names(NET("body = stem -> relu\n  tap body, ‸"))).toEqual(["stem", "image", "width"]);
    expect(names(NET("body = stem -> relu\n  output body ‸"))).toEqual(["for training"]);
  });

  test("nothing where a new name is written, in comments and in texts", () => {
    for (const text of [
      NET("// a ‸ b"),
      "/* ‸ */",
      "/// ‸\nblock F(x: map) = x",
      NET('require width > 3, "at least ‸"'),
      "block ‸",
      "block F(‸",
      "block F(x: map, ‸",
      "loss L(student: model) {\n  term ‸\n}",
      "fn f(n: int) = for ‸ in 0..n { n }",
    ])
      expect(names(text), text).toEqual([]);
    expect(first(1, NET('require width > 3, "got {‸}"'))).toEqual(["stem"]);
  });
});

describe("behind a dot", () => {
  const MODELS = `model Net(image: map[32, 32, 3]) {
  stem   = image -> conv(3, 8)
  logits = stem -> mean(over: [height, width]) -> dense(10, as: class)
  aux    = stem -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  output aux for training
  tap stem
}
model Other(image: map[32, 32, 3]) {
  scores = image -> conv(3, 8)
  output scores
}
`;

  test("outputs and taps of the models that recipes hand to a loss, of all where none does", () => {
    const loss = "loss L(student: model, teacher: model) {\n  term a = student.‸\n  return a\n}\n";
    expect(names(MODELS + loss)).toEqual(["logits", "aux", "taps", "scores"]);
    const runs = "train big { model = Other }\ntrain run { model = Net, loss = L, teacher = big }\n";
    expect(names(MODELS + loss + runs)).toEqual(["logits", "aux", "taps"]);
    expect(names(MODELS + loss.replace("student.", "teacher.") + runs)).toEqual(["scores"]);
  });

  test("of networks in `show`, also of what is inherited", () => {
    const runs = "train big { model = Other }\ntrain run { model = Net, teacher = big }\n";
    expect(names(`${MODELS}${runs}train more extends run { show = [student.‸] }`)).toEqual(["logits", "aux", "taps"]);
    expect(names(`${MODELS}${runs}train more extends run { show = [teacher.‸] }`)).toEqual(["scores"]);
  });

  test("fields of records, tables, placed models and blocks", () => {
    expect(names("shape = { height = 3, depth = 4 }\nexpect shape.‸")).toEqual(["height", "depth"]);
    expect(names("rows = table {\n  t | c\n  1 | 2\n}\nexpect rows.‸")).toEqual(["t", "c"]);
    expect(names("rows = table {\n  t | c\n  1 | 2\n}\nexpect rows[0].‸")).toEqual(["t", "c"]);
    const whole = "model Whole(image: map[32, 32, 3]) {\n  net = image -> Net\n  y = net.‸\n  output y\n}\n";
    expect(names(MODELS + whole)).toEqual(["logits", "aux", "taps"]);
    const head = "block Head(x: map) {\n  loc = x -> relu\n  return { loc, conf = x }\n}\n";
    expect(names(`${head}block F(x: map) {\n  y = (x -> Head).‸`)).toEqual(["loc", "conf"]);
    expect(names("fn f(x: map) = top_k(x, 3, over: channel, as: best).‸")).toEqual(["value", "index"]);
    expect(names("fn f(truth: boxes) = truth.‸")).toEqual(["box", "valid", "class"]);
  });

  test("sizes of tensors, their own axes first", () => {
    expect(first(3, "fn f(x: map) = x.‸").toSorted()).toEqual(["channel", "height", "width"]);
    expect(first(2, "fn f(x: tensor[token, slot]) = x.‸").toSorted()).toEqual(["slot", "token"]);
    expect(first(2, "fn f(x: map) = x[‸").toSorted()).toEqual(["channel", "height"]);
  });
});

describe("in recipes", () => {
  const BASE = "train base {\n  optimizer = sgd(lr: 0.1)\n  length = 1 epochs\n}\n";

  test("fields that aren't given yet, those that are needed first, with what they are for", () => {
    const all = offered("train run {\n  model = Net\n  ‸\n  batch = 3\n}");
    expect(all.slice(0, 4).map(({ name }) => name)).toEqual(["data", "loss", "optimizer", "length"]);
    expect(all.map(({ name }) => name)).not.toContain("batch");
    expect(all[0]).toMatchObject({ detail: "required", text: "data = " });
    expect(all[0]?.doc).toContain("data set");
    expect(offered(`${BASE}train more extends base { ‸ }`)[0]?.detail).toBe("field");
    expect(recipeFieldTable.map(({ name }) => name).toSorted()).toEqual(recipeFields.toSorted());
  });

  test("parts for the fields that take them", () => {
    expect(names("train run {\n  optimizer = ‸\n}")).toEqual(["adam", "adamw", "sgd"]);
    expect(offered("train run {\n  optimizer = ‸\n}").at(-1)?.snippet).toBe("sgd(lr: $1)");
    expect(names("train run {\n  schedule = [warmup(1 epochs), ‸]\n}")).toEqual(
      expect.arrayContaining(["cosine", "drop", "steps"]),
    );
    expect(names("train run {\n  data = ‸\n}")).toEqual(expect.arrayContaining(["cifar10", "shapes"]));
    expect(names("train run {\n  data = ‸\n}")).not.toContain("sgd");
    expect(first(2, "train run {\n  data = cifar10(split: ‸)\n}")).toEqual(["train", "test"]);
    expect(first(2, "train run {\n  length = ‸\n}")).toEqual(["100 epochs", "100 steps"]);
    expect(first(2, "train run {\n  length = 3 ‸\n}")).toEqual(["epochs", "steps"]);
  });

  test("models, losses and runs for theirs", () => {
    const text = `${NET("body = stem")}loss Plain(student: model) {\n  return 0\n}\n${BASE}`;
    expect(first(1, `${text}train run {\n  model = ‸\n}`)).toEqual(["Net"]);
    expect(first(1, `${text}train run {\n  loss = ‸\n}`)).toEqual(["Plain"]);
    expect(first(1, `${text}train run {\n  teacher = ‸\n}`)).toEqual(["base"]);
    expect(first(1, `${text}train more extends ‸`)).toEqual(["base"]);
    expect(names(`${text}train more ‸`)).toEqual(["extends"]);
  });

  test("arguments of an inherited part, and fields of the runs that it learns from", () => {
    expect(names(`${BASE}train more extends base { optimizer.‸ }`)).toEqual([
      "lr",
      "momentum",
      "weight_decay",
      "nesterov",
    ]);
    expect(names(`${BASE}train more extends base { teacher.‸ }`)).toContain("length");
    expect(first(2, `${BASE}train more extends base { optimizer.nesterov = ‸ }`)).toEqual(["true", "false"]);
  });
});

describe("in imports", () => {
  const FILES = `--- units.kes
/// Twice.
block Pair(x: map) = x
train run { batch = 3 }
--- deep/far.kes
fn far(x: map) = x
`;
  test("names of the file, paths of files", () => {
    expect(names(`import { ‸ } from "./units"\n${FILES}`)).toEqual(["Pair", "run"]);
    expect(names(`import { Pair, ‸ } from "./units"\n${FILES}`)).toEqual(["run"]);
    expect(names(`import { Pair } from "‸"\n${FILES}`)).toEqual(["./deep/far", "./units"]);
    expect(names(`import { Pair } from "./u‸\n${FILES}`)).toEqual(["./deep/far", "./units"]);
    expect(names(`import { Pair } ‸\n${FILES}`)).toEqual(["from"]);
    expect(names(`${FILES}import { far } from "‸"`)).toEqual(["../units"]);
  });
});

describe("at the begin of a line of a file", () => {
  test("declarations, imports first while there is nothing else", () => {
    expect(first(2, "‸")).toEqual(["import", "block"]);
    expect(names(`block F(x: map) = x\n‸`).at(-1)).toBe("import");
    expect(names("model Net(image: ‸")[0]).toBe("map[32, 32, 3]");
    expect(names("block F(x: ‸")).toEqual(expect.arrayContaining(["map", "int", "class"]));
    expect(names("expect params(Net) == 3 ‸")).toEqual(["within", "epochs", "steps", "and", "or"]);
  });
});

test("the word at the place is replaced as a whole", () => {
  const { program, module, offset } = openMarked(NET("body = stem -> re‸lu"));
  const { span } = completionsAt(program, module, offset);
  expect(module.source.text.slice(span.start, span.end)).toBe("relu");
});
