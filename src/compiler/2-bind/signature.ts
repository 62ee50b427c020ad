import type * as ast from "../1-syntax/ast.ts";
import type { ParameterType, PartSurface, Surface, SurfaceParameter } from "../ops/surface.ts";
import { find, type Binder, type Scope } from "./binder.ts";
import { holdsTensor, isHeaderBroken, kindOfLists } from "./kind-of-lists.ts";
import type { NameTarget } from "./module.ts";

/**
 * How a bare name is read where an expression stands (rule 3). `maybe`: an argument of something known only when elaborated, so an
 * unknown name may be an axis or a choice.
 */
export type Want = "any" | "axis" | "sizes" | "choice" | "maybe";

export interface SignatureParameter {
  readonly name: string;
  readonly want: Want;
  /** What `->` hands over may land here. */
  readonly takesFlow: boolean;
  readonly optional: boolean;
  /** A number or flag: at most two of them go unnamed. */
  readonly isPlain: boolean;
  /** A value of its type, to be written where it lacks; absent where a type has no value that could be meant. */
  readonly standIn?: string;
  /** What a label with its name means. */
  readonly target?: NameTarget;
}

/** One list of something that is known without elaborating. */
export interface Signature {
  readonly callee: string;
  readonly parameters: readonly SignatureParameter[];
  /** Labels that are no parameters are axes; what their values are. */
  readonly byAxis?: Want;
  /** As it is printed: `conv(x, k, out, stride?)`. */
  readonly shown: string;
}

/** What the text alone tells of a callee: its list one, its list two, either, or neither. */
export interface Callee {
  readonly kind?: Signature;
  readonly placing?: Signature;
  /** What it is placed with is all it takes, and what it gives is nothing to be placed. */
  readonly isOneList?: boolean;
  /** A declared name without list one, whose empty list was perhaps meant as one. */
  readonly declaration?: ast.Declaration;
}

const flows: ReadonlySet<ParameterType["kind"]> = new Set(["tensor", "operand", "operands"]);
const plains: ReadonlySet<string> = new Set(["int", "float", "bool"]);
const standIns: ReadonlyMap<string, string> = new Map([
  ["int", "1"],
  ["float", "1"],
  ["bool", "false"],
  ["string", '""'],
  ["block", "identity"],
]);

const withStandIn = (standIn: string | undefined): { readonly standIn?: string } =>
  standIn === undefined ? {} : { standIn };

const standInOfSurface = (type: ParameterType): string | undefined => {
  if (type.kind === "int") return String(Math.max(1, type.least ?? 1));
  // Numbers, or lists of them: edges and strides.
  if (type.kind === "value") return "1";
  return type.kind === "choice" ? type.of[0] : standIns.get(type.kind);
};

const standInOfType = (type: ast.Type): string | undefined => {
  if (type.kind === "ChoiceType") return type.names[0]?.text;
  return type.kind === "NamedType" && !type.arguments ? standIns.get(type.name.text) : undefined;
};

const wantOfSurface = (type: ParameterType): Want => {
  switch (type.kind) {
    case "axis":
    case "axes":
      return "axis";
    case "sizes":
    case "choice":
      return type.kind;
    case "list":
      return wantOfSurface(type.of);
    default:
      return "any";
  }
};

const ofSurface = (surface: Surface | PartSurface, parameter: SurfaceParameter): SignatureParameter => ({
  name: parameter.name,
  want: wantOfSurface(parameter.type),
  takesFlow: flows.has(parameter.type.kind),
  optional: parameter.default !== undefined,
  isPlain: plains.has(parameter.type.kind),
  ...withStandIn(standInOfSurface(parameter.type)),
  target: { sort: "argument", surface, parameter },
});

const wantOfType = (type: ast.Type): Want => {
  if (type.kind === "ListType") return wantOfType(type.element);
  if (type.kind === "ChoiceType") return "choice";
  return type.kind === "NamedType" && type.name.text === "axis" ? "axis" : "any";
};

const ofDeclared = (parameter: ast.Parameter): SignatureParameter => ({
  name: parameter.name.text,
  want: wantOfType(parameter.type),
  takesFlow: holdsTensor(parameter.type),
  optional: parameter.default !== undefined,
  isPlain: parameter.type.kind === "NamedType" && plains.has(parameter.type.name.text),
  ...withStandIn(standInOfType(parameter.type)),
  target: { sort: "local", name: parameter.name },
});

const show = (callee: string, parameters: readonly SignatureParameter[]): string =>
  `${callee}(${parameters.map(({ name, optional }) => (optional ? `${name}?` : name)).join(", ")})`;

export const signatureOfList = (callee: string, list: ast.ParameterList | undefined): Signature => {
  const all = list?.parameters ?? [];
  const parameters = all.map(ofDeclared);
  return { callee, parameters, shown: show(callee, parameters) };
};

const signatureOfSurface = (callee: string, surface: Surface | PartSurface, byAxis?: Want): Signature => {
  const parameters = surface.parameters.map((parameter) => ofSurface(surface, parameter));
  return { callee, parameters, shown: show(callee, parameters), ...(byAxis ? { byAxis } : {}) };
};

/** `block Plain = Other(3)`: no list two of its own, so what it places is known only when elaborated. */
const isAlias = (declaration: ast.Declaration): boolean =>
  declaration.keyword !== "fn" && !kindOfLists(declaration).placing && declaration.body.kind !== "Body";

/** What a bare name takes, where it is no parameter, binding or alias. */
export const calleeOf = (binder: Binder, scope: Scope, name: string): Callee => {
  const found = find(binder, scope, name);
  if (found?.sort === "operation") {
    const { axisArguments } = found.surface;
    const byAxis = axisArguments && (axisArguments.value === "axis" ? "axis" : "any");
    return { placing: signatureOfSurface(name, found.surface, byAxis), isOneList: true };
  }
  if (found?.sort === "part") return { kind: signatureOfSurface(name, found.surface) };
  if (found?.sort !== "declared") return {};
  const { node } = found.declared;
  if (node.kind === "Recipe") return isHeaderBroken(node) ? {} : { kind: signatureOfList(name, node.list) };
  return node.kind === "Declaration" ? calleeOfDeclaration(name, node) : {};
};

const calleeOfDeclaration = (name: string, node: ast.Declaration): Callee => {
  if (isHeaderBroken(node)) return {};
  const { kind, placing } = kindOfLists(node);
  const base = kind ? { kind: signatureOfList(name, kind), declaration: node } : { declaration: node };
  if (isAlias(node)) return base;
  return { ...base, placing: signatureOfList(name, placing), isOneList: !kind && node.keyword !== "fn" };
};
