import { diagnose } from "../../base/diagnostic.ts";
import { span } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { isToken, type SyntaxNode } from "../../../grammar/parser.ts";
import type { Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";
import type * as ast from "./ast.ts";
import { nameOf, spanOf, startOf, type BuildContext } from "./build-context.ts";
import {
  buildArgumentItems,
  buildArguments,
  buildChain,
  buildExpression,
  buildPostfix,
  isType,
} from "./build-expression.ts";
import { buildText } from "./build-text.ts";

const nodesOf = ({ children }: SyntaxNode): SyntaxNode[] =>
  children.filter((child): child is SyntaxNode => !isToken(child));
const separators: ReadonlySet<Token["tokenType"]> = new Set([
  t.Comma,
  t.Dot,
  t.Bar,
  t.LeftBrace,
  t.RightBrace,
  t.Equals,
  t.Newline,
]);
/** The names among a rule's tokens, from the `from`-th child on. */
const namesOf = (ctx: BuildContext, children: SyntaxNode["children"], from: number): ast.Name[] => {
  const names: ast.Name[] = [];
  for (const child of children.slice(from))
    if (isToken(child) && !separators.has(child.tokenType)) names.push(nameOf(ctx, child));
  return names;
};
const withDoc = (doc: string | undefined): { doc?: string } => (doc === undefined ? {} : { doc });
const child = (node: SyntaxNode, index: number): SyntaxNode => node.children[index] as SyntaxNode;

/** Rule `item`. */
export const buildItem = (ctx: BuildContext, item: SyntaxNode): ast.Item => {
  const node = child(item, 0);
  switch (node.rule) {
    case "import":
      return buildImport(ctx, node);
    case "declaration":
      return buildDeclaration(ctx, node);
    case "recipe":
      return buildRecipe(ctx, node);
    case "published":
      return buildPublished(ctx, node);
    case "expect":
      return buildExpect(ctx, node);
    case "unpack":
      return buildUnpack(ctx, node);
    default:
      return checkSimple(ctx, buildBinding(ctx, node));
  }
};

const buildImport = (ctx: BuildContext, node: SyntaxNode): ast.Import => {
  ctx.docAbove(startOf(node));
  const names = namesOf(ctx, node.children.slice(0, -2), 2);
  return { kind: "Import", span: spanOf(ctx, node), names, from: buildText(ctx, node.children.at(-1) as Token) };
};

const buildPublished = (ctx: BuildContext, node: SyntaxNode): ast.Published => {
  ctx.docAbove(startOf(node));
  const subject = buildPostfix(ctx, child(node, 1));
  return { kind: "Published", span: spanOf(ctx, node), subject, value: buildExpression(ctx, child(node, 3)) };
};

/** Rule `header`: what `recover.ts` reads by itself where the rest is broken. */
export const buildHeader = (
  ctx: BuildContext,
  header: SyntaxNode,
): Pick<ast.Declaration, "keyword" | "name" | "lists"> => ({
  keyword: (header.children[0] as Token).image as ast.Declaration["keyword"],
  name: nameOf(ctx, header.children[1] as Token),
  lists: nodesOf(header).map((list) => buildParameters(ctx, list)),
});

const buildDeclaration = (ctx: BuildContext, node: SyntaxNode): ast.Declaration => {
  const doc = ctx.docAbove(startOf(node));
  const header = buildHeader(ctx, child(node, 0));
  const last = node.children.at(-1) as SyntaxNode;
  const body = last.rule === "body" ? buildBody(ctx, last) : buildChain(ctx, last);
  return { kind: "Declaration", span: spanOf(ctx, node), ...header, body, ...withDoc(doc) };
};

/** Rule `recipeHeader`. */
export const buildRecipeHeader = (ctx: BuildContext, header: SyntaxNode): Pick<ast.Recipe, "name" | "list"> => {
  const list = nodesOf(header)[0];
  const name = nameOf(ctx, header.children[1] as Token);
  return list ? { name, list: buildParameters(ctx, list) } : { name };
};

/** Rule `extension`. */
export const buildExtension = (ctx: BuildContext, extension: SyntaxNode): NonNullable<ast.Recipe["parent"]> => {
  const list = nodesOf(extension)[0];
  const name = nameOf(ctx, extension.children[1] as Token);
  return list ? { name, arguments: buildArguments(ctx, list) } : { name };
};

const buildRecipe = (ctx: BuildContext, node: SyntaxNode): ast.Recipe => {
  const doc = ctx.docAbove(startOf(node));
  const header = buildRecipeHeader(ctx, child(node, 0));
  const base = { kind: "Recipe" as const, span: spanOf(ctx, node), ...header, ...withDoc(doc) };
  const last = node.children.at(-1) as SyntaxNode;
  if (last.rule !== "fields") return { ...base, value: buildChain(ctx, last) };
  const fields = nodesOf(last).map((binding) => buildBinding(ctx, binding));
  const extension = nodesOf(node).find(({ rule }) => rule === "extension");
  return extension ? { ...base, parent: buildExtension(ctx, extension), fields } : { ...base, fields };
};

const buildParameters = (ctx: BuildContext, list: SyntaxNode): ast.ParameterList => ({
  kind: "ParameterList",
  span: spanOf(ctx, list),
  parameters: nodesOf(list).map((parameter) => buildParameter(ctx, parameter)),
});

/** Rule `parameter`. */
export const buildParameter = (ctx: BuildContext, parameter: SyntaxNode): ast.Parameter => {
  const value = parameter.children[4];
  return {
    kind: "Parameter",
    span: spanOf(ctx, parameter),
    name: nameOf(ctx, parameter.children[0] as Token),
    type: buildType(ctx, child(parameter, 2)),
    ...(value ? { default: buildChain(ctx, value as SyntaxNode) } : {}),
    ...withDoc(ctx.docAbove(startOf(parameter))),
  };
};

const buildType = (ctx: BuildContext, type: SyntaxNode): ast.Type => {
  const { children } = type;
  const at = spanOf(ctx, type);
  if (isType(children[0], t.LeftBracket))
    return { kind: "ListType", span: at, element: buildType(ctx, child(type, 1)) };
  const name = nameOf(ctx, children[0] as Token);
  const bars = children.some((part) => isType(part, t.Bar));
  const brackets = isType(children[1], t.LeftBracket);
  if (bars && brackets) ctx.report(diagnose(kinds.choiceWithBrackets, at, undefined));
  if (bars)
    return {
      kind: "ChoiceType",
      span: at,
      names: namesOf(ctx, brackets ? children.filter(isToken).slice(2) : children, 0),
    };
  return { kind: "NamedType", span: at, name, ...(brackets ? { arguments: buildArgumentItems(ctx, children) } : {}) };
};

const buildBody = (ctx: BuildContext, body: SyntaxNode): ast.Body => ({
  kind: "Body",
  span: spanOf(ctx, body),
  statements: nodesOf(body).map((statement) => buildStatement(ctx, statement)),
});

/** Rule `statement`. */
export const buildStatement = (ctx: BuildContext, statement: SyntaxNode): ast.Statement => {
  const node = child(statement, 0);
  const doc = ctx.docAbove(startOf(node));
  const at = spanOf(ctx, node);
  const { children } = node;
  switch (node.rule) {
    case "return":
      return { kind: "Return", span: at, value: buildChain(ctx, child(node, 1)) };
    case "require":
      return buildRequire(ctx, node);
    case "expect":
      return buildExpect(ctx, node);
    case "output": {
      const forTraining = isType(children.at(-2), t.word("for"));
      return {
        kind: "Output",
        span: at,
        names: namesOf(ctx, forTraining ? children.slice(0, -2) : children, 1),
        forTraining,
      };
    }
    case "tap":
      return { kind: "Tap", span: at, names: namesOf(ctx, children, 1) };
    case "term":
      return { kind: "Term", span: at, binding: checkSimple(ctx, buildBinding(ctx, child(node, 1), doc)) };
    case "share":
      return { kind: "Share", span: at, binding: checkSimple(ctx, buildBinding(ctx, child(node, 1), doc)) };
    case "unpack":
      return buildUnpack(ctx, node);
    default:
      return checkSimple(ctx, buildBinding(ctx, node, doc));
  }
};

const buildRequire = (ctx: BuildContext, node: SyntaxNode): ast.Require => {
  const message = node.children[3];
  return {
    kind: "Require",
    span: spanOf(ctx, node),
    keyword: (node.children[0] as Token).image as "require" | "warn",
    condition: buildExpression(ctx, child(node, 1)),
    ...(message ? { message: buildText(ctx, message as Token) } : {}),
  };
};

const buildExpect = (ctx: BuildContext, node: SyntaxNode): ast.Expect => {
  ctx.docAbove(startOf(node));
  const [value, within, of] = nodesOf(node).map((part) => buildExpression(ctx, part));
  const tolerance = { ...(within ? { within } : {}), ...(of ? { of } : {}) };
  return { kind: "Expect", span: spanOf(ctx, node), value: value!, ...tolerance };
};

/** Rule `binding`. */
export const buildBinding = (ctx: BuildContext, node: SyntaxNode, doc = ctx.docAbove(startOf(node))): ast.Binding => ({
  kind: "Binding",
  span: spanOf(ctx, node),
  path: namesOf(ctx, node.children.slice(0, -1), 0),
  value: buildChain(ctx, node.children.at(-1) as SyntaxNode),
  ...withDoc(doc),
});

const buildUnpack = (ctx: BuildContext, node: SyntaxNode): ast.Unpack => {
  ctx.docAbove(startOf(node));
  const names = namesOf(ctx, node.children.slice(0, -1), 1);
  return { kind: "Unpack", span: spanOf(ctx, node), names, value: buildChain(ctx, node.children.at(-1) as SyntaxNode) };
};

/** Outside of recipes a binding has one name; where it has more, what is bound isn't known. */
const checkSimple = (ctx: BuildContext, binding: ast.Binding): ast.Binding => {
  const [first, second] = binding.path;
  if (!second) return binding;
  const last = binding.path.at(-1)!;
  ctx.report(
    diagnose(kinds.dottedBinding, span(ctx.source, first!.span.start, last.span.end), {
      path: binding.path.map(({ text }) => text).join("."),
    }),
  );
  return { ...binding, path: [{ ...first!, text: "" }] };
};
