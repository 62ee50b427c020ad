import type { Diagnostic, Fix } from "../base/diagnostic.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import { missingName } from "../compiler/diagnostics/imports.ts";
import { unknownName, unusedBinding } from "../compiler/diagnostics/names.ts";
import type { Program } from "../compiler/program.ts";
import { elsewhereFixes, importFixes } from "./fixes/missing-import.ts";
import { unusedBindingFixes, unusedParameterFixes, unusedValueFixes } from "./fixes/unused.ts";

/** What a fix looks at. */
export interface Mending {
  readonly program: Program;
  readonly module: Module;
  readonly diagnostic: Diagnostic;
  /** Paths of the specs that may be imported from, or import what is here. */
  readonly files: readonly string[];
}

/** What can only be mended with a look at other files, or where somebody decides. */
const FIXERS: ReadonlyMap<string, (mending: Mending) => readonly Fix[]> = new Map([
  [unknownName.code, importFixes],
  [missingName.code, elsewhereFixes],
  [unusedBinding.code, unusedBindingFixes],
  ["KES6001", unusedValueFixes],
  ["KES6002", unusedParameterFixes],
]);

/** What mends an error or finding, the likeliest first. Each fix, taken alone, makes it go away. */
export const fixesOf = (mending: Mending): readonly Fix[] => {
  const { diagnostic } = mending;
  const more = FIXERS.get(diagnostic.code)?.(mending) ?? [];
  const all = diagnostic.code === unknownName.code ? [...more, ...diagnostic.fixes] : [...diagnostic.fixes, ...more];
  return [...new Map(all.map((fix) => [fix.title, fix])).values()];
};
