import type * as ast from "./ast.ts";

/** Any node of the tree. */
export type TreeNode =
  | ast.File
  | ast.Item
  | ast.Statement
  | ast.Expression
  | ast.Step
  | ast.Type
  | ast.Name
  | ast.Comment
  | ast.ParameterList
  | ast.Parameter
  | ast.Body
  | ast.RecordField
  | ast.Pattern
  | ast.ArgumentList
  | ast.Argument
  | ast.Slice;

const isNode = (value: unknown): value is TreeNode =>
  typeof value === "object" && value !== null && "kind" in value && "span" in value;

/** The nodes right below one, in the order of its fields. */
export const childrenOf = (node: TreeNode): readonly TreeNode[] => Object.values(node).flatMap(nodesIn);

const nodesIn = (value: unknown): readonly TreeNode[] => {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (isNode(value)) return [value];
  // A recipe's parent is a record without a span of its own.
  const isRecord = typeof value === "object" && value !== null && "name" in value && !("text" in value);
  return isRecord ? Object.values(value).flatMap(nodesIn) : [];
};

/** A node and everything below it, from the outside in. */
export function* nodesUnder(root: TreeNode): Generator<TreeNode> {
  const open: TreeNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    const children = childrenOf(node);
    for (let at = children.length - 1; at >= 0; at--) open.push(children[at]!);
  }
}

/** Whether an error left a hole in what is below a node. */
export const hasHole = (root: TreeNode): boolean => {
  for (const node of nodesUnder(root)) if (node.kind === "Missing") return true;
  return false;
};
