import { inexact } from "../../../base/number.ts";
import type { Value } from "../../3-elaborate/value.ts";
import { tooManyItems } from "../../diagnostics/limits.ts";
import type { Node } from "../../4-graph/graph.ts";
import type { PlaceContext } from "../surface.ts";
import { knownSize } from "./dims.ts";

/** Of a box, in parts of the picture. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

const box = (x: number, y: number, { width, height }: Extent): Value => ({
  kind: "list",
  items: [x - width / 2, y - height / 2, x + width / 2, y + height / 2].map((edge) => ({
    kind: "number",
    value: inexact(edge),
  })),
});

/** A map and the boxes that stand at each of its positions. */
export interface Source {
  readonly map: Node;
  readonly extents: readonly Extent[];
}

/** Four numbers each, made one by one when the file is compiled. */
const MOST_BOXES = 300_000;

const boxesOf = ({ map, extents }: Source): readonly Value[] => {
  const [rows, columns] = [knownSize(map.type.dims, "height"), knownSize(map.type.dims, "width")];
  const boxes: Value[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (const extent of extents) boxes.push(box((j + 0.5) / columns, (i + 0.5) / rows, extent));
  return boxes;
};

/**
 * Boxes [left, top, right, bottom] of all extents around each position's centre, map by map and row by row: as
 * `merge([height, width, box])` orders them. Undefined after a report of too many.
 */
export const boxesAround = (ctx: PlaceContext, sources: readonly Source[]): Value | undefined => {
  const count = sources.reduce(
    (sum, { map: { type }, extents }) =>
      sum + knownSize(type.dims, "height") * knownSize(type.dims, "width") * extents.length,
    0,
  );
  if (count > MOST_BOXES)
    return ctx.report(tooManyItems, undefined, {
      count: String(count),
      limit: MOST_BOXES,
      what: `what \`${ctx.callee}\` makes`,
    });
  return { kind: "list", items: sources.flatMap(boxesOf) };
};
