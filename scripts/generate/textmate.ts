import { contextualWords, reservedWords, signs, statementWords } from "../../grammar/tokens.ts";
import { types } from "../../src/compiler/2-bind/resolve-parameters.ts";
import { builtins } from "../../src/compiler/3-elaborate/builtins.ts";
import { parts } from "../../src/compiler/ops/parts.ts";
import { surfaceTable } from "../../src/compiler/ops/registry.generated.ts";
import type { Generate } from "../generate.ts";

interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Rule[];
}
type Captures = Readonly<Record<string, { readonly name: string }>>;

/** `editors/vscode/syntaxes/kes.tmLanguage.json`: colours for editors that read TextMate grammars, from the language's own tokens. */
export const generate: Generate = async () =>
  new Map([["editors/vscode/syntaxes/kes.tmLanguage.json", `${JSON.stringify(grammar(), undefined, 2)}\n`]]);

const NAME = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*";
/** After a dot every word is a name, but not after two. */
const NOT_MEMBER = "(?:(?<=\\.\\.)|(?<![.\\p{L}\\p{N}_]))";
const WORD_END = "(?![\\p{L}\\p{M}\\p{N}_])";
const oneOf = (words: Iterable<string>): string => `(?:${[...words].join("|")})`;
const word = (words: Iterable<string>): string => `${NOT_MEMBER}${oneOf(words)}${WORD_END}`;

const CONSTANTS = ["true", "false", "none"] as const;
const WORD_OPERATORS = ["and", "or", "not", "in", "by"] as const;
const DECLARING = ["block", "fn", "model", "loss", "train"] as const;
const UNITS = ["epochs", "epoch", "steps", "step"] as const;
const controls = reservedWords.filter((each) => ![...CONSTANTS, ...WORD_OPERATORS].includes(each as never));
const stating = statementWords.filter((each) => !DECLARING.includes(each as never));
/** `extends`, `from`, `within`, `of`: they stand behind an operand, where no name can. */
const joining = contextualWords.filter((each) => each !== "training" && !UNITS.includes(each as never));

/** Where a statement may begin: at a line's start or behind a brace. */
const START = "(?:^[ \\t]*|(?<=\\{)[ \\t]*)";
/** What follows a statement's word: the begin of an operand or a name, where `share = 3` binds a name. */
const OPERAND = '(?=[ \\t]+[\\p{L}\\p{N}_(\\["{.-])(?![ \\t]*(?:->|==))';

const NUMBER =
  "(?:[0-9](?:_?[0-9])*(?:\\.[0-9](?:_?[0-9])*)?|(?<!\\.)\\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?[KMG]?";
const PERCENT = `(?:%(?=[ \\t]*(?:${oneOf(["of", "and", "or", "by", "within", "else", "in", "for"])}${WORD_END}|[^\\p{L}\\p{N}_( \\t]|$)))?`;

const comments: readonly Rule[] = [
  { name: "comment.line.documentation.kes", match: "///(?!/).*$" },
  { name: "comment.line.double-slash.kes", match: "//.*$" },
  { name: "comment.block.kes", begin: "/\\*", end: "\\*/" },
];

const texts: readonly Rule[] = [
  {
    name: "string.quoted.double.kes",
    begin: '"',
    end: '"|$',
    patterns: [
      { name: "constant.character.escape.kes", match: "\\\\." },
      {
        name: "meta.embedded.expression.kes",
        begin: "\\{",
        end: '\\}|(?=")|$',
        beginCaptures: { 0: { name: "punctuation.section.embedded.kes" } },
        endCaptures: { 0: { name: "punctuation.section.embedded.kes" } },
        patterns: [{ include: "#expression" }],
      },
    ],
  },
];

const declarations: readonly Rule[] = [
  {
    match: `${START}(${oneOf(DECLARING)})[ \\t]+(${NAME})`,
    captures: { 1: { name: "storage.type.kes" }, 2: { name: "entity.name.type.kes" } },
  },
  {
    match: `${START}(import)(?=[ \\t]*\\{)`,
    captures: { 1: { name: "keyword.control.import.kes" } },
  },
  {
    match: `${START}(${oneOf(stating.filter((each) => each !== "import"))})${WORD_END}${OPERAND}`,
    captures: { 1: { name: "keyword.other.statement.kes" } },
  },
  { match: `(?<=[\\p{L}\\p{N}_] )for[ \\t]+(training)${WORD_END}`, name: "keyword.other.statement.kes" },
  {
    match: `(?<=[\\p{L}\\p{N}_)\\]}%"][ \\t])[ \\t]*(${oneOf(joining)})(?=[ \\t]+[\\p{L}\\p{N}_(\\[".-])`,
    captures: { 1: { name: "keyword.other.kes" } },
  },
  {
    match: `(${NAME})[ \\t]*(:)[ \\t]*(\\[?)(${oneOf(types)})${WORD_END}(?![ \\t]*\\()`,
    captures: {
      1: { name: "variable.parameter.kes" },
      2: { name: "punctuation.separator.kes" },
      3: { name: "punctuation.section.brackets.kes" },
      4: { name: "support.type.kes" },
    },
  },
  { name: "variable.other.definition.kes", match: `(?<![.\\p{L}\\p{N}_])${NAME}(?=[ \\t]*=(?!=))` },
];

const words: readonly Rule[] = [
  { name: "keyword.control.kes", match: word(controls) },
  { name: "keyword.operator.word.kes", match: word(WORD_OPERATORS) },
  { name: "constant.language.kes", match: word(CONSTANTS) },
];

const numbers: readonly Rule[] = [
  {
    match: `(?<![\\p{L}\\p{N}_])(${NUMBER})[ \\t]+(${oneOf(UNITS)})${WORD_END}`,
    captures: { 1: { name: "constant.numeric.kes" }, 2: { name: "keyword.other.unit.kes" } },
  },
  { name: "constant.numeric.kes", match: `(?<![\\p{L}\\p{N}_])${NUMBER}${PERCENT}` },
];

const known = [...surfaceTable.keys(), ...[...builtins, ...parts].map(({ name }) => name)].toSorted();
const names: readonly Rule[] = [
  { name: "support.function.kes", match: `${word(known)}(?![ \\t]*[:=])` },
  { name: "variable.parameter.kes", match: `(?<![.\\p{L}\\p{N}_])${NAME}(?=[ \\t]*:)` },
  { name: "entity.name.function.kes", match: `(?<![\\p{L}\\p{N}_])${NAME}(?=[ \\t]*\\()` },
  { name: "variable.other.property.kes", match: `(?<=[^.]\\.)${NAME}` },
  { name: "variable.other.kes", match: `(?<![\\p{L}\\p{N}_])${NAME}` },
];

const escaped = (sign: string): string => sign.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
const written = signs.map(({ LABEL }) => (LABEL ?? "").slice(1, -1)).toSorted((a, b) => b.length - a.length);
const brackets = ["(", ")", "[", "]", "{", "}"];
const separators = [",", ":", "."];
const operators: readonly Rule[] = [
  { name: "keyword.operator.arrow.kes", match: "->" },
  {
    name: "keyword.operator.kes",
    match: oneOf(written.filter((sign) => sign !== "->" && ![...brackets, ...separators].includes(sign)).map(escaped)),
  },
  { name: "punctuation.section.brackets.kes", match: oneOf(brackets.map(escaped)) },
  { name: "punctuation.separator.kes", match: oneOf(separators.map(escaped)) },
];

const grammar = () => ({
  $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
  information_for_contributors: [
    "GENERATED by `npm run generate` from grammar/tokens.ts and the compiler's own names.",
  ],
  name: "kes",
  scopeName: "source.kes",
  fileTypes: ["kes"],
  patterns: [{ include: "#comments" }, { include: "#texts" }, { include: "#declarations" }, { include: "#expression" }],
  repository: {
    comments: { patterns: comments },
    texts: { patterns: texts },
    declarations: { patterns: declarations },
    expression: {
      patterns: [
        { include: "#comments" },
        { include: "#texts" },
        { include: "#words" },
        { include: "#numbers" },
        { include: "#names" },
        { include: "#operators" },
      ],
    },
    words: { patterns: words },
    numbers: { patterns: numbers },
    names: { patterns: names },
    operators: { patterns: operators },
  },
});
