import { parseExpression, parseFile } from "../../src/compiler/1-syntax/parse.ts";
import type * as ast from "../../src/compiler/1-syntax/ast.ts";

/** An expression with all its parentheses, as the parser grouped it. */
export const grouped = (text: string): string => show(parseExpression({ path: "x", text }).expression);

const show = (node: ast.Expression): string => {
  switch (node.kind) {
    case "Binary":
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    case "Unary":
      return `(${node.operator === "not" ? "not " : "-"}${show(node.operand)})`;
    case "Range":
      return `(${show(node.from)}..${show(node.to)}${node.by ? ` by ${show(node.by)}` : ""})`;
    case "Chain":
      return `[${[show(node.head), ...node.steps.map((step) => (step.kind === "PlaceStep" ? show(step.target) : step.kind))].join(" -> ")}]`;
    case "Call":
      return `${show(node.callee)}(${node.arguments.arguments.map(({ name, value }) => `${name ? `${name.text}: ` : ""}${show(value)}`).join(", ")})`;
    case "Member":
      return `${show(node.object)}.${node.name.text}`;
    case "Parenthesized":
      return show(node.inner);
    case "If":
      return `if ${show(node.condition)} ${show(node.then)}${node.otherwise ? ` else ${show(node.otherwise)}` : ""}`;
    case "Reference":
      return node.name.text;
    case "Number":
      return node.text;
    default:
      return node.kind;
  }
};

/** Codes of what is wrong with a text, in order. */
export const codesOf = (text: string): readonly string[] =>
  parseFile({ path: "x", text }).diagnostics.map(({ code }) => code);
