import { builders, utils } from "prettier/doc";
import type { Doc } from "prettier";
import type { Context } from "./context.ts";
import { gap } from "./gaps.ts";
import { breaksBetween, skipTrivia } from "./source-text.ts";
import type { Node } from "./tree.ts";

const { group, hardline, indent, line } = builders;

/** Values whose bracket stays on the line of the `=`, wherever the author put it. */
const STAYS = new Set(["Record", "Table", "List"]);
/** Values that break within their braces rather than before them. */
const BREAKS_INSIDE = new Set([...STAYS, "If", "For"]);

export interface Assignment {
  readonly owner: number | undefined;
  /** Offset where what stands before the `=` ends. */
  readonly after: number;
  /** Columns of what stands before the ` =`. */
  readonly offset: number;
  /** The child's property and node. */
  readonly property: string;
  readonly value: Node;
  /** Of a declaration: a value that is too long for the line begins the next one. */
  readonly breaksFirst: boolean;
}

/**
 * ` = value`. A line's end that the author put after the `=` stays, with the value two columns in.
 */
export const assigned = ({ owner, after, offset, property, value, breaksFirst }: Assignment, ctx: Context): Doc => {
  const at = skipTrivia(ctx.text, after);
  const before = ctx.dangling("before-equals").map(({ doc }): Doc => [" ", doc]);
  const behind = ctx.dangling("equals").map(({ doc }) => ctx.atLineEnd(doc));
  const sign: Doc = [before, " ", gap("=", at, ctx, owner), "=", behind];
  const above = (value.comments ?? []).some(
    ({ leading, form, end }) => leading && (form !== "block" || breaksBetween(ctx.text, end, value.start)),
  );
  const nextLine =
    above || behind.length > 0 || (!STAYS.has(value.kind) && breaksBetween(ctx.text, at + 1, value.start));
  if (nextLine) return [sign, indent([hardline, ctx.child(property, { owner })])];
  const sameLine = (): Doc => [sign, " ", ctx.child(property, { owner, offset: offset + 3 })];
  if (!breaksFirst || BREAKS_INSIDE.has(value.kind)) return sameLine();
  const doc = ctx.child(property, { owner });
  return utils.willBreak(doc) && value.kind !== "Chain" ? sameLine() : [sign, group(indent([line, doc]))];
};
