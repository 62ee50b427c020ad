import type { Module } from "../2-bind/module.ts";
import type { Value } from "./value.ts";

/** Bindings of one block's placing over those of its file. Maps throughout: `constructor` is an ordinary name. */
export interface Scope {
  readonly module: Module;
  readonly values: Map<string, Value>;
  readonly parent?: Scope;
}
