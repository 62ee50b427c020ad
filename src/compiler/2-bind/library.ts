import type { PartSurface, SurfaceTable } from "../ops/surface.ts";
import type { Declared, Module } from "./module.ts";

/** The names that need no import. */
export interface Library {
  readonly surfaces: SurfaceTable;
  readonly parts: ReadonlyMap<string, PartSurface>;
  /** `std/prelude.kes`, read when first asked for; undefined while it is itself being loaded. */
  readonly prelude: Module | undefined;
  /** Names that the elaborator itself gives a value: `inf`. */
  readonly values: ReadonlySet<string>;
}

/** What the library's text declares under a name; operations, parts and values come before it, so most names never need the text. */
export const findInPrelude = (library: Library, name: string): Declared | undefined =>
  library.surfaces.has(name) || library.parts.has(name) || library.values.has(name)
    ? undefined
    : library.prelude?.names.get(name);
