import { diagnose } from "../../base/diagnostic.ts";
import { span, type Span } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { isName } from "../../../grammar/newlines.ts";
import type { KesParser, SyntaxNode } from "../../../grammar/parser.ts";
import type { Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";
import type * as ast from "./ast.ts";
import { nameOf, type BuildContext } from "./build-context.ts";
import { buildChain } from "./build-expression.ts";
import {
  buildBinding,
  buildExtension,
  buildHeader,
  buildItem,
  buildRecipeHeader,
  buildStatement,
} from "./build-item.ts";
import { closingBrace, findOutside, lastSurplusBrace, splitLines } from "./split-tokens.ts";

export type RuleName = keyof {
  [Rule in keyof KesParser as KesParser[Rule] extends (...args: never[]) => unknown ? Rule : never]: true;
};

/**
 * Reads a declaration that has a mistake in it: header, statements and fields each by themselves, so that one mistake costs one
 * statement and one diagnostic. What can't be read keeps its name; its value is `Missing`. A name that can't be read is "", and
 * whoever looks names up beneath it stays silent, for what it misses may stand there.
 */
export interface RecoverContext extends BuildContext {
  /** Reads all of `tokens` by one rule; undefined after a report, which `quiet` leaves out. */
  read(rule: RuleName, tokens: Token[], quiet?: boolean, behind?: Token): SyntaxNode | undefined;
  /** How many problems have been reported. */
  reported(): number;
  /** So many that no more is read. */
  full(): boolean;
}

const declarationWords: readonly Token["tokenType"][] = (["block", "fn", "model", "loss"] as const).map(t.word);

const spanOfTokens = (ctx: BuildContext, tokens: readonly Token[]): Span =>
  span(ctx.source, tokens[0]!.startOffset, tokens.at(-1)!.endOffset + 1);
const missing = (at: Span): ast.Missing => ({ kind: "Missing", span: at });
/** A name that can't be read. */
const hole = (at: Span): ast.Name => ({ kind: "Name", span: span(at.source, at.start, at.start), text: "" });
const withDoc = (doc: string | undefined): { doc?: string } => (doc === undefined ? {} : { doc });
const valueIn = (ctx: BuildContext, tokens: readonly Token[]): ast.Missing => missing(spanOfTokens(ctx, tokens));

export const recoverChunk = (ctx: RecoverContext, tokens: Token[]): ast.Item[] => {
  const items: ast.Item[] = [];
  /** Parts that are still to be read, the next one last. */
  let rest = splitLines(tokens, 0).reverse();
  for (let part = rest.pop(); part && !ctx.full(); part = rest.pop()) {
    const isRecipe = part[0]!.tokenType === t.word("train");
    if (!isName(part[1]?.tokenType) || !startsItem(part[0]!)) {
      const item = recoverItem(ctx, part);
      if (item) items.push(item);
      continue;
    }
    // A brace too many, or one that lacks its partner: then all up to it belongs here.
    const all = tokens.slice(tokens.indexOf(part[0]!));
    const surplus = lastSurplusBrace(all);
    const length = surplus >= 0 ? surplus + 1 : lengthOf(ctx, all, part.length);
    items.push((isRecipe ? recoverRecipe : recoverDeclaration)(ctx, all.slice(0, length)));
    rest = splitLines(all.slice(length), 0).reverse();
  }
  return items;
};

/** A header of `length` tokens without `=` or `{` takes the indented lines below it along: they are what it lacks. */
const lengthOf = ({ source }: RecoverContext, tokens: readonly Token[], length: number): number => {
  if (headerEnd(tokens.slice(0, length)) >= 0) return length;
  let end = length;
  while (end < tokens.length) {
    const first = tokens[end + 1];
    const indented = first !== undefined && /[ \t]/.test(source.text[first.startOffset - 1] ?? "");
    if (tokens[end]!.tokenType === t.Newline && !indented) return end;
    end += 1;
  }
  return end;
};

/** Where the header's `=` or `{` stands, or -1. */
const headerEnd = (tokens: readonly Token[]): number => {
  const body = tokens.findIndex((token) => "beginsBody" in token);
  return body >= 0 ? body : findOutside(tokens, [t.Equals, t.LeftBrace]);
};

/** The rule that the first word asks for, so that the mistake is sought behind it. */
const ruleOf = (tokens: readonly Token[], otherwise: RuleName): RuleName => {
  const [first, second] = tokens;
  if (second?.tokenType === t.Equals || second?.tokenType === t.Dot) return "binding";
  switch (first!.image) {
    case "import":
    case "expect":
    case "published":
    case "return":
    case "output":
    case "tap":
    case "term":
    case "share":
    case "require":
      return first!.tokenType === t.Identifier ? otherwise : first!.image;
    case "warn":
      return "require";
    case "{":
      return "unpack";
    default:
      return otherwise;
  }
};

const itemRules: ReadonlySet<RuleName> = new Set<RuleName>(["import", "expect", "published", "unpack", "binding"]);
const isItemRule = (rule: RuleName): boolean => itemRules.has(rule);

const recoverItem = (ctx: RecoverContext, tokens: Token[]): ast.Item | undefined => {
  const rule = ruleOf(tokens, "item");
  const node = ctx.read(isItemRule(rule) ? rule : "item", tokens);
  if (node) return buildItem(ctx, node.rule === "item" ? node : { rule: "item", children: [node] });
  const at = spanOfTokens(ctx, tokens);
  if (rule === "import") {
    const names = tokens.slice(1).filter(({ tokenType }) => isName(tokenType) && tokenType !== t.word("from"));
    const from: ast.StringLiteral = { kind: "String", span: at, text: '""', parts: [missing(at)] };
    return { kind: "Import", span: at, names: [...names.map((name) => nameOf(ctx, name)), hole(at)], from };
  }
  if (rule === "expect" || rule === "published") return undefined;
  const [first, second] = tokens;
  // A declaration without its first word, or without its name.
  const named = second?.tokenType === t.LeftParen && isName(first!.tokenType) && !startsItem(first!);
  if (named) return { kind: "Binding", span: at, path: [nameOf(ctx, first!)], value: missing(at) };
  const salvaged = salvageStatement(ctx, tokens, rule);
  return salvaged?.kind === "Unpack" || salvaged?.kind === "Binding" ? salvaged : undefined;
};

const startsItem = ({ tokenType }: Token): boolean =>
  declarationWords.includes(tokenType) || tokenType === t.word("train");

const recoverDeclaration = (ctx: RecoverContext, tokens: Token[]): ast.Declaration => {
  const doc = ctx.docAbove(tokens[0]!.startOffset);
  const before = ctx.reported();
  const end = endOfHeader(tokens);
  const headerTokens = tokens.slice(0, end);
  const node = ctx.read("header", headerTokens);
  const header = node ? buildHeader(ctx, node) : salvageHeader(ctx, headerTokens);
  const at = spanOfTokens(ctx, tokens);
  const base = { kind: "Declaration" as const, span: at, ...header, ...withDoc(doc) };
  const separator = tokens[end]?.tokenType;
  if (separator === t.Equals) return { ...base, body: recoverValue(ctx, tokens, end, node === undefined) };
  if (separator === t.LeftBrace) return { ...base, body: recoverBody(ctx, tokens, end, before) };
  if (ctx.reported() === before) ctx.read("declaration", headerTokens);
  if (separator === undefined) return { ...base, body: missing(span(ctx.source, at.end, at.end)) };
  const surplus = lastSurplusBrace(tokens) >= 0;
  return { ...base, body: surplus ? bodyOf(ctx, tokens.slice(end), 0) : valueIn(ctx, tokens.slice(end)) };
};

/** The header's tokens end at its `=` or `{`, else at its line's end, else with the text. */
const endOfHeader = (tokens: readonly Token[]): number => {
  const found = headerEnd(tokens);
  const line = findOutside(tokens, [t.Newline]);
  if (found >= 0 && (line < 0 || found < line || "beginsBody" in tokens[found]!)) return found;
  return line < 0 ? tokens.length : line;
};

/** Behind a broken header nothing is said: the `=` may be any. */
const recoverValue = (ctx: RecoverContext, tokens: Token[], equals: number, quiet: boolean): ast.Expression => {
  const node = ctx.read("chain", tokens.slice(equals + 1), quiet, tokens.at(-1));
  return node ? buildChain(ctx, node) : valueIn(ctx, tokens.slice(equals));
};

/** The statements from the brace at `open` on; `before` problems had been reported when the declaration began. */
const recoverBody = (ctx: RecoverContext, tokens: Token[], open: number, before: number): ast.Body => {
  const close = endOfBraces(tokens, open);
  const body = bodyOf(ctx, tokens.slice(open, close + 1), 1);
  checkBraces(ctx, tokens, open, close, before);
  return body;
};

/** Where the braces end that open at `open`: at the last token where one closes too much, else where they close, else at the end. */
const endOfBraces = (tokens: readonly Token[], open: number): number => {
  if (lastSurplusBrace(tokens) >= 0) return tokens.length - 1;
  const close = closingBrace(tokens, open);
  return close < 0 ? tokens.length : close;
};

const checkBraces = (ctx: RecoverContext, tokens: Token[], open: number, close: number, before: number): void => {
  if (ctx.reported() > before) return;
  const brace = tokens[open]!;
  if (close >= tokens.length)
    ctx.report(
      diagnose(kinds.unclosed, span(ctx.source, brace.startOffset, brace.endOffset + 1), { open: "{", close: "}" }),
    );
  else if (close < tokens.length - 1) ctx.read("nothing", tokens.slice(close + 1));
};

/** `tokens` may begin with the opening brace and end with the closing one. */
const bodyOf = (ctx: RecoverContext, tokens: Token[], base: number): ast.Body => {
  const statements: ast.Statement[] = [];
  for (const part of splitLines(inner(tokens), base)) {
    if (ctx.full()) break;
    const rule = ruleOf(part, "statement");
    const isStatement = rule !== "import" && rule !== "published";
    const node = ctx.read(isStatement ? rule : "statement", part);
    const statement = node
      ? buildStatement(ctx, node.rule === "statement" ? node : { rule: "statement", children: [node] })
      : salvageStatement(ctx, part, rule);
    if (statement) statements.push(statement);
  }
  return { kind: "Body", span: spanOfTokens(ctx, tokens), statements };
};

const inner = (tokens: readonly Token[]): Token[] => {
  const start = tokens[0]?.tokenType === t.LeftBrace ? 1 : 0;
  return tokens.slice(start, tokens.at(-1)?.tokenType === t.RightBrace ? -1 : undefined);
};

/** What is certain of a statement that can't be read. */
const salvageStatement = (ctx: RecoverContext, tokens: readonly Token[], rule: RuleName): ast.Statement | undefined => {
  const at = spanOfTokens(ctx, tokens);
  const value = missing(at);
  const names = (from: readonly Token[]): ast.Name[] =>
    from.filter(({ tokenType }) => isName(tokenType)).map((name) => nameOf(ctx, name));
  const binding = (from: readonly Token[]): ast.Binding => {
    const [first, second] = from;
    const known =
      first !== undefined && isName(first.tokenType) && (second?.tokenType === t.Equals || second?.tokenType === t.Dot);
    return { kind: "Binding", span: at, path: [known ? nameOf(ctx, first) : hole(at)], value };
  };
  switch (rule) {
    case "return":
      return { kind: "Return", span: at, value };
    case "output":
      return {
        kind: "Output",
        span: at,
        names: [...names(tokens.slice(1)), hole(at)],
        forTraining: tokens.some(({ image }) => image === "training"),
      };
    case "tap":
      return { kind: "Tap", span: at, names: [...names(tokens.slice(1)), hole(at)] };
    case "term":
    case "share":
      return { kind: rule === "term" ? "Term" : "Share", span: at, binding: binding(tokens.slice(1)) };
    case "require":
    case "expect":
      return { kind: "Expect", span: at, value };
    case "unpack": {
      const close = tokens.findIndex(({ tokenType }) => tokenType === t.RightBrace);
      return { kind: "Unpack", span: at, names: names(close < 0 ? tokens : tokens.slice(0, close)), value };
    }
    default:
      return binding(tokens);
  }
};

/** Name and parameters of a header that can't be read as a whole. A parameter without a type says that nothing is known. */
const salvageHeader = (ctx: RecoverContext, tokens: Token[]): Pick<ast.Declaration, "keyword" | "name" | "lists"> => ({
  keyword: tokens[0]!.image as ast.Declaration["keyword"],
  name: nameOf(ctx, tokens[1]!),
  lists: salvageLists(ctx, tokens.slice(1)),
});

const salvageLists = (ctx: RecoverContext, tokens: Token[]): ast.ParameterList[] => {
  const at = spanOfTokens(ctx, tokens);
  const names = new Map<string, Token>();
  tokens.forEach((token, index) => {
    if (isName(token.tokenType) && tokens[index + 1]?.tokenType === t.Colon) names.set(token.image, token);
  });
  const parameters = [...names.values()].map((name): ast.Parameter => ({
    kind: "Parameter",
    span: at,
    name: nameOf(ctx, name),
    type: missing(at),
  }));
  return [
    {
      kind: "ParameterList",
      span: at,
      parameters: [...parameters, { kind: "Parameter", span: at, name: hole(at), type: missing(at) }],
    },
  ];
};

const recoverRecipe = (ctx: RecoverContext, tokens: Token[]): ast.Recipe => {
  const doc = ctx.docAbove(tokens[0]!.startOffset);
  const before = ctx.reported();
  const at = spanOfTokens(ctx, tokens);
  const end = endOfHeader(tokens);
  const separator = tokens[end]?.tokenType;
  const base = {
    kind: "Recipe" as const,
    span: at,
    ...recoverRecipeHeader(ctx, tokens.slice(0, end)),
    ...withDoc(doc),
  };
  const broken = ctx.reported() > before;
  if (separator === t.Equals) return { ...base, value: recoverValue(ctx, tokens, end, broken) };
  if (separator === undefined || separator === t.Newline) {
    if (!broken) ctx.read("recipe", tokens.slice(0, end));
    if (separator === undefined) return { ...base, value: missing(span(ctx.source, at.end, at.end)) };
    return { ...base, fields: fieldsOf(ctx, tokens.slice(end), 0) };
  }
  const close = endOfBraces(tokens, end);
  const fields = fieldsOf(ctx, tokens.slice(end, close + 1), 1);
  checkBraces(ctx, tokens, end, close, before);
  return { ...base, fields };
};

/** Fields line by line; in a line the first broken one is told of, for a comma may be part of it. */
const fieldsOf = (ctx: RecoverContext, tokens: Token[], base: number): ast.Binding[] =>
  splitLines(inner(tokens), base).flatMap((line) => {
    let quiet = false;
    return splitLines(line, base, true).flatMap((part) => {
      const node = ctx.read("binding", part, quiet);
      if (node) return [buildBinding(ctx, node)];
      const salvaged = quiet ? [] : [salvageStatement(ctx, part, "binding") as ast.Binding];
      quiet = true;
      return salvaged;
    });
  });

const recoverRecipeHeader = (ctx: RecoverContext, tokens: Token[]): Pick<ast.Recipe, "name" | "list" | "parent"> => {
  const at = findOutside(tokens, [t.word("extends")]);
  // `train extends …`: the word is the name then.
  const split = at < 2 ? tokens.length : at;
  const node = ctx.read("recipeHeader", tokens.slice(0, split));
  const list = node ? undefined : salvageLists(ctx, tokens.slice(1, split))[0];
  const header = node ? buildRecipeHeader(ctx, node) : { name: nameOf(ctx, tokens[1]!), ...(list ? { list } : {}) };
  if (split === tokens.length) return header;
  const extension = ctx.read("extension", tokens.slice(split));
  const name = tokens[split + 1];
  if (extension) return { ...header, parent: buildExtension(ctx, extension) };
  return name && isName(name.tokenType) ? { ...header, parent: { name: nameOf(ctx, name) } } : header;
};
