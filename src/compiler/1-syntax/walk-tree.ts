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

const isNode = (value: object): value is TreeNode => "kind" in value && "span" in value;

/** The nodes right below one, in the order of its fields. */
export const childrenOf = (node: TreeNode): readonly TreeNode[] => {
  const found: TreeNode[] = [];
  addNodesIn(node, found);
  return found;
};

/** A loop rather than `flatMap`: editors walk whole files with each key that is pressed. */
const addNodesIn = (holder: object, found: TreeNode[]): void => {
  for (const value of Object.values(holder) as readonly unknown[]) {
    if (typeof value !== "object" || value === null) continue;
    if (isNode(value)) found.push(value);
    // A recipe's parent is a record without a span of its own.
    else if (Array.isArray(value) || ("name" in value && !("text" in value))) addNodesIn(value, found);
  }
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
