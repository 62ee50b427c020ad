import type { IRecognitionException } from "chevrotain";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { span, type Source } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { syntaxError } from "../../../grammar/messages.ts";
import { filterNewlines } from "../../../grammar/newlines.ts";
import { KesParser, type SyntaxNode } from "../../../grammar/parser.ts";
import { scan, type Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";
import type * as ast from "./ast.ts";
import { attachDocs } from "./attach-docs.ts";
import { deepestTree, type BuildContext } from "./build-context.ts";
import { buildChain } from "./build-expression.ts";
import { buildItem } from "./build-item.ts";
import { recoverChunk, type RecoverContext, type RuleName } from "./recover.ts";

export interface Parsed {
  readonly file: ast.File;
  readonly diagnostics: readonly Diagnostic[];
}

/** UTF-16 code units; a host refuses longer files before it reads them. */
export const longestText = 4 * 1024 * 1024;
/** Brackets within each other. Chevrotain takes about ten stack frames for each. */
export const deepestBrackets = 100;
/** After so many problems of one file the rest isn't read. */
export const mostProblems = 100;

let shared: KesParser | undefined;
/** One for all: its construction costs 10 ms and more, and between two calls it keeps nothing. */
const theParser = (): KesParser => (shared ??= new KesParser());

/** Reads a file. Total: any text gives a tree of what could be read, and diagnostics for the rest, in order. */
export const parseFile = (source: Source): Parsed => {
  if (source.text.length > longestText) {
    const at = span(source, 0, 0);
    const file: ast.File = { kind: "File", span: at, source, items: [], comments: [] };
    return { file, diagnostics: [diagnose(kinds.textTooLong, at, { length: source.text.length, most: longestText })] };
  }
  const scanned = scan(source);
  const session = createSession(source, [...scanned.diagnostics], scanned.comments);
  const items: ast.Item[] = [];
  if (scanned.cutAt !== undefined) {
    const at = span(source, scanned.cutAt, scanned.cutAt + 1);
    session.ctx.report(diagnose(kinds.tooManyTokens, at, { most: scanned.tokens.length }));
    // Nothing is known of the file's names.
    const name: ast.Name = { kind: "Name", span: at, text: "" };
    items.push({ kind: "Binding", span: at, path: [name], value: { kind: "Missing", span: at } });
  } else
    for (const chunk of filterNewlines(scanned.tokens)) {
      if (session.full()) break;
      for (const item of session.readChunk(chunk.tokens)) items.push(item);
    }
  session.warnOfStrayDocs();
  const comments = scanned.comments.map(({ start, end, form }): ast.Comment => {
    return { kind: "Comment", span: span(source, start, end), form, text: source.text.slice(start, end) };
  });
  const file: ast.File = { kind: "File", span: span(source, 0, source.text.length), source, items, comments };
  return { file, diagnostics: session.diagnostics() };
};

/** Reads one value, as the command line takes it. `expression` is `Missing` where it can't be read. */
export const parseExpression = (source: Source): { expression: ast.Expression; diagnostics: readonly Diagnostic[] } => {
  const missing: ast.Missing = { kind: "Missing", span: span(source, 0, source.text.length) };
  if (source.text.length > longestText)
    return { expression: missing, diagnostics: [diagnose(kinds.textTooLong, span(source, 0, 0), { length: source.text.length, most: longestText })] };
  const scanned = scan(source);
  const session = createSession(source, [...scanned.diagnostics], []);
  const tokens = filterNewlines(scanned.tokens).flatMap((chunk) => chunk.tokens);
  const node = session.checkDepth(tokens) ? session.read("chain", tokens) : undefined;
  const expression = node ? buildChain(session.ctx, node) : missing;
  return { expression, diagnostics: session.diagnostics() };
};

const createSession = (source: Source, found: Diagnostic[], comments: Parameters<typeof attachDocs>[1]) => {
  const parser = theParser();
  const docs = attachDocs(source.text, comments);
  const docByOffset = new Map(docs.map((doc) => [doc.above, doc]));
  const attached = new Set<number>();
  const full = (): boolean => found.length >= mostProblems;

  const attempt = (rule: RuleName, tokens: Token[]): { node: SyntaxNode; error?: IRecognitionException } => {
    parser.input = tokens;
    const node = (parser[rule] as unknown as () => SyntaxNode)();
    const error = parser.errors[0];
    return error ? { node, error } : { node };
  };
  const read = (rule: RuleName, tokens: Token[], quiet = false): SyntaxNode | undefined => {
    if (full()) return undefined;
    const { node, error } = attempt(rule, tokens);
    if (!error) return node;
    if (quiet) return undefined;
    const diagnostic = syntaxError(source, error, tokens, rule);
    if (diagnostic) found.push(diagnostic);
    else broken += 1;
    return undefined;
  };
  /** Units that couldn't be read for a reason which the scanner has reported. */
  let broken = 0;

  const ctx: RecoverContext = {
    source,
    depth: 0,
    read,
    full,
    reported: () => found.length + broken,
    report: (diagnostic) => void found.push(diagnostic),
    docAbove(offset) {
      const doc = docByOffset.get(offset);
      if (!doc) return undefined;
      attached.add(offset);
      return doc.text;
    },
    inText: (from, to) => readInText(ctx, from, to),
  };
  const readInText = (inner: BuildContext, from: number, to: number): ast.Expression | undefined => {
    const scanned = scan(source, from, to);
    found.push(...scanned.diagnostics);
    const tokens = scanned.tokens.filter(({ tokenType }) => tokenType !== t.Newline);
    if (tokens.length === 0) {
      found.push(diagnose(kinds.emptyBraces, span(source, from - 1, to + 1), undefined));
      return undefined;
    }
    if (!checkDepth(tokens)) return undefined;
    const node = read("expression", tokens);
    return node && buildChain(inner, { rule: "chain", children: [node] });
  };
  /** Whether the brackets are few enough for the parser; reports where not. */
  const checkDepth = (tokens: readonly Token[]): boolean => {
    let depth = 0;
    for (const token of tokens) {
      const type = token.tokenType;
      if (type === t.LeftParen || type === t.LeftBracket || type === t.LeftBrace) depth += 1;
      else if (type === t.RightParen || type === t.RightBracket || type === t.RightBrace) depth -= 1;
      if (depth <= deepestBrackets) continue;
      const at = span(source, token.startOffset, token.endOffset + 1);
      found.push(diagnose(kinds.tooDeep, at, { what: "brackets nest", most: deepestBrackets }));
      return false;
    }
    return true;
  };
  const readChunk = (tokens: Token[]): ast.Item[] => {
    const before = found.length + broken;
    if (!checkDepth(tokens)) return [];
    const { node, error } = attempt("chunk", tokens);
    if (!error) return node.children.filter((child): child is SyntaxNode => "rule" in child).map((item) => buildItem(ctx, item));
    const items = recoverChunk(ctx, tokens);
    if (found.length + broken > before) return items;
    const diagnostic = syntaxError(source, error, tokens, "chunk");
    if (diagnostic) found.push(diagnostic);
    return items;
  };
  return {
    ctx,
    read,
    full,
    checkDepth,
    readChunk,
    diagnostics: (): readonly Diagnostic[] => [...found].sort((a, b) => a.span.start - b.span.start).slice(0, mostProblems),
    warnOfStrayDocs: () => {
      if (found.length > 0) return;
      for (const { start, end, above } of docs)
        if (above === undefined || !attached.has(above)) found.push(diagnose(kinds.strayDoc, span(source, start, end), undefined));
    },
  };
};

export { deepestTree };
