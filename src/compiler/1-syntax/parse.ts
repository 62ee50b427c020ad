import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { span, type Source } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { filterNewlines } from "../../../grammar/newlines.ts";
import { scan } from "../../../grammar/scan.ts";
import type * as ast from "./ast.ts";
import { buildChain } from "./build-expression.ts";
import { checkDepth, mostProblems, openSession, readChunk, type ParseSession } from "./parse-session.ts";

export interface Parsed {
  readonly file: ast.File;
  readonly diagnostics: readonly Diagnostic[];
}

/** UTF-16 code units; a host refuses longer files before it reads them. */
export const longestText = 4 * 1024 * 1024;
/** Reads a file. Total: any text gives a tree of what could be read, and diagnostics for the rest, in order. */
export const parseFile = (source: Source): Parsed => {
  if (source.text.length > longestText) {
    const at = span(source, 0, 0);
    const file: ast.File = { kind: "File", span: at, source, items: [], comments: [] };
    return { file, diagnostics: [diagnose(kinds.textTooLong, at, { length: source.text.length, most: longestText })] };
  }
  const scanned = scan(source);
  const session = openSession(source, [...scanned.diagnostics], scanned.comments);
  const items: ast.Item[] = [];
  if (scanned.cutAt !== undefined) {
    const at = span(source, scanned.cutAt, scanned.cutAt + 1);
    session.report(diagnose(kinds.tooManyTokens, at, { most: scanned.tokens.length }));
    // Nothing is known of the file's names.
    const name: ast.Name = { kind: "Name", span: at, text: "" };
    items.push({ kind: "Binding", span: at, path: [name], value: { kind: "Missing", span: at } });
  } else
    for (const chunk of filterNewlines(scanned.tokens)) {
      if (session.full()) break;
      for (const item of readChunk(session, chunk.tokens)) items.push(item);
    }
  warnOfStrayDocs(session);
  const comments = scanned.comments.map(({ start, end, form }): ast.Comment => {
    return { kind: "Comment", span: span(source, start, end), form, text: source.text.slice(start, end) };
  });
  const file: ast.File = { kind: "File", span: span(source, 0, source.text.length), source, items, comments };
  return { file, diagnostics: inOrder(session) };
};

/** Reads one value, as the command line takes it. `expression` is `Missing` where it can't be read. */
export const parseExpression = (source: Source): { expression: ast.Expression; diagnostics: readonly Diagnostic[] } => {
  const missing: ast.Missing = { kind: "Missing", span: span(source, 0, source.text.length) };
  if (source.text.length > longestText)
    return {
      expression: missing,
      diagnostics: [diagnose(kinds.textTooLong, span(source, 0, 0), { length: source.text.length, most: longestText })],
    };
  const scanned = scan(source);
  const session = openSession(source, [...scanned.diagnostics], []);
  const tokens = filterNewlines(scanned.tokens).flatMap((chunk) => chunk.tokens);
  const node = checkDepth(session, tokens) ? session.read("chain", tokens) : undefined;
  const expression = node ? buildChain(session, node) : missing;
  return { expression, diagnostics: inOrder(session) };
};

/** Where nothing else is wrong: in a broken text a comment may have lost what it stood above. */
const warnOfStrayDocs = (session: ParseSession): void => {
  if (session.found.length > 0) return;
  for (const { start, end, above } of session.docs)
    if (above === undefined || !session.attached.has(above))
      session.report(diagnose(kinds.strayDoc, span(session.source, start, end), undefined));
};

const inOrder = ({ found }: ParseSession): readonly Diagnostic[] =>
  found.toSorted((a, b) => a.span.start - b.span.start).slice(0, mostProblems);
