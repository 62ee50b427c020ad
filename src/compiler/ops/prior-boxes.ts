import { boxesDontMatch } from "../diagnostics/sizes.ts";
import { wrongValue } from "../diagnostics/values.ts";
import type { Value } from "../3-elaborate/value.ts";
import type { Node } from "../4-graph/graph.ts";
import { boxesAround } from "./kit/boxes-around.ts";
import type { Extent } from "./kit/boxes-around.ts";
import { areKnown, hasAxes } from "./kit/check-axes.ts";
import { describe } from "./kit/show.ts";
import { numbersIn } from "./kit/numbers-in.ts";
import type { Arguments, PlaceContext, Surface } from "./surface.ts";

/** The maps in a list, each with known height and width; undefined after a report. */
const mapsIn = (args: Arguments, ctx: PlaceContext): readonly Node[] | undefined => {
  const maps: Node[] = [];
  for (const item of args.list("sources") ?? []) {
    if (item.kind !== "tensor")
      return ctx.report(wrongValue, "sources", { where: "each of `sources`", expected: "a map", got: describe(item) });
    const spatial = ["height", "width"];
    if (!hasAxes(ctx, "sources", item.node, spatial) || !areKnown(ctx, "sources", item.node, spatial)) return undefined;
    maps.push(item.node);
  }
  return maps;
};

/** One box a ratio; a ratio that stands a second time is taken at the scale between this map's and the next one's. */
const extentsOf = (ratios: readonly number[], scale: number, next: number): readonly Extent[] =>
  ratios.map((ratio, i) => {
    const size = ratios.indexOf(ratio) === i ? scale : Math.sqrt(scale * next);
    return { width: size * Math.sqrt(ratio), height: size / Math.sqrt(ratio) };
  });

const place = (args: Arguments, ctx: PlaceContext): Value | undefined => {
  const maps = mapsIn(args, ctx);
  const scales = numbersIn(args.list("scales") ?? []);
  const ratios = (args.list("ratios") ?? []).map((row) => numbersIn(row.kind === "list" ? row.items : []));
  if (!maps) return undefined;
  const mismatch = (argument: string, items: number, wanted: string): undefined =>
    ctx.report(boxesDontMatch, argument, { callee: ctx.callee, maps: maps.length, argument, items, wanted });
  if (ratios.length !== maps.length) return mismatch("ratios", ratios.length, `${maps.length}`);
  const between = new Set(ratios.at(-1)).size < (ratios.at(-1)?.length ?? 0);
  const least = maps.length + (between ? 1 : 0);
  if (scales.length < least || scales.length > maps.length + 1)
    return mismatch("scales", scales.length, between ? `${least}` : `${maps.length} or ${maps.length + 1}`);
  return boxesAround(
    ctx,
    maps.map((map, k) => ({ map, extents: extentsOf(ratios[k]!, scales[k]!, scales[k + 1] ?? scales[k]!) })),
  );
};

const floats = { kind: "list", of: { kind: "float" } } as const;

const priorBoxes: Surface = {
  name: "prior_boxes",
  doc: "Boxes [left, top, right, bottom] in parts of the picture, around the centre of each position of each map, as a nested list of numbers: row by row, at each position one box for each of the map's ratios (width / height), of area scale². A ratio that stands twice is taken the second time at √(scale · next scale).",
  gives: { kind: "list" },
  parameters: [
    { name: "sources", doc: "the maps", type: { kind: "operands" } },
    {
      name: "scales",
      doc: "a scale for each map, in parts of the picture; one more where the last map has a ratio twice",
      type: floats,
    },
    {
      name: "ratios",
      doc: "for each map its ratios of width to height, one for each box",
      type: { kind: "list", of: floats },
    },
  ],
  place,
};

export const surfaces: readonly Surface[] = [priorBoxes];
