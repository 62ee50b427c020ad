import type { IRecognitionException } from "chevrotain";
import { diagnose, type Diagnostic } from "../src/base/diagnostic.ts";
import { nearest } from "../src/base/nearest.ts";
import { span, type Source, type Span } from "../src/base/source.ts";
import * as kinds from "./diagnostics.ts";
import { isName } from "./newlines.ts";
import type { Token } from "./scan.ts";
import * as t from "./tokens.ts";

type Type = Token["tokenType"];

/** One unit (a statement, a header, a value) that can't be read, and where the parser stopped. */
interface Trouble {
  readonly source: Source;
  readonly tokens: readonly Token[];
  /** Index of the token that doesn't fit; `tokens.length` at the end. */
  readonly index: number;
  readonly at: Span;
  /** The token that doesn't fit, as a person calls it. */
  readonly found: string;
  readonly type: Type | undefined;
  readonly previous: Token | undefined;
  /** What a rule wanted of a single token; undefined where there were several possibilities. */
  readonly wanted: string | undefined;
  /** Names of the rules that were being read, outermost first. */
  readonly rules: readonly string[];
  readonly tooMuch: boolean;
}

type Explain = (trouble: Trouble) => Diagnostic | undefined;

const operators: ReadonlySet<Type> = new Set([
  ...t.infixSigns,
  t.Minus,
  t.word("and"),
  t.word("or"),
  t.word("by"),
  t.word("in"),
  t.word("not"),
]);
const closers: ReadonlyMap<Type, string> = new Map([
  [t.RightParen, ")"],
  [t.RightBracket, "]"],
  [t.RightBrace, "}"],
]);
const openers: ReadonlyMap<Type, string> = new Map([
  [t.LeftParen, "("],
  [t.LeftBracket, "["],
  [t.LeftBrace, "{"],
]);
const partners: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const wholeValues: ReadonlySet<Type> = new Set([t.word("if"), t.word("for"), t.word("table"), t.LeftBrace]);
const units: ReadonlySet<Type> = new Set((["epoch", "epochs", "step", "steps"] as const).map(t.word));

/**
 * What to tell of a parser's error in `tokens`, which should be a `rule`: one diagnostic, or none where the scanner has reported the cause. Traps that people fall into
 * have messages of their own; they are tried in order.
 */
export const syntaxError = (
  source: Source,
  error: IRecognitionException,
  tokens: readonly Token[],
  rule: string,
  /** The last token before what is lacking; matters where there are no tokens. */
  behind: Token | undefined = tokens.at(-1),
): Diagnostic | undefined => {
  const trouble = troubleOf(source, error, tokens, rule, behind);
  if (trouble.type === t.Garbage) return undefined;
  for (const explain of traps) {
    const diagnostic = explain(trouble);
    if (diagnostic) return diagnostic;
  }
  // The parser stops at a name that no statement begins with so; what doesn't fit is what stands behind it.
  const second = lacksEquals(trouble) ? trouble.tokens[1] : undefined;
  const [at, found] = second ? [spanOf(source, second), describeToken(second)] : [trouble.at, trouble.found];
  return diagnose(kinds.expected, at, { expected: expectation(trouble), found });
};

const lacksEquals = ({ tooMuch, wanted, rules, index, tokens }: Trouble): boolean =>
  !tooMuch &&
  wanted === undefined &&
  (rules.at(-1) === "item" || rules.at(-1) === "statement") &&
  index === 0 &&
  isName(tokens[0]?.tokenType);

const troubleOf = (
  source: Source,
  error: IRecognitionException,
  tokens: readonly Token[],
  rule: string,
  behind: Token | undefined,
): Trouble => {
  const start = error.token.startOffset;
  const found = Number.isNaN(start) ? tokens.length : tokens.findIndex((token) => token.startOffset === start);
  const index = found < 0 ? tokens.length : found;
  const token = tokens[index];
  const end = behind ? behind.endOffset + 1 : 0;
  return {
    source,
    tokens,
    index,
    at: token ? spanOf(source, token) : span(source, end, end),
    found: describeToken(token),
    type: token?.tokenType,
    previous: tokens[index - 1],
    wanted: error.name === "MismatchedTokenException" ? error.message : undefined,
    // Of what is too much Chevrotain knows no rule.
    rules: error.context.ruleStack.length ? error.context.ruleStack : [rule],
    tooMuch: error.name === "NotAllInputParsedException",
  };
};

const spanOf = (source: Source, token: Token): Span => span(source, token.startOffset, token.endOffset + 1);

const describeToken = (token: Token | undefined): string => {
  if (token === undefined) return "nothing";
  if (token.tokenType === t.Newline) return "the line's end";
  if (token.tokenType === t.StringToken) return token.image.length > 30 ? "a text" : token.image;
  return `\`${token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image}\``;
};

const ends = (type: Type | undefined): boolean => type === undefined || type === t.Newline;
const has = ({ rules }: Trouble, ...names: readonly string[]): boolean => names.includes(rules.at(-1)!);

/** Walks left over balanced brackets from before `index`; gives the first index that `stop` takes at the same level, or -1. */
const before = ({ tokens }: Trouble, index: number, stop: (type: Type) => boolean): number => {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const type = tokens[at]!.tokenType;
    if (depth === 0 && stop(type)) return at;
    if (closers.has(type)) depth += 1;
    if (openers.has(type)) {
      if (depth === 0) return -1;
      depth -= 1;
    }
  }
  return -1;
};

/** The innermost bracket that is open before `index`. */
const openerBefore = ({ tokens }: Trouble, index: number): Token | undefined => {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const type = tokens[at]!.tokenType;
    if (closers.has(type)) depth += 1;
    else if (openers.has(type) && depth-- === 0) return tokens[at];
  }
  return undefined;
};

const unitAfterNumber: Explain = ({ type, previous, source, at, tokens, index }) => {
  if (!isName(type)) return undefined;
  if (previous?.tokenType === t.NumberToken)
    return diagnose(kinds.unknownUnit, at, { number: previous.image, unit: tokens[index]!.image });
  if (!previous || !units.has(type!) || !(isName(previous.tokenType) || closers.has(previous.tokenType)))
    return undefined;
  return diagnose(kinds.computedDuration, spanOf(source, tokens[index]!), { unit: tokens[index]!.image });
};

const operatorAfterStep: Explain = (trouble) => {
  const { type, at, tokens, index } = trouble;
  if (type === undefined || !operators.has(type)) return undefined;
  const stop = (each: Type): boolean =>
    each === t.Arrow || each === t.Equals || each === t.Comma || each === t.Colon || each === t.Newline;
  const arrow = before(trouble, index, stop);
  if (arrow < 0 || tokens[arrow]!.tokenType !== t.Arrow || arrow === index - 1) return undefined;
  return diagnose(kinds.operatorAfterStep, at, { operator: tokens[index]!.image });
};

const badStep: Explain = (trouble) => {
  if (trouble.previous?.tokenType !== t.Arrow && !has(trouble, "steps", "step")) return undefined;
  if (trouble.wanted !== undefined || !has(trouble, "step")) return undefined;
  if (trouble.type === t.word("for")) return diagnose(kinds.forAsStep, trouble.at, undefined);
  if (ends(trouble.type) || closers.has(trouble.type!)) return undefined;
  return diagnose(kinds.notAStep, trouble.at, { found: trouble.found });
};

const openRange: Explain = ({ type, previous, at, source, wanted, rules }) => {
  if (wanted !== undefined) return undefined;
  if (previous?.tokenType === t.Range && !rules.includes("slice"))
    return diagnose(kinds.openRange, spanOf(source, previous), undefined);
  return type === t.Range && previous?.tokenType !== t.NumberToken
    ? diagnose(kinds.openRange, at, undefined)
    : undefined;
};

const braceAsOperand: Explain = ({ type, previous, at, tokens, index, wanted }) => {
  if (wanted !== undefined || !type || !wholeValues.has(type) || !previous) return undefined;
  if (!operators.has(previous.tokenType)) return undefined;
  return diagnose(kinds.braceAsOperand, at, {
    word: type === t.LeftBrace ? "a record" : `\`${tokens[index]!.image}\``,
  });
};

const arrowInExpression: Explain = (trouble) => {
  if (trouble.type !== t.Arrow) return undefined;
  const innermost = trouble.rules.at(-1)!;
  const where = new Map([
    ["ifValue", "a condition"],
    ["ifStep", "a condition"],
    ["braced", "a condition"],
    ["steps", "a condition or list"],
    ["table", "a cell"],
    ["row", "a cell"],
    ["forValue", "the list of a `for`"],
    ["fold", "the list of a `fold`"],
    ["expect", "what is expected"],
    ["require", "what is required"],
    ["published", "a published figure"],
    ["repeat", "a count"],
    ["slice", "an index"],
    ["suffix", "an index"],
  ]).get(innermost);
  return where ? diagnose(kinds.chainInCell, trouble.at, { where }) : undefined;
};

const tableEdge: Explain = (trouble) => {
  const { type, previous, at, source } = trouble;
  const within = trouble.rules.includes("table");
  if (!within) return undefined;
  if (type === t.Bar && (previous?.tokenType === t.Newline || previous?.tokenType === t.LeftBrace))
    return diagnose(kinds.tableEdge, at, undefined);
  const ended = ends(type) || type === t.RightBrace;
  return ended && previous?.tokenType === t.Bar
    ? diagnose(kinds.tableEdge, spanOf(source, previous), undefined)
    : undefined;
};

const unpackWithValues: Explain = (trouble) =>
  has(trouble, "unpack") && trouble.type === t.Equals && trouble.wanted === t.RightBrace.name
    ? diagnose(kinds.namesWithValues, trouble.at, undefined)
    : undefined;

/** `a || b`, but for a table's empty cell. */
const doubledBar: Explain = (trouble) => {
  const { type, tokens, index, source } = trouble;
  const [bar, next] = [tokens[index], tokens[index + 1]];
  if (type !== t.Bar || next?.tokenType !== t.Bar || next.startOffset !== bar!.startOffset + 1) return undefined;
  if (has(trouble, "table")) return undefined;
  return diagnose(kinds.unknownCharacter, span(source, bar!.startOffset, next.endOffset + 1), { character: "||" });
};

const thirdList: Explain = ({ type, at, rules, tokens }) => {
  const first = tokens[0]?.tokenType;
  const header = rules.at(-1) === "header" || rules.at(-1) === "declaration" || rules.at(-1) === "recipeHeader";
  if (!header || type !== t.LeftParen || first === undefined) return undefined;
  return diagnose(kinds.thirdList, at, undefined);
};

const unfinishedHeader: Explain = ({ type, at, rules, tokens, found }) => {
  const innermost = rules.at(-1);
  const header = innermost === "header" || innermost === "recipeHeader";
  if (header && ends(type))
    return diagnose(kinds.missingHeader, at, { keyword: tokens[0]!.image, found: "the line's end" });
  if (innermost !== "declaration" && innermost !== "recipe" && innermost !== "fields") return undefined;
  const after = tokens.findIndex(({ image }) => image === "extends");
  if (after >= 2 && ends(type))
    return diagnose(kinds.extendsNeedsBraces, at, {
      name: tokens[1]!.image,
      parent: tokens[after + 1]?.image ?? "Parent",
    });
  if (innermost === "fields") return undefined;
  return diagnose(kinds.missingHeader, at, {
    keyword: tokens[0]!.image,
    found: type === undefined ? "the line's end" : found,
  });
};

/** Of what is declared, `block in(…)`: no rule begins so, and the parser stops at the word before. */
const reservedAsDeclared: Explain = ({ tokens: [first, second, third], index, source }) => {
  if (index > 1 || !first || !second || !third || !t.reserved.has(second.tokenType)) return undefined;
  if (!declaring.has(first.tokenType) || !behindName.has(third.tokenType)) return undefined;
  return diagnose(kinds.reservedWord, spanOf(source, second), { word: second.image });
};

const declaring: ReadonlySet<Type> = new Set((["block", "fn", "model", "loss", "train"] as const).map(t.word));
const behindName: ReadonlySet<Type> = new Set([t.LeftParen, t.LeftBrace, t.Equals]);

/** Before the colon of a parameter or of an argument. */
const reservedAsLabel: Explain = ({ type, at, tokens, index, previous }) => {
  if (!type || !t.reserved.has(type) || tokens[index + 1]?.tokenType !== t.Colon) return undefined;
  const begins = [t.LeftParen, t.LeftBracket, t.Comma, t.Newline].some((each) => each === previous?.tokenType);
  return begins ? diagnose(kinds.reservedWord, at, { word: tokens[index]!.image }) : undefined;
};

const reservedAsName: Explain = ({ type, wanted, at, tokens, index, rules, previous }) => {
  if (!type || !t.reserved.has(type)) return undefined;
  const atStart = index === 0 && tokens[1]?.tokenType === t.Equals;
  const afterValue = wanted === t.Name.name && rules.at(-1) !== "step";
  if (!atStart && !afterValue) return undefined;
  if (previous?.tokenType === t.Comma && rules.at(-1) === "output") return undefined;
  return diagnose(kinds.reservedWord, at, { word: tokens[index]!.image });
};

const equalsInside: Explain = (trouble) => {
  const { type, at, index } = trouble;
  if (type !== t.Equals || index === 0) return undefined;
  const opener = openerBefore(trouble, index)?.tokenType;
  const condition = trouble.rules.some((rule) => ["require", "expect", "ifValue", "ifStep"].includes(rule));
  return opener === t.LeftParen || opener === t.LeftBracket || condition
    ? diagnose(kinds.equalsInExpression, at, undefined)
    : undefined;
};

const renamingImport: Explain = (trouble) =>
  has(trouble, "import") && trouble.tokens[trouble.index]?.image === "as"
    ? diagnose(kinds.importAs, trouble.at, undefined)
    : undefined;

/** Words that a bracket is usually forgotten before, or nothing at all: then it is the bracket that is told of. */
const unclosed: Explain = (trouble) => {
  const { type, index, source } = trouble;
  const opener = openerBefore(trouble, index);
  if (!opener) return undefined;
  const open = openers.get(opener.tokenType)!;
  const close = partners.get(open)!;
  const hopeless = ends(type) || (closers.has(type!) && closers.get(type!) !== close) || statementBegins(trouble);
  if (!hopeless || valueIsMissing(trouble)) return undefined;
  return diagnose(kinds.unclosed, spanOf(source, opener), { open, close });
};

const statementBegins = ({ tokens, index, type }: Trouble): boolean =>
  index > 0 && tokens[index - 1]!.tokenType === t.Newline && type !== undefined;

const valueIsMissing = ({ previous, wanted }: Trouble): boolean =>
  wanted === undefined && previous !== undefined && wantsValue(previous.tokenType);

const wantsValue = (type: Type): boolean =>
  operators.has(type) ||
  type === t.Equals ||
  type === t.Arrow ||
  type === t.Colon ||
  type === t.word("return") ||
  type === t.word("if");

const missingValue: Explain = (trouble) => {
  const { previous, type, at, found, source, wanted } = trouble;
  if (wanted !== undefined || !previous || !wantsValue(previous.tokenType)) return undefined;
  if (
    !ends(type) &&
    !closers.has(type!) &&
    !operators.has(type!) &&
    type !== t.Comma &&
    type !== t.Arrow &&
    type !== t.Equals
  )
    return undefined;
  const where = ends(type) ? spanOf(source, previous) : at;
  const after = `\`${previous.image}\``;
  return diagnose(kinds.missingValue, where, { after, found: ends(type) ? "the line's end" : found });
};

const surplusCloser: Explain = (trouble) => {
  const { type, at, index } = trouble;
  const close = type && closers.get(type);
  if (!close || openerBefore(trouble, index)) return undefined;
  if (trouble.wanted !== undefined && !trouble.tooMuch) return undefined;
  return diagnose(kinds.unopened, at, { close });
};

const unknownStatement: Explain = ({ index, tokens, at, rules, source }) => {
  const [first, second] = tokens;
  const start = rules.at(-1);
  if (
    index > 1 ||
    !first ||
    !isName(first.tokenType) ||
    !(start === "item" || start === "statement" || start === "binding")
  )
    return undefined;
  if (second === undefined || !isName(second.tokenType)) return undefined;
  const near = nearest(first.image, t.statementWords);
  const where = index === 0 ? at : spanOf(source, first);
  return diagnose(kinds.unknownStatement, where, { word: first.image, ...(near ? { near } : {}) });
};

const severalOnOneLine: Explain = ({ tooMuch, type, at, found, rules }) => {
  if (!tooMuch || type === undefined || closers.has(type)) return undefined;
  const statement = [
    "statement",
    "item",
    "binding",
    "return",
    "output",
    "tap",
    "term",
    "share",
    "require",
    "expect",
    "chain",
    "unpack",
  ];
  return statement.includes(rules[0] ?? "statement") ? diagnose(kinds.oneLine, at, { found }) : undefined;
};

// prettier-ignore
const traps: readonly Explain[] = [
  unitAfterNumber, renamingImport, unpackWithValues, tableEdge, doubledBar, badStep, operatorAfterStep, braceAsOperand, arrowInExpression, openRange,
  thirdList, equalsInside, reservedAsDeclared, reservedAsLabel, reservedAsName, unknownStatement, missingValue, unclosed, surplusCloser, unfinishedHeader, severalOnOneLine,
];

/** What could stand where the parser stopped. */
const expectation = (trouble: Trouble): string => {
  const { wanted, rules, tooMuch, previous, tokens } = trouble;
  if (tooMuch) return rules.at(-1)!.toLowerCase().endsWith("header") ? "`(`, `=` or `{`" : "the statement's end";
  if (wanted === t.RightParen.name || wanted === t.RightBracket.name) return `an operator, \`,\` or ${labelOf(wanted)}`;
  if (wanted === t.RightBrace.name && ["record", "fields", "import"].includes(rules.at(-1)!))
    return "`,`, a new line or `}`";
  if (wanted === t.RightBrace.name && rules.at(-1) === "steps") return "`->` or `}`";
  if (wanted !== undefined) return labelOf(wanted);
  switch (rules.at(-1)) {
    case "item":
    case "statement":
      return lacksEquals(trouble) ? `\`=\` after \`${tokens[0]!.image}\`` : "a statement";
    case "step":
      return "a step";
    case "type":
      return "a type";
    case "pattern":
      return "a name or `(a, b)`";
    case "suffix":
      return previous?.tokenType === t.Dot ? "a name" : "an index";
    default:
      return "a value";
  }
};

const labelOf = (name: string): string => t.allTokens.find((type) => type.name === name)?.LABEL ?? name;
