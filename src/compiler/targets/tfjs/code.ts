import type { Node } from "../../4-graph/graph.ts";

/**
 * JavaScript to be, before anything has a name: what a block's body computes, with its numbers still replaceable. Two bodies
 * that differ in `number` leaves alone become one function with parameters.
 */
export type Code =
  /** The result of a node; a function's input, an earlier statement or an operand written in place. */
  | { readonly kind: "value"; readonly node: Node }
  /** A variable, or the record of all that one placement owns, by its full path. */
  | { readonly kind: "weight"; readonly path: string }
  | NumberCode
  /** The same in every placement. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Code[] }
  | { readonly kind: "options"; readonly fields: readonly Field[] }
  | CallCode
  /** `(parameter) => body` */
  | { readonly kind: "lambda"; readonly parameter: string; readonly body: Code }
  /** `then` where the placement owns weights under the path, else `otherwise`. */
  | { readonly kind: "conditional"; readonly path: string; readonly then: Code; readonly otherwise: Code }
  /** In a loop: the turn's own of several values. */
  | { readonly kind: "element"; readonly of: readonly Code[] }
  /** In a loop: a weight whose path counts with the turns. */
  | { readonly kind: "counted"; readonly path: readonly PathPart[] };

/** A number of a path that grows by `step` from turn to turn, or text between such. */
export type PathPart = string | { readonly start: number; readonly step: number };

export interface NumberCode {
  readonly kind: "number";
  /** What the number is called where it becomes a parameter: `stride`. */
  readonly label: string;
  /** In a loop: one for each turn. */
  readonly value: number | readonly number[];
  /** The called function assumes it where nothing is said. */
  readonly default?: number;
  /** The called function finds it out by itself, so it need not become a parameter. */
  readonly inferred?: string;
}

export interface Field {
  readonly name: string;
  readonly value: Code;
}

export interface CallCode {
  readonly kind: "call";
  /** `tf`: a function of TensorFlow.js; `kit`: one of the module's small tools. */
  readonly from: "tf" | "kit";
  readonly callee: string;
  readonly arguments: readonly Code[];
  /** A convolution or the like: at most one of them stands in a statement. */
  readonly heavy?: boolean;
  /** What the called piece of the kit must be able to do, so that its text holds no more than what is used. */
  readonly features?: readonly string[];
}

export const value = (node: Node): Code => ({ kind: "value", node });
export const text = (content: string | number): Code => ({ kind: "text", text: String(content) });
export const list = (items: readonly Code[]): Code => ({ kind: "list", items });
/** Positions of axes and the like: the same in every placement. */
export const positions = (numbers: readonly number[]): Code => text(`[${numbers.join(", ")}]`);
export const number = (label: string, of: number, rest: { default?: number; inferred?: string } = {}): NumberCode => ({
  kind: "number",
  label,
  value: of,
  ...rest,
});
export const tf = (callee: string, ...args: readonly Code[]): CallCode => ({
  kind: "call",
  from: "tf",
  callee,
  arguments: args,
});
export const kit = (callee: string, ...args: readonly Code[]): CallCode => ({
  kind: "call",
  from: "kit",
  callee,
  arguments: args,
});

/** All parts of one piece of code, itself included, in the order of reading. */
export const visit = (code: Code, see: (part: Code) => void): void => {
  see(code);
  if (code.kind === "list") for (const item of code.items) visit(item, see);
  if (code.kind === "options") for (const field of code.fields) visit(field.value, see);
  if (code.kind === "call") for (const argument of code.arguments) visit(argument, see);
  if (code.kind === "lambda") visit(code.body, see);
  if (code.kind === "conditional") [code.then, code.otherwise].forEach((part) => visit(part, see));
  if (code.kind === "element") for (const item of code.of) visit(item, see);
};

/** The nodes whose results the code reads. */
export const valuesIn = (code: Code): readonly Node[] => {
  const nodes: Node[] = [];
  visit(code, (part) => {
    if (part.kind === "value") nodes.push(part.node);
  });
  return nodes;
};

/** The code with other code in place of the values that `replace` knows. */
export const replaceValues = (code: Code, replace: (node: Node) => Code | undefined): Code => {
  const inner = (part: Code): Code => replaceValues(part, replace);
  switch (code.kind) {
    case "value":
      return replace(code.node) ?? code;
    case "list":
      return { ...code, items: code.items.map(inner) };
    case "options":
      return { ...code, fields: code.fields.map(({ name, value: field }) => ({ name, value: inner(field) })) };
    case "call":
      return { ...code, arguments: code.arguments.map(inner) };
    case "lambda":
      return { ...code, body: inner(code.body) };
    case "conditional":
      return { ...code, then: inner(code.then), otherwise: inner(code.otherwise) };
    case "element":
      return { ...code, of: code.of.map(inner) };
    default:
      return code;
  }
};
