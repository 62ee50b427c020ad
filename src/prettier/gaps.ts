import type { Doc } from "prettier";
import type { Context } from "./context.ts";
import { gapBefore } from "./source-text.ts";
import type { Node } from "./tree.ts";

/** A place before the sign at `at` where blanks may be put in to line it up with its like in neighbouring lines. */
export const gap = (key: string, at: number, ctx: Context, owner = ctx.told.owner): Doc =>
  owner === undefined ? "" : ctx.marks.mark({ kind: "gap", owner, key, asked: gapBefore(ctx.text, at) >= 2 });

const BLOCKS = new Set(["Table", "Record", "If", "For"]);

/** Values that stand in braces of their own. */
export const isBlock = (value: Node | undefined): boolean => value !== undefined && BLOCKS.has(value.kind);

/** A statement with marks around it, so that its neighbours can share columns with it. */
export const statement = (node: Node, block: boolean, doc: Doc, ctx: Context): Doc => [
  ctx.marks.mark({ kind: "statement", owner: node.start, joins: ctx.told.joins, block }),
  doc,
  ctx.marks.mark({ kind: "end", owner: node.start }),
];
