import type { Fix } from "../../base/diagnostic.ts";
import { isWithin, span, type Span } from "../../base/source.ts";
import type * as ast from "../../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../../compiler/1-syntax/walk-tree.ts";
import { kindOfLists } from "../../compiler/2-bind/kind-of-lists.ts";
import type { Module } from "../../compiler/2-bind/module.ts";
import { fix, removeFromList, removeLines, type Edit } from "../../lint/edits.ts";
import type { Mending } from "../fixes.ts";
import { parametersOf, statementsOf } from "../view.ts";

const underscore = ({ source, start }: Span): Edit => ({ span: span(source, start, start), text: "_" });

const starts =
  (at: Span) =>
  ({ span: { start } }: { readonly span: Span }): boolean =>
    start === at.start;

/** A binding that nothing needs: called so that it may stay, or taken out. A field of a record keeps its name. */
export const unusedBindingFixes = ({ module, diagnostic: { span: at } }: Mending): readonly Fix[] => {
  const name = at.source.text.slice(at.start, at.end);
  const statement = module.file.items.flatMap(statementsOf).find((each) => isWithin(at, each.span));
  if (statement?.kind === "Unpack") return withoutName(statement, at);
  if (!statement) return [];
  return [...fix(`call it \`_${name}\``, underscore(at)), ...fix(`take \`${name}\` out`, removeLines(statement.span))];
};

const withoutName = (statement: ast.Unpack, at: Span): readonly Fix[] => {
  const index = statement.names.findIndex(starts(at));
  const title = `take \`${statement.names[index]?.text}\` out`;
  const alone = statement.names.length === 1;
  return fix(title, alone ? removeLines(statement.span) : removeFromList(statement.names, index));
};

/** A value of the file that nothing uses. */
export const unusedValueFixes = ({ module, diagnostic: { span: at, fixes } }: Mending): readonly Fix[] => {
  const item = module.file.items.find((each) => isWithin(at, each.span));
  if (fixes.length || (item?.kind !== "Binding" && item?.kind !== "Unpack")) return [];
  if (item.kind === "Unpack") return withoutName(item, at);
  const name = at.source.text.slice(at.start, at.end);
  return [...fix(`call it \`_${name}\``, underscore(at)), ...fix(`take \`${name}\` out`, removeLines(item.span))];
};

/**
 * A parameter that nothing uses: called so that it may stay, wherever it is given by name; or taken out, where nobody gives it. Inputs
 * and what a loss takes are bound by their names, which stay.
 */
export const unusedParameterFixes = (mending: Mending): readonly Fix[] => {
  const { program, module, diagnostic, files } = mending;
  const { span: at } = diagnostic;
  const item = module.file.items.find((each) => parametersOf(each).some(({ name }) => starts(at)(name)));
  if (item?.kind !== "Declaration" && item?.kind !== "Recipe") return [];
  for (const path of files) program.open(path); // it may be called from any of them
  const list = listOf(item, at);
  const index = list?.parameters.findIndex(({ name }) => starts(at)(name)) ?? -1;
  if (!list || index < 0) return [];
  const name = list.parameters[index]!.name.text;
  const given = [...program.modules.values()].flatMap((other) => listsGiven(other, item));
  const labels = given.flatMap((each) => each.arguments.flatMap((one) => (one.name?.text === name ? [one.name] : [])));
  const byName =
    item.kind === "Declaration" &&
    kindOfLists(item).placing === list &&
    item.keyword !== "block" &&
    item.keyword !== "fn";
  const called: readonly Fix[] = byName
    ? []
    : [{ title: `call it \`_${name}\``, edits: [at, ...labels.map((label) => label.span)].map(underscore) }];
  const isFree = given.length === 0 && list.parameters.length > 1;
  return [...called, ...(isFree ? fix(`take \`${name}\` out`, removeFromList(list.parameters, index)) : [])];
};

const listOf = (item: ast.Declaration | ast.Recipe, at: Span): ast.ParameterList | undefined =>
  (item.kind === "Recipe" ? (item.list ? [item.list] : []) : item.lists).find(({ parameters }) =>
    parameters.some(({ name }) => starts(at)(name)),
  );

/** All lists of arguments that a module gives to a declaration. */
const listsGiven = (module: Module, item: ast.Declaration | ast.Recipe): readonly ast.ArgumentList[] => {
  const uses = new Set(
    module.uses.flatMap(({ name, target }) =>
      target.sort === "declared" && target.node === item ? [name.span.start] : [],
    ),
  );
  if (uses.size === 0) return [];
  const given: ast.ArgumentList[] = [];
  for (const node of nodesUnder(module.file)) {
    if (node.kind === "Recipe" && node.parent?.arguments && uses.has(node.parent.name.span.start))
      given.push(node.parent.arguments);
    if (node.kind !== "Call") continue;
    const callee = node.callee.kind === "Call" ? node.callee.callee : node.callee;
    if (callee.kind === "Reference" && uses.has(callee.name.span.start)) given.push(node.arguments);
  }
  return given;
};
