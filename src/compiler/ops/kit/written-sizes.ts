import { toWhole } from "../../../base/number.ts";
import { notASize } from "../../diagnostics/sizes.ts";
import type { Arguments, PlaceContext } from "../surface.ts";
import { areDistinct } from "./check-axes.ts";
import { describe } from "./show.ts";

/**
 * `[group: groups, member]`: each axis with its size, or without where none was written; undefined after a report of one that is
 * no whole number from 1.
 */
export const writtenSizes = (
  args: Arguments,
  ctx: PlaceContext,
  argument: string,
): readonly { readonly axis: string; readonly size?: number }[] | undefined => {
  const value = args.value(argument);
  const items = value?.kind === "list" ? value.items : [];
  const labels = value?.kind === "list" ? value.labels : undefined;
  const sizes: { axis: string; size?: number }[] = [];
  for (const [at, item] of items.entries()) {
    const label = labels?.[at];
    const whole = item.kind === "number" ? toWhole(item.value) : undefined;
    if (label === undefined && item.kind === "axis") sizes.push({ axis: item.name });
    else if (label !== undefined && whole !== undefined && whole >= 1n && whole <= BigInt(Number.MAX_SAFE_INTEGER))
      sizes.push({ axis: label, size: Number(whole) });
    else {
      const where =
        label === undefined ? `each item of \`${argument}\` names an axis, and what follows its colon` : `\`${label}\``;
      return ctx.report(notASize, argument, { where, got: describe(item), least: 1 });
    }
  }
  return sizes;
};

/** The same with no axis twice. */
export const distinctSizes = (
  args: Arguments,
  ctx: PlaceContext,
  argument: string,
): ReturnType<typeof writtenSizes> => {
  const sizes = writtenSizes(args, ctx, argument);
  const axes = sizes?.map(({ axis }) => axis) ?? [];
  return areDistinct(ctx, argument, axes) ? sizes : undefined;
};
