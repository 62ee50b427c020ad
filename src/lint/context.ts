import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import type { Graphs } from "./graphs.ts";

/** What a rule sees of a file; graphs and recipes are those of all files that are linted together, any of which may place what this one declares. */
export interface LintContext extends Graphs {
  readonly program: Program;
  /** The file that is linted: findings stand in it. */
  readonly module: Module;
  /** The file's items without those that have an error in their text. */
  readonly items: readonly ast.Item[];
}
