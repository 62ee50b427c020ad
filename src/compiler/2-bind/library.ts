import type { PartSurface, SurfaceTable } from "../ops/surface.ts";
import type { Module } from "./module.ts";

/** The names that need no import. */
export interface Library {
  readonly surfaces: SurfaceTable;
  readonly parts: ReadonlyMap<string, PartSurface>;
  /** `std/prelude.kes`; absent while it is itself being loaded. */
  readonly prelude?: Module;
  /** Names that the elaborator itself gives a value: `inf`. */
  readonly values: ReadonlySet<string>;
}
