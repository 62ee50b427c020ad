import type { TokenType } from "chevrotain";
import { filterNewlines, isName } from "../../grammar/newlines.ts";
import { scan, type Token } from "../../grammar/scan.ts";
import * as t from "../../grammar/tokens.ts";
import { span, type Source, type Span } from "../base/source.ts";

/**
 * What an open bracket holds. `arguments` of a call, `parameters` of a header, `index` of a value, `size` of a type, `type` a list's;
 * `group` is a parenthesis around a value, `pattern` that of a loop, `count` of `repeat`; `value` the braces of an `if` or `for`.
 */
export type FrameKind =
  | "arguments"
  | "parameters"
  | "group"
  | "pattern"
  | "count"
  | "list"
  | "index"
  | "size"
  | "type"
  | "statements"
  | "fields"
  | "names"
  | "rows"
  | "record"
  | "unpack"
  | "steps"
  | "value";

/** A bracket that is open at some token. */
export interface Frame {
  readonly kind: FrameKind;
  /** The bracket's index among the tokens. */
  readonly at: number;
  /** Of steps' and values' braces: where the `if`, `for`, `fold`, … that they belong to begins. */
  readonly head: number;
  readonly parent?: Frame;
}

/**
 * What stands before a place where somebody types, by tokens: half-typed text has no tree worth reading. The tokens are those of
 * the declaration at hand (or the run of small items) up to the word at the place, without line ends that end nothing.
 */
export interface Place {
  readonly source: Source;
  readonly offset: number;
  /** The word that is being typed; empty where the place touches none. */
  readonly word: Span;
  readonly tokens: readonly Token[];
  /** The innermost bracket that is open before each token, and before the place. */
  readonly frames: readonly (Frame | undefined)[];
  /** What follows the word, up to the text's end. */
  readonly after: readonly Token[];
}

export type Around =
  | { readonly kind: "place"; readonly place: Place }
  /** Within a text in quotes, of which `string` is the token. */
  | { readonly kind: "string"; readonly string: Token; readonly place: Place }
  | { readonly kind: "comment" };

const isWord = ({ image }: Token): boolean => /^[\p{ID_Start}_]/u.test(image);

/** Reads what is around a place. Total: any text, any place. */
export const placeAt = (source: Source, offset: number): Around => {
  const { tokens, comments } = scan(source);
  const comment = comments.find(({ start, end, form }) => start < offset && offset < end + (form === "block" ? 0 : 1));
  if (comment) return { kind: "comment" };
  const string = tokens.find((token) => token.image.startsWith('"') && isInside(token, offset));
  if (!string) return { kind: "place", place: readPlace(source, tokens, offset) };
  const hole = source.text.slice(string.startOffset, offset).lastIndexOf("{");
  const opened = string.startOffset + hole;
  // In `"got {n}"` the braces hold a value.
  if (hole > 0 && !source.text.slice(opened, offset).includes("}") && source.text[opened - 1] !== "\\") {
    const inner = scan(source, opened + 1, string.endOffset).tokens;
    const before = tokens.filter(({ endOffset }) => endOffset < string.startOffset);
    return { kind: "place", place: readPlace(source, [...before, comma(opened), ...inner], offset) };
  }
  return { kind: "string", string, place: readPlace(source, tokens, string.startOffset) };
};

/** A text that nothing closes goes on to its line's end. */
const isInside = ({ image, startOffset, endOffset, tokenType }: Token, offset: number): boolean => {
  const closed = tokenType === t.StringToken && image.length > 1;
  return startOffset < offset && (closed ? offset <= endOffset : offset <= endOffset + 1);
};

const comma = (at: number): Token => ({
  image: ",",
  startOffset: at,
  endOffset: at,
  tokenType: t.Comma,
  tokenTypeIdx: t.Comma.tokenTypeIdx!,
});

const readPlace = (source: Source, all: readonly Token[], offset: number): Place => {
  const touched = all.find((token) => isWord(token) && token.startOffset < offset && offset <= token.endOffset + 1);
  const from = touched?.startOffset ?? offset;
  const to = touched ? touched.endOffset + 1 : offset;
  const before = all.filter(({ startOffset }) => startOffset < from);
  // A name in the place of what is typed, so that the line end before it counts if one of a name would.
  const standIn: Token = {
    image: "_",
    startOffset: from,
    endOffset: from,
    tokenType: t.Identifier,
    tokenTypeIdx: t.Identifier.tokenTypeIdx!,
  };
  const tokens = (filterNewlines([...before, standIn]).at(-1)?.tokens ?? []).slice(0, -1);
  return {
    source,
    offset,
    word: span(source, from, to),
    tokens,
    frames: framesOf(tokens),
    after: all.filter(({ startOffset }) => startOffset >= to),
  };
};

const opening: ReadonlySet<TokenType> = new Set([t.LeftParen, t.LeftBracket, t.LeftBrace]);
const closing: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.RightParen, t.LeftParen],
  [t.RightBracket, t.LeftBracket],
  [t.RightBrace, t.LeftBrace],
]);

const framesOf = (tokens: readonly Token[]): readonly (Frame | undefined)[] => {
  const frames: (Frame | undefined)[] = [];
  let open: Frame | undefined;
  tokens.forEach((token, at) => {
    frames.push(open);
    const type = token.tokenType;
    if ("beginsBody" in token) open = { kind: isRecipe(tokens, at) ? "fields" : "statements", at, head: at };
    else if (opening.has(type)) open = openFrame(tokens, at, open);
    else if (closing.has(type)) open = closeFrame(tokens, closing.get(type)!, open);
  });
  frames.push(open);
  return frames;
};

const isRecipe = (tokens: readonly Token[], at: number): boolean => {
  for (let index = at - 1; index >= 0; index--) if (declares(tokens, index)) return tokens[index]!.image === "train";
  return false;
};

/** A bracket that fits none that is open closes nothing. */
const closeFrame = (tokens: readonly Token[], type: TokenType, open: Frame | undefined): Frame | undefined => {
  for (let frame = open; frame; frame = frame.parent) if (tokens[frame.at]!.tokenType === type) return frame.parent;
  return open;
};

const openFrame = (tokens: readonly Token[], at: number, parent: Frame | undefined): Frame => {
  const make = (kind: FrameKind, head = at): Frame => ({ kind, at, head, ...(parent && { parent }) });
  const previous = tokens[at - 1];
  const calls = previous !== undefined && (endsOperand(previous) || previous.tokenType === t.RightBrace);
  switch (tokens[at]!.tokenType) {
    case t.LeftParen:
      if (previous?.image === "repeat" && isKeyword(previous)) return make("count");
      if (previous && ["for", "fold", "scan"].includes(previous.image) && isKeyword(previous)) return make("pattern");
      if (!calls || previous.tokenType === t.RightBrace) return make("group");
      return make(!parent && isHeader(tokens, at) ? "parameters" : "arguments");
    case t.LeftBracket:
      if (parent && inType(tokens, at, parent)) return make(isName(previous?.tokenType) ? "size" : "type");
      return make(calls ? "index" : "list");
    default:
      return openBrace(tokens, at, parent, make);
  }
};

const openBrace = (
  tokens: readonly Token[],
  at: number,
  parent: Frame | undefined,
  make: (kind: FrameKind, head?: number) => Frame,
): Frame => {
  const previous = tokens[at - 1];
  if (previous?.image === "import") return make("names");
  if (previous?.image === "table") return make("rows", at - 1);
  if (previous === undefined || previous.tokenType === t.Newline || previous === tokens[parent?.at ?? -1])
    return make(parent?.kind === "value" || parent?.kind === "record" ? "record" : "unpack");
  const record = [t.Equals, t.Colon, t.LeftParen, t.LeftBracket, t.Comma];
  if (record.includes(previous.tokenType) || previous.image === "return") return make("record");
  const head = headOf(tokens, at, parent);
  if (head < 0) return make("value", at);
  const isStep = tokens[head - 1]?.tokenType === t.Arrow || (parent?.kind === "steps" && head - 1 === parent.at);
  return make(isStep || ["fold", "scan", "repeat"].includes(tokens[head]!.image) ? "steps" : "value", head);
};

const heads: ReadonlySet<string> = new Set(["if", "for", "fold", "scan", "repeat"]);

/** Where the `if`, `for`, … begins whose brace stands at an index, an `else`'s included; -1 where there is none. */
const headOf = (tokens: readonly Token[], brace: number, parent: Frame | undefined): number => {
  let depth = 0;
  for (let at = brace - 1; at > (parent?.at ?? -1); at--) {
    const token = tokens[at]!;
    if (closing.has(token.tokenType)) depth++;
    else if (opening.has(token.tokenType)) depth--;
    else if (depth > 0) continue;
    else if (token.tokenType === t.Newline) return -1;
    else if (isKeyword(token) && heads.has(token.image) && tokens[at - 1]?.image !== "else") return at;
  }
  return -1;
};

/** A reserved word where it is one: behind a dot every word is a name. */
export const isKeyword = ({ tokenType }: Token): boolean => t.reserved.has(tokenType);

/** Whether a value, or a part of one, may end with a token. */
export const endsOperand = ({ tokenType, image }: Token): boolean =>
  isName(tokenType) ||
  [t.NumberToken, t.StringToken, t.RightParen, t.RightBracket].includes(tokenType) ||
  (t.reserved.has(tokenType) && ["true", "false", "none"].includes(image));

const declarationWords: ReadonlySet<string> = new Set(["block", "fn", "model", "loss", "train"]);

/** Whether a declaration's word stands at an index, at the begin of a line. */
export const declares = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1];
  const begins = before === undefined || before.tokenType === t.Newline;
  return begins && declarationWords.has(tokens[at]!.image) && isName(tokens[at + 1]?.tokenType);
};

/** Whether what stands before an index, outside of all brackets, is a header without its `=` or `extends`. */
const isHeader = (tokens: readonly Token[], end: number): boolean => {
  for (let at = end - 1; at >= 0; at--) {
    const { tokenType, image } = tokens[at]!;
    if (tokenType === t.Equals || image === "extends") return false;
    if (declares(tokens, at)) return true;
    if (tokenType === t.Newline) return false;
  }
  return false;
};

/** Whether a bracket at an index belongs to a parameter's type: behind its colon and before its default. */
const inType = (tokens: readonly Token[], end: number, parent: Frame): boolean => {
  if (parent.kind === "type" || parent.kind === "size") return parent.kind === "type";
  if (parent.kind !== "parameters") return false;
  let depth = 0;
  for (let at = end - 1; at > parent.at; at--) {
    const { tokenType } = tokens[at]!;
    if (closing.has(tokenType)) depth++;
    else if (opening.has(tokenType)) depth--;
    else if (depth === 0 && (tokenType === t.Equals || tokenType === t.Comma)) return false;
    else if (depth === 0 && tokenType === t.Colon) return true;
  }
  return false;
};

/** Where the tokens of the same bracket begin, behind the last separator before an index. */
export const segmentStart = (
  { tokens, frames }: Pick<Place, "tokens" | "frames">,
  end: number,
  separators: readonly TokenType[] = [t.Comma, t.Newline],
): number => {
  const frame = frames[end];
  for (let at = end - 1; at > (frame?.at ?? -1); at--)
    if (frames[at] === frame && separators.includes(tokens[at]!.tokenType)) return at + 1;
  return (frame?.at ?? -1) + 1;
};
