import { touches, type Span } from "../base/source.ts";
import { childrenOf, type TreeNode } from "../compiler/1-syntax/walk-tree.ts";
import type { Module } from "../compiler/2-bind/module.ts";

/** What a growing selection takes in at a place, from the inside out: a name, its step, the chain, the statement, … the file. */
export const selectionsAt = ({ file }: Module, offset: number): readonly Span[] => {
  const around: Span[] = [file.span];
  for (let node: TreeNode | undefined = file; node; node = innermost(node, offset)) add(around, node.span);
  return around.reverse();
};

/** Of two that touch at the place the later one, as editors take the word behind the cursor. */
const innermost = (node: TreeNode, offset: number): TreeNode | undefined =>
  childrenOf(node).findLast(({ span }) => touches(span, offset) && span.end > span.start);

/** Each holds the one before it, and more. */
const add = (around: Span[], span: Span): void => {
  const last = around.at(-1);
  const isWithin = !last || (last.start <= span.start && span.end <= last.end);
  const isSame = last?.start === span.start && last.end === span.end;
  if (isWithin && !isSame) around.push(span);
};
