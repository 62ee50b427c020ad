import { isName } from "../../grammar/newlines.ts";
import * as t from "../../grammar/tokens.ts";
import { touches, type Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { findInPrelude, type Library } from "../compiler/2-bind/library.ts";
import type { Declared, Module } from "../compiler/2-bind/module.ts";
import type { PartSurface, Surface } from "../compiler/ops/surface.ts";
import type { Program } from "../compiler/program.ts";
import { type Frame, type Place } from "./place.ts";
import { readValue } from "./read-value.ts";

/** A name of the declaration at hand that may be used at a place. */
export interface LocalName {
  readonly name: string;
  readonly what: "parameter" | "binding" | "variable";
  /** Where it stands. */
  readonly at: number;
  /** Of parameters. */
  readonly type?: ast.Type;
  /** A binding's value, a parameter's default, or the list that a variable goes through. */
  readonly value?: ast.Expression;
  /** Of bindings that take a record apart: the field. */
  readonly field?: string;
  readonly doc?: string;
}

/** What is known at a place. */
export interface View {
  readonly program: Program;
  readonly module: Module;
  readonly place: Place;
  /** The item that the place is in, as far as it could be read. */
  readonly item?: ast.Item;
  /** The nearest last. */
  readonly locals: readonly LocalName[];
}

export type Thing =
  | { readonly sort: "local"; readonly local: LocalName }
  | { readonly sort: "declared"; readonly declared: Declared }
  | { readonly sort: "operation"; readonly surface: Surface }
  | { readonly sort: "part"; readonly surface: PartSurface };

export const viewAt = (program: Program, module: Module, place: Place): View => {
  const item = itemAt(module, place);
  return { program, module, place, ...(item && { item }), locals: item ? localsIn(item, place) : [] };
};

/** What a name means there: the locals' first, then the file's, the library's last. */
export const thingNamed = ({ program: { library }, module, locals }: View, name: string): Thing | undefined => {
  const local = locals.findLast((each) => each.name === name);
  return local ? { sort: "local", local } : thingIn(library, module, name);
};

/** What a name means outside of declarations. */
export const thingIn = (library: Library, module: Module, name: string): Thing | undefined => {
  const declared = module.names.get(name) ?? findInPrelude(library, name);
  if (declared) return { sort: "declared", declared };
  const surface = library.surfaces.get(name);
  if (surface) return { sort: "operation", surface };
  const part = library.parts.get(name);
  return part && { sort: "part", surface: part };
};

/** Where the item at a place begins among its tokens. */
const itemStart = ({ tokens, frames }: Place): number => {
  for (let at = tokens.length - 1; at >= 0; at--)
    if (frames[at] === undefined && tokens[at]!.tokenType === t.Newline) return at + 1;
  return 0;
};

const itemAt = ({ file }: Module, place: Place): ast.Item | undefined => {
  const first = place.tokens[itemStart(place)];
  if (!first) return undefined;
  const { startOffset } = first;
  return file.items.findLast(({ span }) => touches(span, startOffset));
};

const localsIn = (item: ast.Item, place: Place): readonly LocalName[] => {
  const here = statementStart(place);
  const parameters = parametersOf(item)
    .filter(({ name }) => name.text !== "" && name.span.end < place.word.start)
    .map(({ name, type, default: value, doc }) =>
      local(name, "parameter", { type, ...(value && { value }), ...docOf({ doc }) }),
    );
  const bound = statementsOf(item)
    .flatMap((statement) => bindingsIn(statement))
    .filter(({ at }) => at < here);
  return [...parameters, ...bound, ...variablesIn(place)];
};

export const parametersOf = (item: ast.Item): readonly ast.Parameter[] => {
  const lists = item.kind === "Declaration" ? item.lists : item.kind === "Recipe" && item.list ? [item.list] : [];
  return lists.flatMap(({ parameters }) => parameters);
};

export const statementsOf = (item: ast.Item): readonly ast.Statement[] =>
  item.kind === "Declaration" && item.body.kind === "Body" ? item.body.statements : [];

const local = (
  name: ast.Name,
  what: LocalName["what"],
  more: Omit<LocalName, "name" | "what" | "at"> = {},
): LocalName => ({ name: name.text, what, at: name.span.start, ...more });

const docOf = ({ doc }: { readonly doc?: string | undefined }): { readonly doc?: string } =>
  doc === undefined ? {} : { doc };

/** What a statement binds. */
export const bindingsIn = (statement: ast.Statement): readonly LocalName[] => {
  switch (statement.kind) {
    case "Binding":
      return statement.path[0]?.text
        ? [local(statement.path[0], "binding", { value: statement.value, ...docOf(statement) })]
        : [];
    case "Term":
    case "Share":
      return bindingsIn(statement.binding);
    case "Unpack":
      return statement.names.map((name) => local(name, "binding", { value: statement.value, field: name.text }));
    default:
      return [];
  }
};

/** Where the statement at a place begins, in the text: what it binds isn't bound yet. */
const statementStart = (place: Place): number => {
  const { tokens, frames } = place;
  let frame = frames[tokens.length];
  while (frame && frame.kind !== "statements" && frame.parent) frame = frame.parent;
  let start = frame ? frame.at + 1 : 0;
  for (let at = tokens.length - 1; at > (frame?.at ?? -1); at--)
    if (frames[at] === frame && tokens[at]!.tokenType === t.Newline) {
      start = at + 1;
      break;
    }
  return tokens[start]?.startOffset ?? place.word.start;
};

/** Variables of the loops around a place: `for (a, b) in …`, `fold width in …`. */
const variablesIn = (place: Place): readonly LocalName[] => {
  const found: LocalName[] = [];
  for (let frame = place.frames[place.tokens.length]; frame; frame = frame.parent)
    if (frame.kind === "steps" || frame.kind === "value") found.unshift(...variablesOf(place, frame));
  return found;
};

const variablesOf = ({ tokens, source }: Place, { head, at }: Frame): readonly LocalName[] => {
  if (!["for", "fold", "scan"].includes(tokens[head]!.image)) return [];
  const within = tokens.findIndex(({ image }, index) => index > head && index < at && image === "in");
  const pattern = tokens.slice(head + 1, within < 0 ? at : within);
  const first = within < 0 ? undefined : tokens[within + 1];
  const list = first && readValue(source, first.startOffset, tokens[at]!.startOffset);
  const lists = pattern[0]?.tokenType === t.LeftParen ? zippedIn(list) : [list];
  return pattern
    .filter(({ tokenType }) => isName(tokenType))
    .map(({ image, startOffset, endOffset }, index) => {
      const span: Span = { source, start: startOffset, end: endOffset + 1 };
      const name = { kind: "Name", text: image.normalize("NFC"), span } as const;
      return local(name, "variable", lists[index] && { value: lists[index] });
    });
};

/** `a` and `b` of `zip(a, b)`. */
const zippedIn = (list: ast.Expression | undefined): readonly ast.Expression[] =>
  list?.kind === "Call" && list.callee.kind === "Reference" && list.callee.name.text === "zip"
    ? list.arguments.arguments.map(({ value }) => value)
    : [];
