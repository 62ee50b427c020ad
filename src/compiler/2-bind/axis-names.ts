import type * as ast from "../1-syntax/ast.ts";
import { nodesUnder } from "../1-syntax/walk-tree.ts";

/** Axes of the language's own data and operations. */
const wellKnown: readonly string[] = [
  "batch",
  "height",
  "width",
  "channel",
  "anchor",
  "class",
  "coord",
  "token",
  "object",
  "box",
  "proposal",
];

/** Arguments whose bare names are axes, whatever is called. */
const axisArguments: ReadonlySet<string> = new Set(["as", "into", "axes", "over", "along"]);

/**
 * Every axis that a file makes or names: in `as:`, `into:`, `rename`, labels in brackets, and tensor types. Only a word among them
 * can be the type of an index.
 */
export const axisNames = (file: ast.File): ReadonlySet<string> => {
  const names = new Set<string>(wellKnown);
  const addWords = (expression: ast.Expression): void => {
    if (expression.kind === "Reference") names.add(expression.name.text);
    else if (expression.kind === "List") for (const { value } of expression.items) addWords(value);
  };
  for (const node of nodesUnder(file)) {
    if (node.kind === "List") for (const { name } of node.items) if (name) names.add(name.text);
    if (node.kind === "Slice" && node.axis) names.add(node.axis.text);
    if (node.kind === "NamedType") for (const { value } of node.arguments ?? []) addWords(value);
    if (node.kind !== "Call") continue;
    const renames = calledName(node) === "rename" || calledName(node) === "pad";
    for (const { name, value } of node.arguments.arguments) {
      if (name && (renames || axisArguments.has(name.text))) addWords(value);
      if (name && renames) names.add(name.text);
    }
  }
  return names;
};

const calledName = ({ callee }: ast.Call): string | undefined =>
  callee.kind === "Reference" ? callee.name.text : undefined;
