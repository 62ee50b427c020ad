import type { IRecognitionException } from "chevrotain";
import { diagnose, type Diagnostic } from "../src/base/diagnostic.ts";
import { span, type Source } from "../src/base/source.ts";
import * as kinds from "./diagnostics.ts";
import type { Token } from "./scan.ts";
import * as t from "./tokens.ts";

/** Undefined: the scanner has reported it. */
export const syntaxError = (source: Source, error: IRecognitionException, tokens: readonly Token[]): Diagnostic | undefined => {
  if (error.token.tokenType === t.Garbage) return undefined;
  const last = tokens.at(-1);
  const end = last ? last.endOffset + 1 : 0;
  const at = Number.isNaN(error.token.startOffset) ? span(source, end, end) : span(source, error.token.startOffset, error.token.endOffset! + 1);
  return diagnose(kinds.expected, at, { expected: error.message || error.name, found: error.token.image });
};
