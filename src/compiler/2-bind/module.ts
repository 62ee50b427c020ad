import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Source } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { PartSurface, Surface, SurfaceParameter } from "../ops/surface.ts";

/** What a file-level name stands for; an import gives what it names, with the module that declares it. */
export interface Declared {
  readonly name: string;
  readonly node: ast.Declaration | ast.Recipe | ast.Binding | ast.Unpack;
  readonly module: Module;
}

/** A word of the text and what it means there; words that mean nothing, axes and choices are none. */
export interface NameUse {
  readonly name: ast.Name;
  readonly target: NameTarget;
  /** It stands before an argument: `stride: 2`. */
  readonly isLabel?: true;
}

export type NameTarget =
  /** A parameter, binding or loop's variable; what an argument's label means may stand in another file. */
  | { readonly sort: "local"; readonly name: ast.Name }
  /** Without a module: of the same file. */
  | { readonly sort: "declared"; readonly node: Declared["node"]; readonly name: string; readonly module?: Module }
  | { readonly sort: "operation"; readonly surface: Surface }
  | { readonly sort: "part"; readonly surface: PartSurface }
  /** What an argument's label means of an operation or part. */
  | { readonly sort: "argument"; readonly surface: Surface | PartSurface; readonly parameter: SurfaceParameter };

/** One file, parsed and with its names resolved. */
export interface Module {
  readonly source: Source;
  readonly file: ast.File;
  /** The file's own declarations and its imports, by name (NFC). Where a name is declared twice the first one counts. */
  readonly names: ReadonlyMap<string, Declared>;
  /** Modules it imports from, in order of appearance, without repeats. */
  readonly imports: readonly Module[];
  /** Paths that its imports name, found or not. */
  readonly importPaths: readonly string[];
  /** In the order in which they were looked up. */
  readonly uses: readonly NameUse[];
  /** Of this file alone: syntax and names. */
  readonly diagnostics: readonly Diagnostic[];
}
