import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Source } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";

/** What a file-level name stands for; an import gives what it names, with the module that declares it. */
export interface Declared {
  readonly name: string;
  readonly node: ast.Declaration | ast.Recipe | ast.Binding | ast.Unpack;
  readonly module: Module;
}

/** One file, parsed and with its names resolved. */
export interface Module {
  readonly source: Source;
  readonly file: ast.File;
  /** The file's own declarations and its imports, by name (NFC). Where a name is declared twice the first one counts. */
  readonly names: ReadonlyMap<string, Declared>;
  /** Modules it imports from, in order of appearance, without repeats. */
  readonly imports: readonly Module[];
  /** Of this file alone: syntax and names. */
  readonly diagnostics: readonly Diagnostic[];
}
