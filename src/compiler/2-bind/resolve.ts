import type { Diagnostic } from "../../base/diagnostic.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { Library } from "./library.ts";
import type { Declared } from "./module.ts";

/** A name that an import asks for; nothing is declared where it couldn't be found, which has been reported. */
export interface ImportedName {
  readonly name: ast.Name;
  readonly declared?: Declared;
}

export interface Resolved {
  /** Own declarations (their module isn't known yet) and imports. */
  readonly names: Map<string, Declared>;
  readonly diagnostics: readonly Diagnostic[];
}

export const resolveFile = (file: ast.File, imported: readonly ImportedName[], _library: Library): Resolved => {
  const names = new Map<string, Declared>();
  const declare = (name: ast.Name, node: Declared["node"]): void => {
    if (!names.has(name.text)) names.set(name.text, { name: name.text, node } as Declared);
  };
  for (const item of file.items) {
    if (item.kind === "Declaration" || item.kind === "Recipe") declare(item.name, item);
    else if (item.kind === "Binding") declare(item.path[0]!, item);
    else if (item.kind === "Unpack") for (const name of item.names) declare(name, item);
  }
  for (const { name, declared } of imported) if (declared && !names.has(name.text)) names.set(name.text, declared);
  return { names, diagnostics: [] };
};
