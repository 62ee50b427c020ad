import type { ParameterType, SurfaceParameter } from "../surface.ts";

/** Short names for the types of a part's parameters. */

export const int = (least: number): ParameterType => ({ kind: "int", least });
export const float: ParameterType = { kind: "float" };
export const bool: ParameterType = { kind: "bool" };
export const text: ParameterType = { kind: "string" };
export const duration: ParameterType = { kind: "duration" };
export const choice = (...of: string[]): ParameterType => ({ kind: "choice", of });
export const list = (of: ParameterType): ParameterType => ({ kind: "list", of });

export const parameter = (name: string, type: ParameterType, doc: string, standard?: string): SurfaceParameter =>
  standard === undefined ? { name, type, doc } : { name, type, doc, default: standard };
