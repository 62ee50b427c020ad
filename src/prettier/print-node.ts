import type { Doc } from "prettier";
import * as braces from "./braces.ts";
import * as brackets from "./brackets.ts";
import * as chains from "./chains.ts";
import type { Context, Printers } from "./context.ts";
import * as declarations from "./declarations.ts";
import * as expressions from "./expressions.ts";
import * as statements from "./statements.ts";
import * as tables from "./tables.ts";
import type { Node } from "./tree.ts";

const printers: Printers = {
  File: statements.fileDoc,
  Import: declarations.importDoc,
  Declaration: declarations.declaration,
  ParameterList: brackets.parameterList,
  Parameter: declarations.parameter,
  ListType: declarations.listType,
  NamedType: declarations.namedType,
  ChoiceType: declarations.choiceType,
  Recipe: declarations.recipe,
  Published: declarations.published,
  Body: statements.body,
  Return: statements.returnDoc,
  Require: statements.requireDoc,
  Expect: statements.expectDoc,
  Binding: statements.binding,
  Unpack: statements.unpack,
  Output: statements.output,
  Tap: statements.tap,
  Term: statements.term,
  Share: statements.share,
  Chain: chains.chain,
  Steps: chains.stepsInBraces,
  PlaceStep: chains.placeStep,
  IfStep: chains.ifStep,
  RepeatStep: chains.repeatStep,
  FoldStep: chains.foldStep,
  Record: brackets.record,
  RecordField: statements.recordField,
  If: braces.ifValue,
  For: braces.forValue,
  Pattern: braces.pattern,
  Table: tables.table,
  TableRow: tables.tableRow,
  Binary: expressions.binary,
  Unary: expressions.unary,
  Range: expressions.range,
  Call: expressions.call,
  ArgumentList: brackets.argumentList,
  Argument: brackets.argument,
  Member: expressions.member,
  Index: brackets.index,
  Slice: brackets.slice,
  Parenthesized: expressions.parenthesized,
  List: brackets.list,
  Reference: expressions.written,
  Name: expressions.written,
  Number: expressions.number,
  String: expressions.written,
  Bool: expressions.written,
  None: expressions.written,
  Missing: expressions.written,
};

/** Nodes that place comments within themselves where these stand. */
const OWN = new Set(["File", "Body", "Record", "List", "ArgumentList", "ParameterList", "Recipe", "Import"]);

/** The node as a document, with comments that neither lead nor trail it. */
export const printNode = (node: Node, ctx: Context): Doc => {
  const doc = (printers[node.kind] as (node: Node, ctx: Context) => Doc)(node, ctx);
  if (OWN.has(node.kind) || node.comments === undefined) return doc;
  const rest = ctx.dangling();
  return rest.length === 0
    ? doc
    : [doc, rest.map(({ doc: comment, block }) => (block ? [" ", comment] : ctx.atLineEnd(comment)))];
};
