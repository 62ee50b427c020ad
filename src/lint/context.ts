import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import type { LintedGraph, LintedRecipe } from "./graphs.ts";

/** What a rule sees of a file. */
export interface LintContext {
  readonly program: Program;
  /** The file that is linted: findings stand in it. */
  readonly module: Module;
  /** The file's items without those that have an error in their text. */
  readonly items: readonly ast.Item[];
  /** Of all files that are linted together: any of them may place what this one declares. */
  readonly graphs: readonly LintedGraph[];
  /** Of all files that are linted together. */
  readonly recipes: readonly LintedRecipe[];
}
