import type { Fix } from "../base/diagnostic.ts";
import { parseFile } from "../compiler/1-syntax/parse.ts";
import type { Module } from "../compiler/2-bind/module.ts";

/** Of a text that was formatted whole, the edits of what touches a range. None where the two don't have the same items. */
export const editsWithin = (
  { source, file }: Module,
  formatted: string,
  range: { readonly start: number; readonly end: number },
): Fix["edits"] => {
  const after = parseFile({ path: source.path, text: formatted }).file.items;
  if (after.length !== file.items.length) return [];
  return file.items.flatMap(({ span }, index) => {
    const { start, end } = after[index]!.span;
    const text = formatted.slice(start, end);
    const touches = span.start <= range.end && range.start <= span.end;
    return touches && text !== source.text.slice(span.start, span.end) ? [{ span, text }] : [];
  });
};
