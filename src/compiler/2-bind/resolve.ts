import type { Diagnostic } from "../../base/diagnostic.ts";
import type * as ast from "../1-syntax/ast.ts";
import { listsSwapped, oneListOnly } from "../diagnostics/declarations.ts";
import { lateImport, unusedImport } from "../diagnostics/imports.ts";
import { declaredTwice, needsItself } from "../diagnostics/names.ts";
import { axisNames } from "./axis-names.ts";
import { createReport, emptyScope, innerScope, type Binder, type Named } from "./binder.ts";
import { findCycles, type Use } from "./find-cycles.ts";
import { holdsTensor } from "./kind-of-lists.ts";
import type { Library } from "./library.ts";
import type { Declared, NameUse } from "./module.ts";
import { resolveBody } from "./resolve-body.ts";
import { publishedMetric } from "./published-metric.ts";
import { checkArguments, resolveExpression } from "./resolve-expression.ts";
import { resolveParameters } from "./resolve-parameters.ts";
import { resolveRecipe } from "./resolve-recipe.ts";

/** A name that an import asks for; nothing is declared where it couldn't be found, which has been reported. */
export interface ImportedName {
  readonly name: ast.Name;
  readonly declared?: Declared;
}

export interface Resolved {
  /** Own declarations and imports. */
  readonly names: ReadonlyMap<string, Named>;
  readonly uses: readonly NameUse[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Looks up every name of a file, also of what is never placed, and checks what needs no values: bindings, lists of arguments whose
 * callee the text tells, statements, recipes' fields. What it reports the elaborator keeps silent about.
 */
export const resolveFile = (file: ast.File, imported: readonly ImportedName[], library: Library): Resolved => {
  const diagnostics: Diagnostic[] = [];
  const report = createReport(diagnostics);
  const names = declareNames(file, imported, report);
  const uses: Use[] = [];
  let axes: ReadonlySet<string> | undefined;
  const binder: Binder = {
    names,
    lost: new Set(imported.filter(({ declared }) => !declared).map(({ name }) => name.text)),
    library,
    axes: () => (axes ??= axisNames(file)),
    used: new Set(),
    uses: imported.flatMap(({ name, declared }) =>
      declared ? [{ name, target: { sort: "declared", ...declared } as const }] : [],
    ),
    onUse: () => undefined,
    told: new Set(),
    current: undefined,
    reported: () => diagnostics.length,
    report,
  };
  for (const item of file.items) {
    const own = namesOf(item);
    binder.told.clear();
    binder.onUse = (to, at) => {
      for (const { text } of own) uses.push({ from: text, to, at });
    };
    resolveItem(binder, item);
  }
  checkImports(file, binder);
  for (const { chain, at } of findCycles(uses)) report(needsItself, at, { name: chain[0]!, chain });
  return { names, uses: binder.uses, diagnostics };
};

const namesOf = (item: ast.Item): readonly ast.Name[] => {
  switch (item.kind) {
    case "Declaration":
    case "Recipe":
      return [item.name];
    case "Binding":
      return item.path.slice(0, 1);
    case "Unpack":
      return item.names;
    default:
      return [];
  }
};

/** The file's names; of two that are equal the first one counts. */
const declareNames = (
  file: ast.File,
  imported: readonly ImportedName[],
  report: Binder["report"],
): Map<string, Named> => {
  const names = new Map<string, Named>();
  const first = new Map<string, ast.Name>();
  const add = (name: ast.Name, declared: Named | undefined): void => {
    const before = first.get(name.text);
    if (before && name.text !== "") {
      const related = [{ message: "first here", span: before.span }];
      return report(declaredTwice, name.span, { name: name.text }, { related });
    }
    first.set(name.text, name);
    if (declared) names.set(name.text, declared);
  };
  for (const { name, declared } of imported) add(name, declared);
  for (const item of file.items) {
    if (item.kind === "Import" || item.kind === "Expect" || item.kind === "Published") continue;
    for (const name of namesOf(item)) add(name, { name: name.text, node: item });
  }
  return names;
};

const resolveItem = (binder: Binder, item: ast.Item): void => {
  switch (item.kind) {
    case "Declaration":
      return resolveDeclaration(binder, item);
    case "Recipe":
      return resolveRecipe(binder, item);
    case "Binding":
    case "Unpack":
      return resolveExpression(binder, emptyScope, item.value);
    case "Expect":
      for (const part of [item.value, item.within, item.of]) if (part) resolveExpression(binder, emptyScope, part);
      return;
    case "Published":
      resolveSubject(binder, item);
      return resolveExpression(binder, emptyScope, item.value);
    case "Import":
      return;
  }
};

/** A metric takes no recipe but here: `published error(recipe) = 5.57%`. */
const resolveSubject = (binder: Binder, item: ast.Published): void => {
  const result = publishedMetric(item, binder.names, binder.library);
  if (!result) return resolveExpression(binder, emptyScope, item.subject);
  const { metric, call } = result;
  const parameter = { name: "recipe", want: "any", takesFlow: false, optional: false, isPlain: false } as const;
  const signature = { callee: metric.name, parameters: [parameter], shown: `${metric.name}(recipe)` };
  checkArguments(binder, emptyScope, { signature, list: call.arguments, incoming: false, at: call.span });
};

const resolveDeclaration = (binder: Binder, declaration: ast.Declaration): void => {
  checkLists(binder, declaration);
  const parameters = declaration.lists.flatMap((list) => list.parameters);
  // A parameter whose name can't be read may be any that is used below.
  const scope = { ...innerScope(emptyScope), hole: parameters.some(({ name }) => name.text === "") };
  for (const list of declaration.lists) resolveParameters(binder, scope, list);
  const { body } = declaration;
  if (body.kind === "Body") resolveBody(binder, scope, declaration, body);
  else resolveExpression(binder, scope, body);
};

/** Rule 1: of two lists the first makes the kind and holds no tensor; a fn has one. */
const checkLists = ({ report }: Binder, { keyword, name, lists }: ast.Declaration): void => {
  const [first, second] = lists;
  if (!first || !second) return;
  if (keyword === "fn") return report(oneListOnly, second.span, { keyword });
  const tensor = first.parameters.find(({ type }) => type.kind !== "Missing" && holdsTensor(type));
  if (tensor) report(listsSwapped, tensor.span, { name: name.text });
};

const checkImports = (file: ast.File, binder: Binder): void => {
  const firstOther = file.items.findIndex(({ kind }) => kind !== "Import");
  const broken = file.items.some((item) => item.kind === "Binding" && item.path[0]?.text === "");
  file.items.forEach((item, index) => {
    if (item.kind !== "Import") return;
    if (firstOther >= 0 && index > firstOther) binder.report(lateImport, item.span, undefined);
    for (const { text, span } of item.names)
      if (!binder.used.has(text) && !broken && !binder.lost.has(text))
        binder.report(unusedImport, span, { name: text });
  });
};
