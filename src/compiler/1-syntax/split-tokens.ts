import type { LineEnd } from "../../../grammar/newlines.ts";
import type { Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";

/**
 * Counts brackets along the tokens of one chunk as the filter of line ends did: a kept line end says how many braces are open, so
 * what was left unclosed above it doesn't matter below.
 */
export interface Nesting {
  braces: number;
  round: number;
}

/** Moves `nesting` past a token. Round and square brackets count together, from the innermost brace. */
export const pass = (nesting: Nesting, token: Token, base: number): void => {
  switch (token.tokenType) {
    case t.LeftBrace:
      nesting.braces += 1;
      break;
    case t.RightBrace:
      nesting.braces = Math.max(0, nesting.braces - 1);
      if (nesting.braces < base) nesting.round = 0;
      break;
    case t.LeftParen:
    case t.LeftBracket:
      if (nesting.braces === base) nesting.round += 1;
      break;
    case t.RightParen:
    case t.RightBracket:
      if (nesting.braces === base) nesting.round = Math.max(0, nesting.round - 1);
      break;
    case t.Newline:
      nesting.braces = (token as LineEnd).braces;
      if (nesting.braces <= base) nesting.round = 0;
      break;
  }
};

/** Cuts at line ends that have at most `base` braces around them, and with `commas` at commas outside of brackets. Empty parts go. */
export const splitLines = (tokens: readonly Token[], base: number, commas = false): Token[][] => {
  const parts: Token[][] = [];
  const nesting: Nesting = { braces: base, round: 0 };
  let part: Token[] = [];
  for (const token of tokens) {
    pass(nesting, token, base);
    const isLine = token.tokenType === t.Newline && nesting.braces <= base;
    const isComma = commas && token.tokenType === t.Comma && nesting.braces === base && nesting.round === 0;
    if (!isLine && !isComma) part.push(token);
    else {
      if (part.length) parts.push(part);
      part = [];
    }
  }
  if (part.length) parts.push(part);
  return parts;
};

/** The first index of a token of one of these types outside of all brackets, or -1. */
export const findOutside = (tokens: readonly Token[], types: readonly Token["tokenType"][]): number => {
  const nesting: Nesting = { braces: 0, round: 0 };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (nesting.braces === 0 && nesting.round === 0 && types.includes(token.tokenType)) return index;
    pass(nesting, token, 0);
  }
  return -1;
};

/** The index of the brace that closes the one at `open`, or -1. */
export const closingBrace = (tokens: readonly Token[], open: number): number => {
  let braces = 0;
  for (let index = open; index < tokens.length; index++) {
    const type = tokens[index]!.tokenType;
    if (type === t.Newline && index > open) braces = Math.max((tokens[index] as LineEnd).braces, 0);
    else if (type === t.LeftBrace) braces += 1;
    else if (type === t.RightBrace) braces -= 1;
    if (braces <= 0) return type === t.RightBrace ? index : -1;
  }
  return -1;
};

/** The last index of a `}` that closes nothing, or -1. */
export const lastSurplusBrace = (tokens: readonly Token[]): number => {
  let braces = 0;
  let found = -1;
  tokens.forEach((token, index) => {
    if (token.tokenType === t.Newline) braces = (token as LineEnd).braces;
    else if (token.tokenType === t.LeftBrace) braces += 1;
    else if (token.tokenType === t.RightBrace) {
      if (braces === 0) found = index;
      else braces -= 1;
    }
  });
  return found;
};
