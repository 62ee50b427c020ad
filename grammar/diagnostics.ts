import { diagnosticKind, type DiagnosticKind } from "../src/base/diagnostic.ts";

/** Text and syntax: KES10xx is found by the scanner, KES11xx by the grammar and whoever builds the tree. */

export const unknownCharacter = diagnosticKind<{ character: string }>({
  code: "KES1001",
  slug: "unknown-character",
  severity: "error",
  message: ({ character }) =>
    `${character.trim() ? `\`${shortened(character)}\` ` : "a character "}(${codePoint(character)}) means nothing here`,
  help: ({ character }) => {
    const [one = ""] = character;
    const meant = lookalikes.get(one);
    return one === ";" ? ["a new line"] : meant === undefined ? [] : [`\`${meant}\``];
  },
  explanation:
    "Outside of texts and comments a spec holds words, numbers and the signs of the language. Typographic quotes, dashes and special blanks often come along when text is copied.",
  bad: "a = 3 × 4\nexpect a == 12",
  good: "a = 3 * 4\nexpect a == 12",
});

/** A row of one character is one error; so many of them say enough. */
const mostShown = 8;
const shortened = (row: string): string =>
  [...row].length > mostShown ? `${[...row].slice(0, mostShown).join("")}…` : row;

const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
// prettier-ignore
const lookalikes: ReadonlyMap<string, string> = new Map([
  ["×", "*"], ["·", "*"], ["÷", "/"], ["−", "-"], ["–", "-"], ["—", "-"], ["→", "->"], ["≤", "<="], ["≥", ">="], ["≠", "!="],
  ["“", '"'], ["”", '"'], ["„", '"'], ["'", '"'], ["’", '"'], ["`", '"'], ["…", ".."], ["\u00a0", " "], 
  ["&", "and"], ["|", "or"], ["!", "not"], ["#", "//"], ["∞", "inf"],
]);

export const readingDirection = diagnosticKind<{ code: string }>({
  code: "KES1002",
  slug: "reading-direction",
  severity: "error",
  message: ({ code }) => `U+${code} turns the reading direction: the text may look other than it is`,
  help: () => ["take the invisible character out"],
  explanation:
    "Such characters make editors show text in another order than it is read by a program, so code can hide in a comment. They are refused everywhere but in texts in quotes.",
  bad: "// harmless \u202e comment\nexpect 1 == 1",
  good: "// harmless comment\nexpect 1 == 1",
});

export const openString = diagnosticKind({
  code: "KES1003",
  slug: "open-text",
  severity: "error",
  message: () => 'this text lacks its closing `"`; it ends on its line',
  explanation:
    "A text stands between two double quotes on one line. Within it `\\\"` is a quote and `\\n` a line's end.",
  bad: 'fn half(a: float) {\n  require a > 0, "too small\n  return a / 2\n}',
  good: 'fn half(a: float) {\n  require a > 0, "too small"\n  return a / 2\n}',
});

export const badEscape = diagnosticKind<{ character: string }>({
  code: "KES1004",
  slug: "unknown-escape",
  severity: "error",
  message: ({ character }) => `\`\\${character}\` means nothing in a text`,
  help: () => ['`\\"`, `\\\\`, `\\n` and `\\{` are known'],
  explanation: "A backslash in a text begins one of four escapes. A backslash itself is written twice.",
  bad: 'fn half(a: float) {\n  require a > 0, "a\\b"\n  return a / 2\n}',
  good: 'fn half(a: float) {\n  require a > 0, "a\\\\b"\n  return a / 2\n}',
});

export const badNumber = diagnosticKind<{ text: string }>({
  code: "KES1005",
  slug: "bad-number",
  severity: "error",
  message: ({ text }) => `\`${text}\` is no number`,
  help: ({ text }) => numberHelp(text),
  explanation:
    "Numbers are `1`, `2.5`, `.5`, `1e-3`, `2_243_546`, `26.5M`, `0.5%`. `_` stands between two digits, a dot has a digit behind it, and no letter follows but K, M or G.",
  bad: "length = 60epochs",
  good: "length = 60 epochs\nother = length",
});

const numberHelp = (text: string): string[] => {
  const unit = /^(.*?)(epochs?|steps?)$/.exec(text);
  if (unit) return [`\`${unit[1]} ${unit[2]}\``];
  if (/^0[xXbBoO]/.test(text)) return ["numbers are decimal"];
  if (/^[\d_]+\.$/.test(text)) return [`\`${text}0\``];
  return /_$|__/.test(text) ? ["`_` stands between two digits"] : [];
};

export const percentOrRemainder = diagnosticKind<{ left: string; right: string }>({
  code: "KES1006",
  slug: "percent-or-remainder",
  severity: "error",
  message: () => "this `%` could be percent or remainder",
  help: ({ left, right }) => [
    `remainder: \`${left || "a"} % ${right || "b"}\`, with a blank on both sides`,
    ...(/^[\d._]+$/.test(left) ? [`percent: \`${left}%\`, with nothing behind it that could be divided by`] : []),
  ],
  explanation:
    "Percent touches the number before it, and no word, digit or `(` follows. The remainder of a division has white space on both sides. Everything else could be read either way and is refused.",
  bad: "expect 10%3 == 1",
  good: "expect 10 % 3 == 1",
});

export const openComment = diagnosticKind({
  code: "KES1007",
  slug: "open-comment",
  severity: "error",
  message: () => "this comment lacks its closing `*/`",
  explanation:
    "`/*` begins a comment that goes on to the next `*/`, over several lines if need be. Such comments don't nest.",
  bad: "expect 1 == 1 /* obvious",
  good: "expect 1 == 1 /* obvious */",
});

export const threeDots = diagnosticKind({
  code: "KES1008",
  slug: "three-dots",
  severity: "error",
  message: () => "`...` means nothing: a range has two dots",
  help: () => ["`a..b` counts from a up to b, which is left out"],
  explanation: "`0..3` is 0, 1, 2: the end is left out, as in an index.",
  bad: "list = 0...3\nexpect list[0] == 0",
  good: "list = 0..3\nexpect list[0] == 0",
});

export const loneCarriageReturn = diagnosticKind({
  code: "KES1009",
  slug: "lone-carriage-return",
  severity: "error",
  message: () => "a lone carriage return: lines end in a line feed, with or without a carriage return before it",
  explanation:
    "Programs disagree on whether a lone carriage return ends a line, so a comment could hide what follows it.",
  bad: "one = 1 // the first\rexpect one == 1",
  good: "one = 1 // the first\r\nexpect one == 1",
});

export const longNumber = diagnosticKind<{ digits: number; most: number }>({
  code: "KES1010",
  slug: "number-too-long",
  severity: "error",
  message: ({ digits, most }) => `this number has ${digits} characters; at most ${most} are read`,
  explanation: "Numbers are kept exactly up to 4,096 bits, which is 1,234 digits. Nothing in a paper is longer.",
  bad: `many = ${"9".repeat(1501)}\nexpect many > 0`,
  good: "many = 9e1501\nexpect many > 0",
});

export const textTooLong = diagnosticKind<{ length: number; most: number }>({
  code: "KES1011",
  slug: "text-too-long",
  severity: "error",
  message: ({ length, most }) => `the text has ${length} characters; at most ${most} (4 MB) are read`,
  help: () => ["tables of numbers belong into data files; a large spec into several files"],
  explanation: "A spec is written by people. What is longer than 4 MB is something else.",
  bad: "",
  good: "",
  untestable: "a text of 5 MB",
});

export const tooManyTokens = diagnosticKind<{ most: number }>({
  code: "KES1012",
  slug: "too-many-words",
  severity: "error",
  message: ({ most }) => `the text has more than ${most} words and signs; the rest isn't read`,
  explanation:
    "So that every text is read within two seconds and half a gigabyte, at most 250,000 words and signs are read, some 25,000 lines.",
  bad: "",
  good: "",
  untestable: "300,000 commas",
});

export const tooDeep = diagnosticKind<{ what: string; most: number }>({
  code: "KES1013",
  slug: "nested-too-deep",
  severity: "error",
  message: ({ what, most }) => `${what} more than ${most} deep`,
  help: () => ["give a part of it a name: `name = …`"],
  explanation:
    "Brackets nest at most 100 deep, and an expression has at most 500 operators, operands' suffixes and branches within each other, so that no text can exhaust the compiler's stack.",
  bad: `expect ${"(".repeat(101)}1${")".repeat(101)} == 1`,
  good: `expect ${"(".repeat(50)}1${")".repeat(50)} == 1`,
});

export const strayDoc = diagnosticKind({
  code: "KES1014",
  slug: "stray-doc-comment",
  severity: "warning",
  message: () => "this `///` comment documents nothing",
  help: () => ["`//` for a remark; `///` stands on the lines right above a declaration, statement or parameter"],
  explanation:
    "A doc comment belongs to what stands right below it. With a blank line between, or at a line's end, it would be lost.",
  bad: "/// One.\n\none = 1\nexpect one == 1",
  good: "/// One.\none = 1\nexpect one == 1",
});

export const expected = diagnosticKind<{ expected: string; found: string }>({
  code: "KES1101",
  slug: "unexpected",
  severity: "error",
  message: ({ expected, found }) => `expected ${expected}, found ${found}`,
  explanation:
    "The text doesn't go on as the language's grammar has it (`grammar/kes.ebnf`). The message says what could stand here.",
  bad: "block Unit(x map) = x -> relu",
  good: "block Unit(x: map) = x -> relu",
});

export const missingValue = diagnosticKind<{ after: string; found: string }>({
  code: "KES1102",
  slug: "missing-value",
  severity: "error",
  message: ({ after, found }) => `a value is missing after ${after}; found ${found}`,
  explanation:
    "An operator, `=`, `return` and the like need a value to their right. A line that ends in one goes on in the next, unless a statement begins there.",
  bad: "one =\ntwo = 2\nexpect two == 2",
  good: "one =\n  1\ntwo = 2\nexpect two == one + 1",
});

export const unclosed = diagnosticKind<{ open: string; close: string }>({
  code: "KES1103",
  slug: "unclosed-bracket",
  severity: "error",
  message: ({ open, close }) => `\`${open}\` lacks its \`${close}\``,
  explanation:
    "Brackets come in pairs. Where a line can only begin a new statement or declaration the brackets above it are taken as closed.",
  bad: "block Unit(x: map) {\n  y = x -> max_pool(2, stride: 2\n  return y\n}",
  good: "block Unit(x: map) {\n  y = x -> max_pool(2, stride: 2)\n  return y\n}",
});

export const unopened = diagnosticKind<{ close: string }>({
  code: "KES1104",
  slug: "unopened-bracket",
  severity: "error",
  message: ({ close }) => `\`${close}\` closes nothing`,
  explanation: "Brackets come in pairs; this one lacks its partner, or there is one too many.",
  bad: "expect 1 + 2) == 3",
  good: "expect (1 + 2) == 3",
});

export const operatorAfterStep = diagnosticKind<{ operator: string }>({
  code: "KES1105",
  slug: "operator-after-step",
  severity: "error",
  message: ({ operator }) => `what stands to the right of \`->\` is a step, never an operand of \`${operator}\``,
  help: ({ operator }) => [`\`(a -> f) ${operator} b\`: parentheses around the chain`],
  explanation:
    "`->` binds loosest: `x + y -> relu` is relu(x + y). So `a -> f * b` would be f * b applied to a, which isn't meant; the chain wants parentheses.",
  bad: "fn twice(x: map) = x -> relu * 2",
  good: "fn twice(x: map) = (x -> relu) * 2",
});

export const forAsStep = diagnosticKind({
  code: "KES1106",
  slug: "for-as-step",
  severity: "error",
  message: () => "`for` makes a list and is no step",
  help: () => ["`x -> fold k in list { … }` chains x through the steps; `scan` keeps every one of them"],
  explanation: "A chain goes through `repeat(n) { … }`, `fold … in … { … }` and `scan … in … { … }`.",
  bad: "block Wide(x: map) = x -> for k in [8, 16] { conv(3, k) }",
  good: "block Wide(x: map) = x -> fold k in [8, 16] { conv(3, k) }",
});

export const oneLine = diagnosticKind<{ found: string }>({
  code: "KES1107",
  slug: "statements-on-one-line",
  severity: "error",
  message: ({ found }) => `the statement ends here; found ${found}`,
  help: () => ["one statement a line"],
  explanation:
    "Commas stand within statements (`output a, b`), so they can't separate them; nor can blanks. Fields of a record may stand on one line with commas.",
  bad: "fn three(x: tensor) {\n  a = 2 * x, b = x\n  return a + b\n}",
  good: "fn three(x: tensor) {\n  a = 2 * x\n  b = x\n  return a + b\n}",
});

export const unknownUnit = diagnosticKind<{ number: string; unit: string }>({
  code: "KES1108",
  slug: "unknown-unit",
  severity: "error",
  message: ({ number, unit }) => `\`${unit}\` is no unit: a duration is \`${number} epochs\` or \`${number} steps\``,
  explanation: "Durations carry their unit, epochs or steps. A number and a word beside each other mean nothing else.",
  bad: "length = 60 days\nother = length",
  good: "length = 60 epochs\nother = length",
});

export const computedDuration = diagnosticKind<{ unit: string }>({
  code: "KES1109",
  slug: "computed-duration",
  severity: "error",
  message: ({ unit }) => `\`${unit}\` stands after a number only`,
  help: ({ unit }) => [`computed: \`n * 1 ${unit}\``],
  explanation: "`60 epochs` is a number with its unit; a name or a parenthesis is multiplied with `1 epochs`.",
  bad: "n = 60\nlength = n epochs\nother = length",
  good: "n = 60\nlength = n * 1 epochs\nother = length",
});

export const namesWithValues = diagnosticKind({
  code: "KES1110",
  slug: "names-with-values",
  severity: "error",
  message: () => "`{ a, b } = record` takes a record apart: it lists names only",
  help: () => ["`{ a, b } = record`, then `c = a` where another name is wanted"],
  explanation: "Before `=` braces hold the names of the fields that are bound. Renaming isn't part of it.",
  bad: "fn sum2(r: record) {\n  { a = c, b } = r\n  return b + c\n}",
  good: "fn sum2(r: record) {\n  { a, b } = r\n  return b + a\n}",
});

export const thirdList = diagnosticKind({
  code: "KES1111",
  slug: "third-list",
  severity: "error",
  message: () => "there are at most two lists: one makes the kind, one places it",
  explanation:
    "`block F(n: int)(x: map) = …` has a list that makes the kind and one that places it: `F(2)` is a kind, `x -> F(2)(64)` places it.",
  bad: "block Unit(a: int)(b: int)(x: map) = x -> conv(a, b)",
  good: "block Unit(a: int, b: int)(x: map) = x -> conv(a, b)",
});

export const tableEdge = diagnosticKind({
  code: "KES1112",
  slug: "table-edge",
  severity: "error",
  message: () => "`|` stands between cells, not at a line's start or end",
  explanation: "A table's line is `a | b | c`, as many cells as there are columns, none empty.",
  bad: "rows = table {\n  a | b |\n  1 | 2\n}\nexpect rows[0].a == 1",
  good: "rows = table {\n  a | b\n  1 | 2\n}\nexpect rows[0].a == 1",
});

export const missingElse = diagnosticKind({
  code: "KES1113",
  slug: "missing-else",
  severity: "error",
  message: () => "this `if` has no value where its condition is false",
  help: () => [
    "`if c { a } else { b }`",
    "only after `->` do braces hold steps, and an `if` without `else` passes on: `x -> if c { f }`",
  ],
  explanation:
    "An `if` that is a value needs both branches. As a step, after `->`, one branch is enough: without `else` what comes in passes on.",
  bad: "fn twice(x: tensor, on: bool) = if on { 2 * x }",
  good: "fn twice(x: tensor, on: bool) = if on { 2 * x } else { x }",
});

export const chainedComparison = diagnosticKind({
  code: "KES1114",
  slug: "chained-comparison",
  severity: "error",
  message: () => "comparisons don't chain",
  help: () => ["`a < b and b < c`"],
  explanation: "`a < b < c` would compare the outcome of `a < b` with c. Write both comparisons.",
  bad: "expect 1 < 2 < 3",
  good: "expect 1 < 2 and 2 < 3",
});

export const openRange = diagnosticKind({
  code: "KES1115",
  slug: "open-range",
  severity: "error",
  message: () => "a range needs both its ends",
  help: () => ["`0..n`; only in an index may an end be left out: `list[1..]`"],
  explanation: "Outside of an index there is no list or axis that an open end could mean.",
  bad: "list = 1..\nexpect list[0] == 1",
  good: "list = 1..3\nexpect list[0] == 1",
});

export const chainedRange = diagnosticKind({
  code: "KES1116",
  slug: "chained-range",
  severity: "error",
  message: () => "a range has two ends",
  help: () => ["`a..b by c` for another step"],
  explanation: "A range goes from its first number up to its second, which is left out: `0..10 by 2` is 0, 2, 4, 6, 8.",
  bad: "list = 0..2..10\nexpect list[0] == 0",
  good: "list = 0..10 by 2\nexpect list[0] == 0",
});

export const byWithoutRange = diagnosticKind({
  code: "KES1117",
  slug: "by-without-range",
  severity: "error",
  message: () => "`by` follows a range",
  help: () => ["`0..10 by 2`"],
  explanation:
    "`by` gives the step of a range: `0..10 by 2`, in an index also `x[height: .. by 2]`. It is a reserved word.",
  bad: "list = 10 by 2\nexpect list[0] == 0",
  good: "list = 0..10 by 2\nexpect list[0] == 0",
});

export const rowLength = diagnosticKind<{ cells: number; columns: number }>({
  code: "KES1118",
  slug: "row-length",
  severity: "error",
  message: ({ cells, columns }) =>
    `this row has ${cells} ${cells === 1 ? "cell" : "cells"}, the table has ${columns} ${columns === 1 ? "column" : "columns"}`,
  explanation: "The first line names the columns; every other line has a cell for each.",
  bad: "rows = table {\n  a | b\n  1 | 2 | 3\n}\nexpect rows[0].a == 1",
  good: "rows = table {\n  a | b\n  1 | 2\n}\nexpect rows[0].a == 1",
});

export const notAsOperand = diagnosticKind({
  code: "KES1119",
  slug: "not-as-operand",
  severity: "error",
  message: () => "`not` binds looser than the operator before it",
  help: () => ["parentheses: `a == (not b)`"],
  explanation: "`not a == b` is not (a == b). As an operand of a comparison or a sum, `not` stands in parentheses.",
  bad: "expect true == not false",
  good: "expect true == (not false)",
});

export const braceAsOperand = diagnosticKind<{ word: string }>({
  code: "KES1120",
  slug: "whole-value-as-operand",
  severity: "error",
  message: ({ word }) => `${word} is a whole value, never an operand`,
  help: () => ["parentheses: `x + (if c { 1 } else { 2 })`"],
  explanation:
    "Records, `if`, `for` and `table` stand after `=`, `return`, `:`, `(`, `[` or `,`. As an operand they stand in parentheses.",
  bad: "fn more(x: int) = x + if x > 0 { 1 } else { 2 }",
  good: "fn more(x: int) = x + (if x > 0 { 1 } else { 2 })",
});

export const chainInCell = diagnosticKind<{ where: string }>({
  code: "KES1121",
  slug: "chain-in-expression",
  severity: "error",
  message: ({ where }) => `${where} is an expression without \`->\``,
  help: () => ["parentheses, `(x -> f)`, or a name for it on a line of its own"],
  explanation:
    "Conditions, the lists of `for`, `fold` and `scan`, cells of tables and what is required or expected have no arrow of their own.",
  bad: "expect [1, 2] -> sum == 3",
  good: "expect sum([1, 2]) == 3",
});

export const fieldOfPlaced = diagnosticKind({
  code: "KES1122",
  slug: "field-of-step",
  severity: "error",
  message: () => "a step is a name, then fields, then at most two lists",
  help: () => ["the field of a result: `(x -> f(…)).loc`"],
  explanation:
    "`x -> parts.head(64)` places the block `parts.head`. What a step yields is taken apart outside of the chain.",
  bad: "block Two(x: map) = { a = x, b = x }\nblock One(x: map) = x -> Two().a",
  good: "block Two(x: map) = { a = x, b = x }\nblock One(x: map) = (x -> Two).a",
});

export const notAStep = diagnosticKind<{ found: string }>({
  code: "KES1123",
  slug: "not-a-step",
  severity: "error",
  message: ({ found }) => `a step is a name with its lists, \`if\`, \`repeat\`, \`fold\` or \`scan\`; found ${found}`,
  explanation:
    "To the right of `->`, and in the braces of `repeat`, `fold`, `scan` and an `if` after `->`, stands what is placed.",
  bad: "block Unit(x: map) = x -> 2",
  good: "block Unit(x: map) = 2 * x",
});

export const choiceWithBrackets = diagnosticKind({
  code: "KES1124",
  slug: "choice-with-brackets",
  severity: "error",
  message: () => "a choice lists names only: `code | paper`",
  explanation: "A parameter's type is a type with its sizes, or a choice of names. It can't be both.",
  bad: "fn half(x: map[8, 8, 4] | other) = x / 2",
  good: "fn half(x: map[8, 8, 4]) = x / 2",
});

export const dottedBinding = diagnosticKind<{ path: string }>({
  code: "KES1125",
  slug: "dotted-binding",
  severity: "error",
  message: ({ path }) => `\`${path} = …\` stands in recipes only`,
  explanation:
    "A name is bound once, with its whole value. Only a recipe that extends another may replace one argument of a field: `optimizer.lr = 1e-4`.",
  bad: "point = { a = 1 }\npoint.a = 2\nexpect point.a == 1",
  good: "point = { a = 2 }\nexpect point.a == 2",
});

export const emptyBraces = diagnosticKind({
  code: "KES1126",
  slug: "empty-braces",
  severity: "error",
  message: () => "these braces hold nothing",
  help: () => ["`\\{` is a brace in a text"],
  explanation: "In a text `{value}` is replaced by the value.",
  bad: 'fn half(a: float) {\n  require a > 0, "a {}"\n  return a / 2\n}',
  good: 'fn half(a: float) {\n  require a > 0, "a {a}"\n  return a / 2\n}',
});

export const reservedWord = diagnosticKind<{ word: string }>({
  code: "KES1127",
  slug: "reserved-word",
  severity: "error",
  message: ({ word }) => `\`${word}\` is a word of the language and can't be a name here`,
  help: ({ word }) => [`\`${word}_\` or another name; after a dot it is free: \`x.${word}\``],
  explanation:
    "`if else for in fold scan repeat table return or and not true false none by` are reserved. All other words may be names.",
  bad: "table = 3\nexpect 3 == 3",
  good: "rows = 3\nexpect rows == 3",
});

export const equalsInExpression = diagnosticKind({
  code: "KES1128",
  slug: "equals-in-expression",
  severity: "error",
  message: () => "`=` binds a name at a line's start",
  help: () => ["`==` compares; arguments are written `name: value`"],
  explanation: "`=` stands in bindings, in fields of records and before defaults.",
  bad: "block Unit(x: map) = x -> max_pool(2, stride = 2)",
  good: "block Unit(x: map) = x -> max_pool(2, stride: 2)",
});

export const unknownStatement = diagnosticKind<{ word: string; near?: string }>({
  code: "KES1129",
  slug: "unknown-statement",
  severity: "error",
  message: ({ word }) => `\`${word}\` begins no declaration or statement`,
  help: ({ near }) => (near ? [`\`${near}\``] : []),
  explanation:
    "A file holds `import`, `block`, `fn`, `model`, `loss`, `train`, `expect`, `published` and bindings `name = value`; a body `return`, `require`, `warn`, `expect`, `output`, `tap`, `term`, `share` and bindings.",
  bad: "blok Unit(x: map) = x -> relu",
  good: "block Unit(x: map) = x -> relu",
});

export const importAs = diagnosticKind({
  code: "KES1130",
  slug: "import-as",
  severity: "error",
  message: () => "an import can't rename",
  help: () => ["`block Mine = Theirs` gives it another name"],
  explanation: "A thing has one name in all files, so that a search finds all its uses.",
  bad: { "main.kes": `import { Unit as Mine } from "./units"\nblock Same = Mine`, "units.kes": "block Unit = relu" },
  good: { "main.kes": `import { Unit } from "./units"\nblock Mine = Unit`, "units.kes": "block Unit = relu" },
});

export const missingHeader = diagnosticKind<{ keyword: string; found: string }>({
  code: "KES1131",
  slug: "unfinished-header",
  severity: "error",
  message: ({ keyword, found }) => `this ${keyword} needs \`= value\` or \`{ … }\`; found ${found}`,
  explanation: "A declaration's header runs to its `=` or `{`, over several lines if need be.",
  bad: "block Unit(x: map)",
  good: "block Unit(x: map) = x -> relu",
});

export const extendsNeedsBraces = diagnosticKind<{ name: string; parent: string }>({
  code: "KES1132",
  slug: "extends-needs-braces",
  severity: "error",
  message: () => "`extends` needs braces with the fields that change",
  help: ({ name, parent }) => [`the same recipe under another name: \`train ${name} = ${parent}\``],
  explanation: "`train a extends b { … }` copies b's fields and replaces some.",
  bad: "train first { seed = 1 }\ntrain second extends first",
  good: "",
  untestable: "a whole recipe needs data; see test/syntax/messages.test.ts",
});

// prettier-ignore
export const kinds: readonly DiagnosticKind<never>[] = [
  unknownCharacter, readingDirection, openString, badEscape, badNumber, percentOrRemainder, openComment, threeDots,
  loneCarriageReturn, longNumber, textTooLong, tooManyTokens, tooDeep, strayDoc, expected, missingValue, unclosed, unopened,
  operatorAfterStep, forAsStep, oneLine, unknownUnit, computedDuration, namesWithValues, thirdList, tableEdge, missingElse,
  chainedComparison, openRange, chainedRange, byWithoutRange, rowLength, notAsOperand, braceAsOperand, chainInCell,
  fieldOfPlaced, notAStep, choiceWithBrackets, dottedBinding, emptyBraces, reservedWord, equalsInExpression,
  unknownStatement, importAs, missingHeader, extendsNeedsBraces,
];
