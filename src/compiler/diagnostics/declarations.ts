import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const net = (line: string): string => `model Net(image: map[8, 8, 3]) {\n  y = image -> conv(3, 4)\n${line}}`;

export const unknownType = diagnosticKind<{ name: string; near?: string }>({
  code: "KES2301",
  slug: "unknown-type",
  severity: "error",
  message: ({ name }) => `there is no type \`${name}\`, and no axis of that name that it could point into`,
  notes: () => [
    "types: int float bool string block model loss record axis map vector tensor[…] boxes run, a list `[int]`, a choice `a | b`, an axis for an index into it",
  ],
  help: ({ near }) => (near ? [`\`${near}\``] : []),
  replacements: ({ near }) => (near ? [near] : []),
  explanation:
    "Every other word as a type is an index into the axis of that name, so it must be an axis that is known (batch, height, width, channel, anchor, class, coord, token) or that the file makes (`as:`, `into:`, `rename`, the brackets of a tensor type).",
  bad: "fn half(n: integer) = n / 2",
  good: "fn half(n: int) = n / 2",
});

export const listsSwapped = diagnosticKind<{ name: string }>({
  code: "KES2302",
  slug: "lists-swapped",
  severity: "error",
  message: ({ name }) => `the first of two lists makes the kind of \`${name}\` and can't hold tensors`,
  help: () => ["`block F(n: int)(x: map)`: numbers first, then what flows through"],
  explanation:
    "Of two lists the first makes the kind, when the file is compiled; the second places it and holds the tensors.",
  bad: "block Unit(x: map)(k: int) = x -> conv(k, 8)",
  good: "block Unit(k: int)(x: map) = x -> conv(k, 8)",
});

export const oneListOnly = diagnosticKind<{ keyword: string }>({
  code: "KES2303",
  slug: "one-list-only",
  severity: "error",
  message: ({ keyword }) => (keyword === "fn" ? "a fn has one list" : "a recipe's list holds no tensors"),
  explanation: "A fn has only the list that places it; a recipe only one that makes its kind.",
  bad: "fn scaled(k: int)(x: tensor) = k * x",
  good: "fn scaled(x: tensor, k: int) = k * x",
});

export const namedLikeChoice = diagnosticKind<{ name: string }>({
  code: "KES2304",
  slug: "named-like-its-choice",
  severity: "error",
  message: ({ name }) => `the parameter \`${name}\` is named like one of its own choices`,
  explanation:
    "Where a choice is expected a name means the choice, unless a parameter of a choice type bears it. With such a name both would be meant.",
  bad: "fn pick(x: tensor, code: code | paper = paper) = if code == paper { x } else { 2 * x }",
  good: "fn pick(x: tensor, form: code | paper = paper) = if form == paper { x } else { 2 * x }",
});

export const misplacedStatement = diagnosticKind<{ statement: string; belongs: string; keyword: string }>({
  code: "KES2305",
  slug: "misplaced-statement",
  severity: "error",
  message: ({ statement, belongs, keyword }) => `\`${statement}\` stands in ${belongs}, not in a ${keyword}`,
  explanation:
    "`output` and `tap` say what a model yields, `term` is a summand of a loss, `return` ends a block, fn or loss.",
  bad: "block Unit(x: map) {\n  y = x -> relu\n  output y\n  return y\n}",
  good: "block Unit(x: map) {\n  y = x -> relu\n  return y\n}",
});

export const noReturn = diagnosticKind<{ name: string; keyword: string }>({
  code: "KES2306",
  slug: "missing-return",
  severity: "error",
  message: ({ name, keyword }) => `the ${keyword} \`${name}\` returns nothing`,
  help: () => ["`return …` as its last line"],
  explanation: "The last statement of a block, fn or loss is `return` with what comes out.",
  bad: "fn half(x: tensor) {\n  require 1 < 2\n}",
  good: "fn half(x: tensor) {\n  require 1 < 2\n  return x / 2\n}",
});

export const returnNotLast = diagnosticKind({
  code: "KES2307",
  slug: "return-not-last",
  severity: "error",
  message: () => "`return` is the last statement; what follows would never be read",
  explanation: "A body has one `return`, at its end. A condition stands inside: `return if c { a } else { b }`.",
  bad: "fn half(x: tensor) {\n  return x / 2\n  return x\n}",
  good: "fn half(x: tensor) {\n  return x / 2\n}",
});

export const noOutput = diagnosticKind<{ name: string }>({
  code: "KES2308",
  slug: "missing-output",
  severity: "error",
  message: ({ name }) => `the model \`${name}\` has no output`,
  help: () => ["`output name`: what is compiled and counted"],
  explanation:
    "A model's outputs are what is compiled, counted and handed to a loss; without one there is nothing to do.",
  bad: net("  tap y\n"),
  good: net("  output y\n"),
});

export const outputTwice = diagnosticKind<{ name: string }>({
  code: "KES2309",
  slug: "output-twice",
  severity: "error",
  message: ({ name }) => `\`${name}\` is an output already`,
  explanation: "An output is named once, either plainly or `for training`.",
  bad: net("  output y\n  output y for training\n"),
  good: net("  output y\n"),
});

export const outputNamedTaps = diagnosticKind<object>({
  code: "KES2310",
  slug: "output-named-taps",
  severity: "error",
  message: () =>
    "an output can't be called `taps`: `student.taps` and `taps` of a compiled network are what `tap` names",
  help: () => ["bind it to another name"],
  explanation: "A placed network is the record of its outputs, and of its taps under the name `taps`.",
  bad: "model Net(image: map[4, 4, 3]) {\n  taps = image -> conv(3, 4)\n  output taps\n}\n",
  good: "model Net(image: map[4, 4, 3]) {\n  y = image -> conv(3, 4)\n  output y\n}\n",
});

export const unknownField = diagnosticKind<{ name: string; known: readonly string[]; near?: string }>({
  code: "KES2401",
  slug: "unknown-recipe-field",
  severity: "error",
  message: ({ name }) => `a recipe has no \`${name}\``,
  notes: ({ known }) => [`it has ${known.join(", ")}`],
  help: ({ near }) => (near ? [`\`${near}\``] : []),
  replacements: ({ near }) => (near ? [near] : []),
  explanation:
    "The fields of a recipe are those that training knows; a number of one's own is bound at file level or is a parameter of the recipe.",
  bad: "train first(n: int) { batchsize = n }",
  good: "train first(n: int) { batch = n }",
});

export const fieldTwice = diagnosticKind<{ name: string }>({
  code: "KES2402",
  slug: "field-twice",
  severity: "error",
  message: ({ name }) => `\`${name}\` stands here twice`,
  explanation: "Each field of a recipe or record, and each column of a table, stands once.",
  bad: "train first(n: int) { batch = n, batch = 2 }",
  good: "train first(n: int) { batch = n }",
});

export const dottedWithoutParent = diagnosticKind<{ path: string }>({
  code: "KES2403",
  slug: "nothing-to-change",
  severity: "error",
  message: ({ path }) => `\`${path} = …\` changes an argument of a parent's field, and this recipe extends none`,
  explanation:
    "`optimizer.lr = 1e-4` replaces one argument of a field that the recipe named after `extends` has as a call.",
  bad: "train first(rate: float) { optimizer.lr = rate }",
  good: "train first(rate: float) { optimizer = sgd(lr: rate) }",
});

export const dottedTooDeep = diagnosticKind<{ path: string }>({
  code: "KES2404",
  slug: "field-path-too-long",
  severity: "error",
  message: ({ path }) => `\`${path}\`: a field and one of its arguments, not more`,
  explanation:
    "`optimizer.lr` names the argument `lr` of the field `optimizer`; arguments have no parts of their own. Fields of a run go on: `teacher.optimizer.lr`.",
  bad: "train first(n: int) { batch = n }\ntrain second(n: int) extends first(n) { optimizer.lr.base = 0.1 }",
  good: "train first(n: int) { batch = n }\ntrain second(n: int) extends first(n) { optimizer = sgd(lr: 0.1) }",
});

export const notARecipe = diagnosticKind<{ name: string }>({
  code: "KES2405",
  slug: "not-a-recipe",
  severity: "error",
  message: ({ name }) => `\`${name}\` is no recipe, so nothing can extend it`,
  explanation: "After `extends` stands the name of a `train` declaration, with its arguments.",
  bad: "block Unit(x: map) = x -> relu\ntrain first(n: int) extends Unit { batch = n }",
  good: "train base(n: int) { batch = n }\ntrain first(n: int) extends base(n) { seed = n }",
});

export const kinds: readonly DiagnosticKind<never>[] = [
  unknownType,
  listsSwapped,
  oneListOnly,
  namedLikeChoice,
  misplacedStatement,
  noReturn,
  returnNotLast,
  noOutput,
  outputTwice,
  outputNamedTaps,
  unknownField,
  fieldTwice,
  dottedWithoutParent,
  dottedTooDeep,
  notARecipe,
];
