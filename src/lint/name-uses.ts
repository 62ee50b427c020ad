import type * as ast from "../compiler/1-syntax/ast.ts";
import { childrenOf, type TreeNode } from "../compiler/1-syntax/walk-tree.ts";

/**
 * Words below a node that may mean something bound outside of it: references, names of outputs and taps, fields written short.
 * Labels of arguments and items count only with `labels`: they may be axes, which a parameter can bear.
 */
export const namesUsedIn = (root: TreeNode, { labels = false } = {}): ReadonlySet<string> => {
  const used = new Set<string>();
  const open: TreeNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    for (const name of namesUsedBy(node, labels)) used.add(name.text);
    open.push(...childrenOf(node));
  }
  return used;
};

const namesUsedBy = (node: TreeNode, labels: boolean): readonly ast.Name[] => {
  switch (node.kind) {
    case "Reference":
      return [node.name];
    case "RecordField":
      return node.value ? [] : [node.name];
    case "Output":
    case "Tap":
      return node.names;
    case "Recipe":
      return node.parent ? [node.parent.name] : [];
    case "Argument":
      return labels && node.name ? [node.name] : [];
    case "Slice":
      return labels && node.axis ? [node.axis] : [];
    case "NamedType":
      return labels ? [node.name] : [];
    default:
      return [];
  }
};
