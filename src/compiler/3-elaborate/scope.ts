import type { Declared, Module } from "../2-bind/module.ts";
import type { Value } from "./value.ts";

/** Bindings of one block's placing over those of its file. Maps throughout: `constructor` is an ordinary name. */
export interface Scope {
  readonly module: Module;
  readonly values: Map<string, Value>;
  readonly parent?: Scope;
}

export const fileScope = (module: Module): Scope => ({ module, values: new Map() });
export const innerScope = (parent: Scope): Scope => ({ module: parent.module, values: new Map(), parent });

/** A parameter, binding or loop variable; not what the file declares. */
export const findLocal = (scope: Scope, name: string): Value | undefined => {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const value = at.values.get(name);
    if (value) return value;
  }
  return undefined;
};

export const findDeclared = (scope: Scope, name: string): Declared | undefined =>
  findLocal(scope, name) ? undefined : scope.module.names.get(name);
