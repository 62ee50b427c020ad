import { createToken, Lexer, type TokenType } from "chevrotain";

/**
 * The token types. `scan.ts` makes the tokens; Chevrotain's own lexer is not used (see docs/decisions/0006-scanner-and-recovery.md), so the
 * patterns here are never run.
 */
const token = (name: string, label: string, ...categories: TokenType[]): TokenType =>
  createToken({ name, label, pattern: Lexer.NA, categories });

/** Stands for every word that may be a name: identifiers and the words that are keywords only in some places. */
export const Name = token("Name", "a name");
export const Identifier = token("Identifier", "a name", Name);
export const Newline = token("Newline", "the line's end");
export const NumberToken = token("Number", "a number");
export const StringToken = token("String", "a text in quotes");
/** What the scanner has reported: nothing in the grammar takes it. */
export const Garbage = token("Garbage", "something unreadable");

/** Words that are never names, but after a dot. */
// prettier-ignore
export const reservedWords = [
  "if", "else", "for", "in", "fold", "scan", "repeat", "table", "return", "or", "and", "not", "true", "false", "none", "by",
] as const;
/** Words that begin a statement or item, and are names wherever none can begin. */
// prettier-ignore
export const statementWords = [
  "import", "block", "fn", "model", "loss", "train", "expect", "published", "require", "warn", "output", "tap", "term", "share",
] as const;
/** Words that mean something only where the grammar asks for them. */
export const contextualWords = [
  "extends",
  "from",
  "within",
  "of",
  "training",
  "epoch",
  "epochs",
  "step",
  "steps",
] as const;

const title = (word: string): string => word[0]!.toUpperCase() + word.slice(1);
const keyword = (word: string, ...categories: TokenType[]): TokenType =>
  token(title(word), `\`${word}\``, ...categories);

type Word = (typeof reservedWords)[number] | (typeof statementWords)[number] | (typeof contextualWords)[number];

/** By the word as written. */
export const words: ReadonlyMap<string, TokenType> = new Map([
  ...reservedWords.map((word) => [word, keyword(word)] as const),
  ...statementWords.map((word) => [word, keyword(word, Name)] as const),
  ...contextualWords.map((word) => [word, keyword(word, Name)] as const),
]);
export const word = (text: Word): TokenType => words.get(text)!;
export const reserved: ReadonlySet<TokenType> = new Set(reservedWords.map(word));

const sign = (name: string, text: string): TokenType => token(name, `\`${text}\``);
export const LeftParen = sign("LeftParen", "(");
export const RightParen = sign("RightParen", ")");
export const LeftBracket = sign("LeftBracket", "[");
export const RightBracket = sign("RightBracket", "]");
export const LeftBrace = sign("LeftBrace", "{");
export const RightBrace = sign("RightBrace", "}");
export const Arrow = sign("Arrow", "->");
export const Range = sign("Range", "..");
export const Dot = sign("Dot", ".");
export const Comma = sign("Comma", ",");
export const Colon = sign("Colon", ":");
export const Equals = sign("Equals", "=");
export const Bar = sign("Bar", "|");
export const Equal = sign("Equal", "==");
export const NotEqual = sign("NotEqual", "!=");
export const LessEqual = sign("LessEqual", "<=");
export const GreaterEqual = sign("GreaterEqual", ">=");
export const Less = sign("Less", "<");
export const Greater = sign("Greater", ">");
export const Plus = sign("Plus", "+");
export const Minus = sign("Minus", "-");
export const Times = sign("Times", "*");
export const Over = sign("Over", "/");
export const Remainder = sign("Remainder", "%");
export const Power = sign("Power", "^");

// prettier-ignore
export const signs = [
  LeftParen, RightParen, LeftBracket, RightBracket, LeftBrace, RightBrace, Arrow, Range, Dot, Comma, Colon, Equals, Bar,
  Equal, NotEqual, LessEqual, GreaterEqual, Less, Greater, Plus, Minus, Times, Over, Remainder, Power,
];

/** Signs between two operands, but for `-`, which also stands before one. */
// prettier-ignore
export const infixSigns: ReadonlySet<TokenType> = new Set([
  Plus, Times, Over, Remainder, Power, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Range,
]);

export const allTokens: TokenType[] = [
  Name,
  ...words.values(),
  Identifier,
  Newline,
  NumberToken,
  StringToken,
  Garbage,
  ...signs,
];
