import type * as ast from "../compiler/1-syntax/ast.ts";
import type { ParameterType } from "../compiler/ops/surface.ts";
import type { PartRole } from "../compiler/3-elaborate/value.ts";

/** What kind of value fits a place. */
export type Want =
  | { readonly kind: "any" | "tensor" | "number" | "bool" | "string" | "record" | "init" | "padding" | "duration" }
  | { readonly kind: "block" | "model" | "loss" | "run" }
  /** One axis; with `sizes` its size may follow. */
  | { readonly kind: "axis"; readonly sizes?: true }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "part"; readonly role: PartRole }
  /** `also`: one of them by itself does, too. */
  | { readonly kind: "list"; readonly of: Want; readonly also?: true };

export const any: Want = { kind: "any" };

/** `name` tells what an operation makes of a value that it looks at itself: windows are numbers, counters take networks. */
export const wantOfSurface = (type: ParameterType, name = ""): Want => {
  switch (type.kind) {
    case "tensor":
    case "operand":
      return { kind: "tensor" };
    case "operands":
      return { kind: "list", of: { kind: "tensor" } };
    case "int":
    case "float":
      return { kind: "number" };
    case "bool":
    case "string":
    case "init":
    case "padding":
    case "duration":
      return { kind: type.kind };
    case "axis":
      return { kind: "axis" };
    case "axes":
      return { kind: "list", of: { kind: "axis" }, also: true };
    case "sizes":
      return { kind: "list", of: { kind: "axis", sizes: true } };
    case "choice":
    case "part":
      return type;
    case "value":
      return name === "network" ? { kind: "model" } : WINDOWS.has(name) ? { kind: "number" } : any;
    case "list":
      return { kind: "list", of: wantOfSurface(type.of) };
  }
};

/** Parameters that are one number or `[height, width]`. */
const WINDOWS: ReadonlySet<string> = new Set(["k", "stride", "dilation"]);

const PLAIN: ReadonlyMap<string, Want> = new Map<string, Want>([
  ["int", { kind: "number" }],
  ["float", { kind: "number" }],
  ["bool", { kind: "bool" }],
  ["string", { kind: "string" }],
  ["block", { kind: "block" }],
  ["model", { kind: "model" }],
  ["loss", { kind: "loss" }],
  ["run", { kind: "run" }],
  ["axis", { kind: "axis" }],
  ["record", { kind: "record" }],
  ["boxes", { kind: "record" }],
]);

export const wantOfType = (type: ast.Type): Want => {
  switch (type.kind) {
    case "ListType":
      return { kind: "list", of: wantOfType(type.element) };
    case "ChoiceType":
      return { kind: "choice", of: type.names.map(({ text }) => text) };
    case "NamedType":
      return PLAIN.get(type.name.text) ?? { kind: "tensor" };
    case "Missing":
      return any;
  }
};

/** What stands in a list where something is wanted. */
export const elementOf = (want: Want): Want => {
  if (want.kind === "list") return want.of;
  return want.kind === "padding" ? { kind: "number" } : any;
};

/** As a signature shows it; undefined where the name says it all. */
export const showWant = (want: Want): string | undefined => {
  switch (want.kind) {
    case "any":
    case "tensor":
    case "padding":
      return undefined;
    case "number":
      return "number";
    case "choice":
      return want.of.join(" | ");
    case "part":
      return want.role;
    case "axis":
      return want.sizes ? "axis: size" : "axis";
    case "list": {
      const of = showWant(want.of) ?? "tensor";
      return want.also ? `${of} or [${of}]` : `[${of}]`;
    }
    default:
      return want.kind;
  }
};
