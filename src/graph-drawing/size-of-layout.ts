import type { Box, Drawing } from "./drawing.ts";
import { routeEdges, type Link } from "./route-edges.ts";

/** What a layout of at most this size costs: some seconds. */
export const largestLayout = 30_000;

/**
 * How much work a layout is: the boxes, and for each line the layers that it crosses. A list of a thousand branches that are
 * added up one by one has few boxes and half a million of these.
 */
export const sizeOfLayout = ({ root, edges }: Drawing): number => {
  const links = routeEdges(root, edges);
  return sizeOf(root, links);
};

const sizeOf = (box: Box, links: ReadonlyMap<Box, readonly Link[]>): number => {
  const own = links.get(box) ?? [];
  const layers = layersOf(box, own);
  const crossed = own.reduce((sum, { from, to }) => sum + layerAt(layers, to) - layerAt(layers, from), 0);
  return box.children.reduce((sum, child) => sum + 1 + sizeOf(child, links), Math.max(0, crossed));
};

const layerAt = (layers: ReadonlyMap<Box, number>, box: Box | undefined): number => (box ? (layers.get(box) ?? 0) : 0);

/** The longest way to each box; children are in the order of computing, so one pass does but for the rare line that goes back. */
const layersOf = (box: Box, own: readonly Link[]): ReadonlyMap<Box, number> => {
  const into = new Map<Box, Box[]>();
  for (const { from, to } of own) {
    if (!from || !to) continue;
    const before = into.get(to) ?? [];
    into.set(to, before);
    before.push(from);
  }
  const layers = new Map<Box, number>();
  for (const child of box.children)
    layers.set(
      child,
      (into.get(child) ?? []).reduce((most, before) => Math.max(most, 1 + layerAt(layers, before)), 1),
    );
  return layers;
};
