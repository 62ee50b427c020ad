import { isLibraryPath } from "../base/library-path.ts";
import type { Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder, type TreeNode } from "../compiler/1-syntax/walk-tree.ts";
import { axisNames } from "../compiler/2-bind/axis-names.ts";
import type { Module, NameTarget } from "../compiler/2-bind/module.ts";
import { types } from "../compiler/2-bind/resolve-parameters.ts";
import type { Program } from "../compiler/program.ts";

/** What a name in the text means: its colour. */
export type TokenSort =
  | "operation"
  | "part"
  | "block"
  | "model"
  | "fn"
  | "loss"
  | "recipe"
  | "parameter"
  | "local"
  /** What a file binds outside of declarations. */
  | "value"
  | "axis"
  /** An argument's label. */
  | "argument"
  /** Of records, tables, recipes and outputs. */
  | "field"
  /** A word of a parameter's choice. */
  | "choice"
  | "type";

/** `library`: the language or its library brings it. */
export type TokenModifier = "declaration" | "library" | "readonly";

export interface SemanticToken {
  readonly span: Span;
  readonly sort: TokenSort;
  readonly modifiers: readonly TokenModifier[];
}

const NONE: readonly TokenModifier[] = [];

/** Every name by what it means, in the order of the text; names that mean nothing have none. `within`: of items that touch these places. */
export const semanticTokens = (
  { library }: Program,
  module: Module,
  within?: { readonly start: number; readonly end: number },
): readonly SemanticToken[] => {
  const { items } = module.file;
  const found: SemanticToken[] = [];
  const naming: Naming = {
    values: library.values,
    targets: new Map(module.uses.map(({ name, target }) => [name.span.start, target])),
    parameters: new Set(items.flatMap(parametersOf)),
    axes: axisNames(module.file),
    problems: new Set(module.diagnostics.map(({ span }) => span.start)),
    fileLevel: new Set(items),
    fields: new Set(items.flatMap((item) => (item.kind === "Recipe" ? (item.fields ?? []) : []))),
    add: ({ span, text }, sort, modifiers = NONE) => {
      if (text !== "" && span.end > span.start) found.push({ span, sort, modifiers });
    },
  };
  for (const item of items) {
    if (within && (item.span.end < within.start || item.span.start > within.end)) continue;
    const before = found.length;
    const holes: ast.Missing[] = [];
    for (const node of nodesUnder(item))
      if (node.kind === "Missing") holes.push(node);
      else nameNode(node, naming);
    if (holes.length) nameHoles(holes, found.slice(before), module, library, naming);
  }
  return found.sort((a, b) => a.span.start - b.span.start);
};

interface Naming {
  readonly values: ReadonlySet<string>;
  /** By where a use begins. */
  readonly targets: ReadonlyMap<number, NameTarget>;
  readonly parameters: ReadonlySet<ast.Name>;
  readonly axes: ReadonlySet<string>;
  /** Where diagnostics stand: a name there may mean nothing. */
  readonly problems: ReadonlySet<number>;
  readonly fileLevel: ReadonlySet<TreeNode>;
  /** Bindings that are recipes' fields. */
  readonly fields: ReadonlySet<TreeNode>;
  add(name: ast.Name, sort: TokenSort, modifiers?: readonly TokenModifier[]): void;
}

const parametersOf = (item: ast.Item): readonly ast.Name[] => {
  const lists = item.kind === "Declaration" ? item.lists : item.kind === "Recipe" && item.list ? [item.list] : [];
  return lists.flatMap(({ parameters }) => parameters.map(({ name }) => name));
};

/** Names right below a node; a reference names itself. */
const nameNode = (node: TreeNode, naming: Naming): void => {
  const { add } = naming;
  switch (node.kind) {
    case "Declaration":
      return add(node.name, node.keyword, ["declaration"]);
    case "Recipe":
      return nameRecipe(node, naming);
    case "Parameter":
      return add(node.name, "parameter", ["declaration"]);
    case "NamedType":
      return nameType(node, naming);
    case "ChoiceType":
      return node.names.forEach((name) => add(name, "choice", ["declaration"]));
    case "Binding":
    case "Unpack":
      return nameBound(node, naming);
    case "Pattern":
      return node.names.forEach((name) => add(name, "local", ["declaration"]));
    case "Table":
      return node.columns.forEach((name) => add(name, "field", ["declaration"]));
    case "RecordField":
      return node.value ? add(node.name, "field", ["declaration"]) : nameUse(node.name, naming);
    case "Member":
      return add(node.name, naming.axes.has(node.name.text) ? "axis" : "field");
    case "Call":
      return nameLabels(node.arguments, nameOf(node.callee), naming);
    case "List":
      return node.items.forEach(({ name }) => name && nameUse(name, naming, "axis"));
    case "Slice":
      return node.axis && nameUse(node.axis, naming, "axis");
    case "Import":
    case "Output":
    case "Tap":
      return node.names.forEach((name) => nameUse(name, naming));
    case "Reference":
      return nameUse(node.name, naming);
    default:
      return;
  }
};

const UNREAD = /"(?:\\.|[^"\\\n])*"|\/\/.*|\/\*[^]*?\*\//g;
const blanks = (text: string): string => " ".repeat(text.length);
/** Neither a field nor a label. */
const WORD = /(?<!\.)[\p{ID_Start}_][\p{ID_Continue}]*(?![\p{ID_Continue}]|\s*:)/gu;

/** A half-typed statement keeps its colours: words that its declaration, the file or the language know. */
const nameHoles = (
  holes: readonly ast.Missing[],
  known: readonly SemanticToken[],
  { names }: Module,
  { surfaces, parts }: Program["library"],
  naming: Naming,
): void => {
  const textOf = ({ source, start, end }: Span): string => source.text.slice(start, end);
  const locals = new Map(
    known.filter(({ sort }) => sort === "parameter" || sort === "local").map(({ span, sort }) => [textOf(span), sort]),
  );
  const told = new Set(known.map(({ span }) => span.start));
  for (const { span } of holes)
    for (const { 0: word, index } of textOf(span).replace(UNREAD, blanks).matchAll(WORD)) {
      const text = word.normalize("NFC");
      const start = span.start + index;
      const name: ast.Name = { kind: "Name", text, span: { ...span, start, end: start + word.length } };
      const [local, declared, surface, part] = [locals.get(text), names.get(text), surfaces.get(text), parts.get(text)];
      if (told.has(start)) continue;
      told.add(start);
      if (local) naming.add(name, local);
      else if (declared) nameTarget(name, { sort: "declared", ...declared }, naming);
      else if (surface) nameTarget(name, { sort: "operation", surface }, naming);
      else if (part) nameTarget(name, { sort: "part", surface: part }, naming);
    }
};

const nameRecipe = ({ name, parent }: ast.Recipe, naming: Naming): void => {
  naming.add(name, "recipe", ["declaration"]);
  if (!parent) return;
  nameUse(parent.name, naming);
  if (parent.arguments) nameLabels(parent.arguments, parent.name, naming);
};

const nameType = ({ name, arguments: sizes = [] }: ast.NamedType, naming: Naming): void => {
  if (types.includes(name.text)) naming.add(name, "type", ["library"]);
  else if (!naming.problems.has(name.span.start)) naming.add(name, "axis");
  for (const { name: axis } of sizes) if (axis) nameUse(axis, naming, "axis");
};

const nameBound = (node: ast.Binding | ast.Unpack, { fields, fileLevel, add }: Naming): void => {
  if (node.kind === "Binding" && fields.has(node)) return node.path.forEach((name) => add(name, "field"));
  for (const name of node.kind === "Binding" ? node.path.slice(0, 1) : node.names)
    if (fileLevel.has(node)) add(name, "value", ["declaration", "readonly"]);
    else add(name, "local", ["declaration"]);
};

const nameOf = (callee: ast.Expression): ast.Name | undefined =>
  callee.kind === "Reference" ? callee.name : callee.kind === "Call" ? nameOf(callee.callee) : undefined;

/** What is no parameter of an operation that takes axes as labels is one: `pad(x, channel: [0, 16])`. */
const nameLabels = (list: ast.ArgumentList, callee: ast.Name | undefined, naming: Naming): void => {
  const target = callee && naming.targets.get(callee.span.start);
  const surface = target?.sort === "operation" ? target.surface : undefined;
  for (const { name } of list.arguments) {
    if (!name) continue;
    if (surface?.axisArguments && !surface.parameters.some((each) => each.name === name.text))
      nameUse(name, naming, "axis");
    else naming.add(name, "argument");
  }
};

/** A word without a meaning of its own is an axis or a choice, where it is none of the elaborator's values. */
const nameUse = (name: ast.Name, naming: Naming, otherwise?: TokenSort): void => {
  const target = naming.targets.get(name.span.start);
  if (target) return nameTarget(name, target, naming);
  if (otherwise) return naming.add(name, otherwise);
  if (naming.values.has(name.text)) return naming.add(name, "value", ["library", "readonly"]);
  if (naming.problems.has(name.span.start)) return;
  naming.add(name, naming.axes.has(name.text) ? "axis" : "choice");
};

const nameTarget = (name: ast.Name, target: NameTarget, { parameters, add }: Naming): void => {
  if (target.sort === "local") return add(name, parameters.has(target.name) ? "parameter" : "local");
  if (target.sort !== "declared") return add(name, target.sort, ["library"]);
  const { node, module } = target;
  const library = module && isLibraryPath(module.source.path) ? (["library"] as const) : NONE;
  if (node.kind === "Declaration") return add(name, node.keyword, library);
  if (node.kind === "Recipe") return add(name, "recipe", library);
  add(name, "value", ["readonly", ...library]);
};
