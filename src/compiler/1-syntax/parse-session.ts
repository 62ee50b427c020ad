import type { IRecognitionException } from "chevrotain";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { span, type Source } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { syntaxError } from "../../../grammar/messages.ts";
import { KesParser, type SyntaxNode } from "../../../grammar/parser.ts";
import { scan, type ScannedComment, type Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";
import type * as ast from "./ast.ts";
import { attachDocs, type Doc } from "./attach-docs.ts";
import { buildChain } from "./build-expression.ts";
import { buildItem } from "./build-item.ts";
import { recoverChunk, type RecoverContext, type RuleName } from "./recover.ts";

/** Brackets within each other. Chevrotain takes about ten stack frames for each. */
export const deepestBrackets = 100;
/** After so many problems of one file the rest isn't read. */
export const mostProblems = 100;

let shared: KesParser | undefined;
/** One for all: its construction costs 10 ms and more, and between two calls it keeps nothing. */
const theParser = (): KesParser => (shared ??= new KesParser());

/** One text being read. */
export interface ParseSession extends RecoverContext {
  readonly found: Diagnostic[];
  readonly docs: readonly Doc[];
  /** Offsets below doc comments that belong there. */
  readonly attached: ReadonlySet<number>;
}

export const openSession = (source: Source, found: Diagnostic[], comments: readonly ScannedComment[]): ParseSession => {
  const docs = attachDocs(source.text, comments);
  const docByOffset = new Map(docs.map((doc) => [doc.above, doc]));
  const attached = new Set<number>();
  /** Units that couldn't be read for a reason which the scanner has reported. */
  let broken = 0;
  const session: ParseSession = {
    source,
    found,
    docs,
    attached,
    depth: 0,
    full: () => found.length >= mostProblems,
    reported: () => found.length + broken,
    report: (diagnostic) => void found.push(diagnostic),
    docAbove(offset) {
      const doc = docByOffset.get(offset);
      if (doc) attached.add(offset);
      return doc?.text;
    },
    read(rule, tokens, quiet = false, behind = tokens.at(-1)) {
      if (session.full()) return undefined;
      const { node, error } = attempt(rule, tokens);
      if (!error) return node;
      const diagnostic = quiet ? undefined : syntaxError(source, error, tokens, rule, behind);
      if (diagnostic) found.push(diagnostic);
      else if (!quiet) broken += 1;
      return undefined;
    },
    inText: (from, to) => readInText(session, from, to),
  };
  return session;
};

const attempt = (rule: RuleName, tokens: Token[]): { node: SyntaxNode; error?: IRecognitionException } => {
  const parser = theParser();
  parser.input = tokens;
  const node = (parser[rule] as unknown as () => SyntaxNode)();
  const error = parser.errors[0];
  return error ? { node, error } : { node };
};

/** The expression in the braces of a text. */
const readInText = (session: ParseSession, from: number, to: number): ast.Expression | undefined => {
  const { source } = session;
  const scanned = scan(source, from, to);
  session.found.push(...scanned.diagnostics);
  const tokens = scanned.tokens.filter(({ tokenType }) => tokenType !== t.Newline);
  if (tokens.length === 0) {
    session.report(diagnose(kinds.emptyBraces, span(source, from - 1, to + 1), undefined));
    return undefined;
  }
  const node = checkDepth(session, tokens) ? session.read("expression", tokens) : undefined;
  return node && buildChain(session, { rule: "chain", children: [node] });
};

/** Whether the brackets are few enough for the parser; reports where not. */
export const checkDepth = (session: ParseSession, tokens: readonly Token[]): boolean => {
  let depth = 0;
  for (const token of tokens) {
    const type = token.tokenType;
    if (type === t.LeftParen || type === t.LeftBracket || type === t.LeftBrace) depth += 1;
    else if (type === t.RightParen || type === t.RightBracket || type === t.RightBrace) depth -= 1;
    if (depth <= deepestBrackets) continue;
    const at = span(session.source, token.startOffset, token.endOffset + 1);
    session.report(diagnose(kinds.tooDeep, at, { what: "brackets nest", most: deepestBrackets }));
    return false;
  }
  return true;
};

/** The items of one chunk; a broken one is read piece by piece. */
export const readChunk = (session: ParseSession, tokens: Token[]): readonly ast.Item[] => {
  const before = session.reported();
  if (!checkDepth(session, tokens)) return [nothingKnown(session, tokens)];
  const { node, error } = attempt("chunk", tokens);
  if (!error)
    return node.children
      .filter((child): child is SyntaxNode => "rule" in child)
      .map((item) => buildItem(session, item));
  const items = recoverChunk(session, tokens);
  const diagnostic = session.reported() === before ? syntaxError(session.source, error, tokens, "chunk") : undefined;
  if (diagnostic) session.report(diagnostic);
  return items;
};

/** Stands for items that weren't read: any name may be theirs. */
const nothingKnown = ({ source }: ParseSession, tokens: readonly Token[]): ast.Binding => {
  const at = span(source, tokens[0]!.startOffset, tokens.at(-1)!.endOffset + 1);
  const name: ast.Name = { kind: "Name", span: span(source, at.start, at.start), text: "" };
  return { kind: "Binding", span: at, path: [name], value: { kind: "Missing", span: at } };
};
