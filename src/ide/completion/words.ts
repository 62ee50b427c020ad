import type { Completion, Ranked } from "./completion.ts";

/** Words of the language with what follows them. `$1`, `$2` are where the cursor goes; the text without them is for editors that know no snippets. */

const keyword = (name: string, detail: string, snippet?: string): Completion => ({
  name,
  what: "keyword",
  detail,
  ...(snippet !== undefined && { snippet }),
});

const ranked = (all: readonly Completion[], rank: number): readonly Ranked[] =>
  all.map((completion, index) => ({ completion, rank: rank + index / 100 }));

// prettier-ignore
const items: readonly Completion[] = [
  keyword("import", "names of another file", 'import { $2 } from "${1:./}"'),
  keyword("block", "something to place, which may own weights", "block ${1:Name}(x: map, ${2:out: int}) = x -> $0"),
  keyword("model", "a network", "model ${1:Net}(image: map[${2:32, 32, 3}]) {\n  ${3:logits} = image -> $0\n  output ${3:logits}\n}"),
  keyword("fn", "a function without weights", "fn ${1:name}(${2:x: tensor}) = $0"),
  keyword("loss", "what is minimized", "loss ${1:Name}(student: model, label: class) {\n  term ${2:hard} = cross_entropy(student.${3:logits}, label)$0\n  return mean(${2:hard}, over: batch)\n}"),
  keyword("train", "how a network is trained", "train ${1:run} {\n  model     = $2\n  data      = $3\n  loss      = $4\n  optimizer = ${5:sgd(lr: 0.1)}\n  length    = ${6:100 epochs}\n  batch     = ${7:128}\n}"),
  keyword("expect", "a claim, tested on every check", "expect ${1:params($2)} == $0"),
  keyword("published", "a printed figure, shown beside ours", "published ${1:params($2)} = $0"),
];

/** What a line of a file begins with. `late`: declarations stand above, and imports come first. */
export const itemWords = (late: boolean): readonly Ranked[] =>
  ranked(items, 0).map((each) => (late && each.completion.name === "import" ? { ...each, rank: 9 } : each));

const statement = (name: string, detail: string, snippet: string, ...where: readonly string[]) => ({
  completion: keyword(name, detail, snippet),
  where,
});

// prettier-ignore
const statements = [
  statement("return", "what comes out", "return $0", "block", "fn", "loss"),
  statement("output", "what comes out", "output $0", "model"),
  statement("tap", "what losses look at besides", "tap $0", "model"),
  statement("term", "a part of the loss that is told by its name", "term ${1:name} = $0", "loss"),
  statement("share", "placements of it use one set of weights", "share ${1:name} = $0", "block", "model", "loss"),
  statement("require", "an error where it is false", 'require ${1:condition}, "$0"', "block", "model", "fn", "loss"),
  statement("warn", "a warning where it is true", 'warn ${1:condition}, "$0"', "block", "model", "fn", "loss"),
  statement("expect", "a claim, tested on every check", "expect $1 == $0", "block", "model", "fn", "loss"),
];

/** What a line of a body begins with. */
export const statementWords = (declaration: string): readonly Ranked[] =>
  ranked(
    statements.filter(({ where }) => where.includes(declaration)).map(({ completion }) => completion),
    0,
  );

/** What a step may be besides a name. */
export const stepWords: readonly Ranked[] = ranked(
  [
    keyword("if", "steps for a condition", "if ${1:condition} { $2 }"),
    keyword("repeat", "steps several times", "repeat(${1:n}) { $0 }"),
    keyword("fold", "steps once for each element", "fold ${1:each} in ${2:list} { $0 }"),
    keyword("scan", "the same, keeping what comes out each time", "scan ${1:each} in ${2:list} { $0 }"),
  ],
  8,
);

/** What a value may begin with besides a name. */
export const valueWords: readonly Ranked[] = ranked(
  [
    keyword("if", "one of two values", "if ${1:condition} { $2 } else { $3 }"),
    keyword("for", "a list, one element for each", "for ${1:each} in ${2:list} { $0 }"),
    keyword("table", "a list of records", "table {\n  ${1:a} | ${2:b}\n  $0\n}"),
    keyword("not", "turns a condition or mask round", "not $0"),
    keyword("none", "nothing"),
  ],
  8,
);

/** Words that may follow, with a blank behind. */
export const goingOn = (words: readonly string[]): readonly Ranked[] =>
  ranked(
    words.map((name): Completion => {
      if (name === "{") return { ...keyword(name, "the names", '{ $2 } from "${1:./}"'), name: "{ … } from" };
      if (name === "else") return keyword(name, "what it is otherwise", "else { $0 }");
      if (name === "from") return keyword(name, "the file", 'from "${1:./}"');
      return keyword(name, "goes on");
    }),
    0,
  );
