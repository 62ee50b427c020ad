import type { IToken, TokenType } from "chevrotain";
import { diagnose, type Diagnostic } from "../src/base/diagnostic.ts";
import { span, type Source } from "../src/base/source.ts";
import * as kinds from "./diagnostics.ts";
import * as t from "./tokens.ts";

/** Offsets count UTF-16 code units; `endOffset` is that of the last one, as Chevrotain has it. */
export interface Token extends IToken {
  endOffset: number;
}

export interface ScannedComment {
  readonly start: number;
  readonly end: number;
  readonly form: "line" | "block" | "doc";
}

export interface Scanned {
  readonly tokens: Token[];
  readonly comments: readonly ScannedComment[];
  readonly diagnostics: Diagnostic[];
  /** Where the scan gave up because there were too many tokens. */
  readonly cutAt?: number;
}

/** So that the worst text of 4 MB stays within 2 s and 500 MB. */
export const mostTokens = 250_000;
/** More than anybody reads. */
const mostReports = 200;
/** A number's digits; `2^4096` has 1,234. */
export const longestNumber = 1500;

const identifier = /[\p{ID_Start}_][\p{ID_Continue}\u00b7]*/uy;
/** Controls that turn the reading direction: text could look other than it is. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const number =
  /(?:[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?[KMG]?/y;
/** What a person may have taken for a number: everything up to where a word certainly ends. */
const glued = /(?:[\p{ID_Continue}]|\.(?![.\p{ID_Start}]))*/uy;
/** After a percentage such a word may follow: `within 1% of v`. */
const afterPercent = /[ \t]*(?:(?:of|and|or|by|within|else|in|for)(?![\p{ID_Continue}])|[^\p{ID_Continue}( \t]|$)/uy;

const enum Class {
  Other,
  Blank,
  Word,
  Digit,
  Sign,
  Break,
  Quote,
}

const classes = new Uint8Array(128);
for (const c of " \t") classes[c.charCodeAt(0)] = Class.Blank;
for (const c of "\n\r") classes[c.charCodeAt(0)] = Class.Break;
for (const c of "0123456789") classes[c.charCodeAt(0)] = Class.Digit;
for (const c of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") classes[c.charCodeAt(0)] = Class.Word;
for (const c of "()[]{}-.,:=|!<>+*/%^") classes[c.charCodeAt(0)] = Class.Sign;
classes['"'.charCodeAt(0)] = Class.Quote;

const single: (TokenType | undefined)[] = [];
const double: (TokenType | undefined)[] = [];
for (const type of t.signs) {
  const text = type.LABEL!.slice(1, -1);
  if (text.length === 1) single[text.charCodeAt(0)] = type;
  else double[text.charCodeAt(0) * 128 + text.charCodeAt(1)] = type;
}

/**
 * Cuts a text, or the part from `from` to `to`, into tokens. One `Newline` stands for each run of line ends, blank lines and
 * comments. Total: what is no token of the language becomes `Garbage` with a diagnostic.
 */
export const scan = (source: Source, from = 0, to = source.text.length): Scanned => {
  const { text } = source;
  const tokens: Token[] = [];
  const comments: ScannedComment[] = [];
  const diagnostics: Diagnostic[] = [];
  const report = (make: () => Diagnostic): void => {
    if (diagnostics.length < mostReports) diagnostics.push(make());
  };
  let at = from;
  let previous: TokenType | undefined;

  const push = (type: TokenType, end: number): void => {
    const image = text.slice(at, end);
    tokens.push({ image, startOffset: at, endOffset: end - 1, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! });
    previous = type;
    at = end;
  };
  const pushBreak = (): void => {
    const start = at;
    at += text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1;
    if (at === start + 1 && text.charCodeAt(start) === 13)
      report(() => diagnose(kinds.loneCarriageReturn, span(source, start, at), undefined));
    if (previous === undefined) return;
    if (previous === t.Newline) {
      tokens[tokens.length - 1]!.endOffset = at - 1;
      return;
    }
    tokens.push({
      image: "\n",
      startOffset: start,
      endOffset: at - 1,
      tokenType: t.Newline,
      tokenTypeIdx: t.Newline.tokenTypeIdx!,
    });
    previous = t.Newline;
  };
  const garbage = (end: number, make: () => Diagnostic): void => {
    report(make);
    push(t.Garbage, end);
  };
  const wordEnd = (start: number): number => {
    let end = start;
    let code = text.charCodeAt(end);
    while (end < to && code < 128 && (classes[code] === Class.Word || classes[code] === Class.Digit))
      code = text.charCodeAt(++end);
    if (end < to && code >= 128) {
      identifier.lastIndex = start;
      const match = identifier.exec(text);
      if (match) return Math.min(start + match[0].length, to);
    }
    return end;
  };
  const pushComment = (start: number, end: number, form: ScannedComment["form"]): void => {
    comments.push({ start, end, form });
    const turn = text.slice(start, end).search(turning);
    if (turn >= 0) report(() => turned(source, start + turn));
    at = end;
  };
  const pushLineComment = (): void => {
    let end = at;
    while (end < to && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
    const doc = text.charCodeAt(at + 2) === 47 && text.charCodeAt(at + 3) !== 47;
    pushComment(at, end, doc ? "doc" : "line");
  };
  const pushBlockComment = (): void => {
    const close = text.indexOf("*/", at + 2);
    if (close < 0 || close + 2 > to)
      report(() => diagnose(kinds.openComment, span(source, at, Math.min(at + 2, to)), undefined));
    pushComment(at, close < 0 ? to : Math.min(close + 2, to), "block");
  };
  const pushNumber = (): void => {
    number.lastIndex = glued.lastIndex = at;
    let end = Math.min(at + number.exec(text)![0].length, to);
    if (text[end] === "%") {
      afterPercent.lastIndex = end + 1;
      const match = afterPercent.exec(text);
      if (match) end += 1;
    }
    const whole = Math.min(at + glued.exec(text)![0].length, to);
    if (whole > end && text[end - 1] !== "%") garbage(whole, () => badNumber(source, at, whole));
    else if (end - at > longestNumber)
      garbage(end, () => diagnose(kinds.longNumber, span(source, at, end), { digits: end - at, most: longestNumber }));
    else push(t.NumberToken, end);
  };
  const pushString = (): void => {
    let end = at + 1;
    for (; end < to; end++) {
      const code = text.charCodeAt(end);
      if (code === 34) return push(t.StringToken, end + 1);
      if (code === 10 || code === 13) break;
      if (code === 92 && text.charCodeAt(end + 1) !== 10 && text.charCodeAt(end + 1) !== 13) end++;
    }
    garbage(Math.min(end, to), () => diagnose(kinds.openString, span(source, at, Math.min(end, to)), undefined));
  };
  const pushPercent = (): void => {
    const blank = (index: number): boolean => /[ \t\r\n]/.test(text[index] ?? "\n");
    if (blank(at - 1) && blank(at + 1)) push(t.Remainder, at + 1);
    else garbage(at + 1, () => diagnose(kinds.percentOrRemainder, span(source, at, at + 1), readings(text, at)));
  };
  const pushSign = (code: number): void => {
    const next = text.charCodeAt(at + 1);
    if (code === 47 && next === 47) return pushLineComment();
    if (code === 47 && next === 42) return pushBlockComment();
    if (code === 46 && next >= 48 && next <= 57 && text.charCodeAt(at - 1) !== 46) return pushNumber();
    if (code === 46 && next === 46 && text.charCodeAt(at + 2) === 46)
      return garbage(at + 3, () => diagnose(kinds.threeDots, span(source, at, at + 3), undefined));
    if (code === 37) return pushPercent();
    const pair = next < 128 && at + 1 < to ? double[code * 128 + next] : undefined;
    if (pair) return push(pair, at + 2);
    const sign = single[code];
    if (sign) push(sign, at + 1);
    else pushUnknown();
  };
  const pushUnknown = (): void => {
    const character = String.fromCodePoint(text.codePointAt(at)!);
    if (turning.test(character)) {
      const here = at;
      report(() => turned(source, here));
      at += 1;
      return;
    }
    // `&&` is one sign to whoever writes it.
    let end = at + character.length;
    while (end < to && text.startsWith(character, end)) end += character.length;
    garbage(end, () => diagnose(kinds.unknownCharacter, span(source, at, end), { character: text.slice(at, end) }));
  };

  if (text.charCodeAt(0) === 0xfeff && at === 0) at = 1;
  while (at < to && tokens.length < mostTokens) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classes[code] : Class.Other;
    if (kind === Class.Blank) at += 1;
    else if (kind === Class.Word) {
      const end = wordEnd(at);
      const image = text.slice(at, end);
      // After a dot every word is a name.
      const type = previous === t.Dot ? t.Identifier : (t.words.get(image) ?? t.Identifier);
      tokens.push({ image, startOffset: at, endOffset: end - 1, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! });
      previous = type;
      at = end;
    } else if (kind === Class.Sign) pushSign(code);
    else if (kind === Class.Digit) pushNumber();
    else if (kind === Class.Break) pushBreak();
    else if (kind === Class.Quote) pushString();
    else {
      const end = wordEnd(at);
      if (end > at) push(t.Identifier, end);
      else pushUnknown();
    }
  }
  return { tokens, comments, diagnostics, ...(at < to ? { cutAt: at } : {}) };
};

const turned = (source: Source, at: number): Diagnostic => {
  const code = source.text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
  return diagnose(kinds.readingDirection, span(source, at, at + 1), { code });
};

const badNumber = (source: Source, start: number, end: number): Diagnostic =>
  diagnose(kinds.badNumber, span(source, start, end), { text: source.text.slice(start, Math.min(end, start + 40)) });

/** The operands around a `%`, for the two readings that are offered. */
const readings = (text: string, at: number): { left: string; right: string } => ({
  left: /[\p{ID_Continue}.\])]*[ \t]*$/u.exec(text.slice(Math.max(0, at - 40), at))![0].trim(),
  right: /^[ \t]*[\p{ID_Continue}.([]*/u.exec(text.slice(at + 1, at + 41))![0].trim(),
});
