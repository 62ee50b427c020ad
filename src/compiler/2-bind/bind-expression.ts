import type { Diagnostic } from "../../base/diagnostic.ts";
import type * as ast from "../1-syntax/ast.ts";
import { axisNames } from "./axis-names.ts";
import { createReport, emptyScope, type Binder } from "./binder.ts";
import type { Library } from "./library.ts";
import type { Module } from "./module.ts";
import { resolveExpression } from "./resolve-expression.ts";

/** Looks up the names of an expression that stands in no file, as if it stood at the end of one. */
export const bindExpression = (expression: ast.Expression, module: Module, library: Library): readonly Diagnostic[] => {
  const diagnostics: Diagnostic[] = [];
  const binder: Binder = {
    names: module.names,
    lost: new Set(),
    library,
    axes: () => axisNames(module.file),
    used: new Set(),
    uses: [],
    onUse: () => undefined,
    told: new Set(),
    current: undefined,
    reported: () => diagnostics.length,
    report: createReport(diagnostics),
  };
  resolveExpression(binder, emptyScope, expression);
  return diagnostics;
};
