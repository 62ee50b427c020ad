import { inexact } from "../../../base/number.ts";
import type { Value } from "../../3-elaborate/value.ts";
import type { Node } from "../../4-graph/graph.ts";
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

/** Boxes [left, top, right, bottom] of all extents around each position's centre, row by row: as `merge([height, width, box])` orders them. */
export const boxesAround = (map: Node, extents: readonly Extent[]): readonly Value[] => {
  const [rows, columns] = [knownSize(map.type.dims, "height"), knownSize(map.type.dims, "width")];
  const boxes: Value[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (const extent of extents) boxes.push(box((j + 0.5) / columns, (i + 0.5) / rows, extent));
  return boxes;
};
