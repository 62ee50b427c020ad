import type { TokenType } from "chevrotain";
import type { Token } from "./scan.ts";
import * as t from "./tokens.ts";

/**
 * Between scanner and parser: drops every line end that ends nothing, so that the grammar sees only those that count, and cuts the
 * tokens where a declaration certainly begins.
 *
 * Two kinds of line are legal in one place alone, so they repair unclosed brackets. A: a declaration's first words
 * (`block Name`), at any depth. B: a statement's (`name =`, `return`, `output name`), within ( ) or [ ] or steps' braces.
 */
export interface Chunk {
  readonly tokens: Token[];
}

/** A kept line end knows how many braces are open around it, so that whoever splits a broken chunk counts as the filter did. */
export interface LineEnd extends Token {
  readonly braces: number;
}

/** A brace that begins a declaration's statements or fields knows it, in case what stands before it is broken. */
interface BodyBrace extends Token {
  readonly beginsBody: true;
}

/** What a brace holds: statements, fields, a table's rows, or one value or some steps. */
type Bracket = "(" | "[" | "statements" | "fields" | "names" | "rows" | "steps";

/** Within such braces no statement can begin. */
const closable: ReadonlySet<Bracket> = new Set(["steps", "names", "rows"]);

const declarationWords: ReadonlySet<TokenType> = new Set(
  (["block", "fn", "model", "loss", "train"] as const).map(t.word),
);
const columnOneWords: ReadonlySet<TokenType> = new Set((["import", "expect", "published"] as const).map(t.word));
const nameStatements: ReadonlySet<TokenType> = new Set((["output", "tap", "term", "share"] as const).map(t.word));
const [orWord, andWord, notWord, inWord, elseWord, byWord] = (["or", "and", "not", "in", "else", "by"] as const).map(
  t.word,
);
const [returnWord, tableWord, importWord, trainWord] = (["return", "table", "import", "train"] as const).map(t.word);
const wantsBrace: ReadonlySet<TokenType> = new Set(
  (["if", "else", "for", "fold", "scan", "repeat", "table"] as const).map(t.word),
);

/** A line that ends in one of these goes on, unless a statement or declaration begins below. */
// prettier-ignore
const wantsRight: ReadonlySet<TokenType> = new Set([
  ...t.infixSigns, ...wantsBrace, t.Minus, t.Equals, t.Arrow, t.Dot, t.Colon, t.Bar,
  andWord!, orWord!, notWord!, inWord!, byWord!, returnWord!,
]);
/** A line that begins with one of these continues the one above. */
// prettier-ignore
const continues: ReadonlySet<TokenType> = new Set([
  ...t.infixSigns, t.Minus, t.Arrow, t.Dot, t.Comma, t.Bar, andWord!, orWord!, elseWord!, byWord!, inWord!,
  t.RightParen, t.RightBracket, t.RightBrace,
]);
const goesOnHeader: ReadonlySet<TokenType> = new Set([t.LeftParen, t.LeftBrace, t.Equals, t.word("extends")]);
/** A brace after one of these begins a record. */
// prettier-ignore
const beforeRecord: ReadonlySet<TokenType> = new Set([
  t.Equals, t.Colon, t.LeftParen, t.LeftBracket, t.Comma, t.LeftBrace, t.Newline, returnWord!,
]);

const bracketAfter = (previous: TokenType | undefined): Bracket => {
  if (previous === tableWord) return "rows";
  if (previous === importWord) return "names";
  return previous === undefined || beforeRecord.has(previous) ? "fields" : "steps";
};

export const isName = (type: TokenType | undefined): boolean =>
  type === t.Identifier || type?.CATEGORIES?.[0] === t.Name;

/** `tokens` as `scan` gives them. Total: any sequence comes out in chunks that hold all tokens but some line ends. */
export const filterNewlines = (tokens: readonly Token[]): Chunk[] => {
  const chunks: Chunk[] = [];
  let kept: Token[] = [];
  const open: Bracket[] = [];
  let braces = 0;
  /** The declaration's keyword while within its header. */
  let header: TokenType | undefined;

  const startsDeclaration = (index: number): boolean => {
    const first = tokens[index]!.tokenType;
    const second = tokens[index + 1]?.tokenType;
    if (declarationWords.has(first)) return isName(second) && (inColumnOne(index) || headerGoesOn(index + 2));
    return columnOneWords.has(first) && second !== t.Equals && second !== t.Dot && inColumnOne(index);
  };
  const inColumnOne = (index: number): boolean => {
    const before = tokens[index - 1];
    return before === undefined || before.endOffset + 1 === tokens[index]!.startOffset;
  };
  /** Tells a declaration within an unclosed one from a field that lacks its `=`. */
  const headerGoesOn = (index: number): boolean => {
    const at = tokens[index]?.tokenType === t.Newline ? index + 1 : index;
    const [next, name, colon] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (next?.tokenType === t.LeftParen) return name?.tokenType === t.RightParen || colon?.tokenType === t.Colon;
    return next !== undefined && goesOnHeader.has(next.tokenType);
  };
  const startsStatement = (index: number): boolean => {
    const first = tokens[index]!.tokenType;
    const second = tokens[index + 1]?.tokenType;
    if (first === returnWord) return true;
    return isName(first) && (second === t.Equals || (nameStatements.has(first) && isName(second)));
  };
  const pop = (): Bracket | undefined => {
    const bracket = open.pop();
    if (bracket !== undefined && bracket !== "(" && bracket !== "[") braces -= 1;
    return bracket;
  };
  const popToBrace = (): void => {
    while (open.length && (open.at(-1) === "(" || open.at(-1) === "[")) pop();
  };
  const keepBreak = (token: Token): void => {
    kept.push(Object.assign({}, token, { braces }));
  };
  const cut = (): void => {
    if (kept.length) chunks.push({ tokens: kept });
    kept = [];
    open.length = braces = 0;
  };
  const enter = (token: Token, next: Token | undefined): void => {
    const previous = kept.at(-1)?.tokenType;
    // Statements begin on a line of their own, so a brace there ends the header, whatever is unclosed in it.
    const endsLine =
      next?.tokenType === t.Newline && previous !== undefined && (previous === t.RightParen || isName(previous));
    if (header !== undefined && (open.length === 0 || endsLine))
      return enterBody(token, header === trainWord ? "fields" : "statements");
    if (open.length === 0 && endsLine) return enterBody(token, "statements");
    open.push(bracketAfter(previous));
    braces += 1;
    kept.push(token);
  };
  const enterBody = (token: Token, bracket: Bracket): void => {
    open.length = 0;
    open.push(bracket);
    braces = 1;
    header = undefined;
    kept.push(Object.assign({}, token, { beginsBody: true } satisfies Partial<BodyBrace>));
  };
  const leave = (token: Token, type: TokenType): void => {
    if (type === t.RightBrace) {
      if (braces > 0) {
        popToBrace();
        pop();
      }
    } else {
      const opening = type === t.RightParen ? "(" : "[";
      let index = open.length - 1;
      while (index >= 0 && open[index] !== opening && (open[index] === "(" || open[index] === "[")) index--;
      if (open[index] === opening) while (open.length > index) pop();
    }
    kept.push(token);
  };
  const lineEnd = (token: Token, index: number): void => {
    const next = tokens[index + 1];
    if (next === undefined) return;
    if (startsDeclaration(index + 1)) return cut();
    const previous = kept.at(-1)?.tokenType;
    if (previous === undefined) return;
    const inner = open.at(-1);
    const statement = startsStatement(index + 1);
    if (inner === "(" || inner === "[") {
      if (!statement) return;
      popToBrace();
      header = undefined;
      if (closable.has(open.at(-1)!)) return closeSteps(token);
      return keepBreak(token);
    }
    if (header !== undefined && open.length === 0) {
      if (goesOnHeader.has(next.tokenType) || previous === header) return;
      header = undefined;
      return keepBreak(token);
    }
    if (statement && inner === "rows") return closeSteps(token);
    if (previous === t.LeftBrace || next.tokenType === t.RightBrace) return;
    // No item begins so: it is the second list of a header that is broken.
    if (open.length === 0 && next.tokenType === t.LeftParen && previous === t.RightParen && !inColumnOne(index + 1))
      return;
    if (previous === tableWord && next.tokenType !== t.LeftBrace) {
      open.push("rows");
      braces += 1;
    }
    if (statement && closable.has(open.at(-1)!)) return closeSteps(token);
    if (open.at(-1) === "rows") return keepBreak(token);
    if (previous === t.Comma) return;
    if (wantsRight.has(previous)) return statement ? keepBreak(token) : undefined;
    if (!continues.has(next.tokenType)) keepBreak(token);
  };
  /** A brace is missing. */
  const closeSteps = (token: Token): void => {
    while (closable.has(open.at(-1)!) || open.at(-1) === "(" || open.at(-1) === "[") pop();
    keepBreak(token);
  };

  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const type = token.tokenType;
    if (type === t.Newline) {
      lineEnd(token, index);
      continue;
    }
    if (kept.length === 0) {
      if (index === 0 || tokens[index - 1]!.tokenType === t.Newline)
        header = startsDeclaration(index) && !columnOneWords.has(type) ? type : undefined;
    }
    if (type === t.LeftParen || type === t.LeftBracket) {
      open.push(type === t.LeftParen ? "(" : "[");
      kept.push(token);
    } else if (type === t.LeftBrace) enter(token, tokens[index + 1]);
    else if (type === t.RightParen || type === t.RightBracket || type === t.RightBrace) leave(token, type);
    else {
      if (type === t.Equals && open.length === 0) header = undefined;
      kept.push(token);
    }
  }
  cut();
  return chunks;
};
