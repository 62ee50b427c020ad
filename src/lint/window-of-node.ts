import type { Node } from "../compiler/4-graph/graph.ts";
import { kernelWindow } from "../compiler/ops/kit/convolution.ts";
import { windowOf, type Window } from "../compiler/ops/kit/window.ts";

/** A convolution or pool: its window, the pixels of its map and of what comes out, all `[height, width]`. */
export interface Windowed {
  /** `conv 3×3`, `max_pool 2×2` */
  readonly title: string;
  readonly window: Window;
  readonly pixels: readonly [number, number];
  readonly results: readonly [number, number];
}

const POOLS: ReadonlySet<string> = new Set(["max_pool", "avg_pool"]);

export const isPool = (node: Node): boolean => POOLS.has(node.op);

export const windowedOf = (node: Node): Windowed | undefined => {
  const [x, kernel] = node.operands;
  if (!x || (node.op !== "conv" && !isPool(node))) return undefined;
  const window = node.op === "conv" ? kernelWindow(node, kernel!.type) : windowOf(node.attributes);
  return { title: `${node.op} ${window.size.join("×")}`, window, pixels: edgesOf(x), results: edgesOf(node) };
};

const edgesOf = ({ type }: Node): readonly [number, number] => [sizeOf(type, "height"), sizeOf(type, "width")];

const sizeOf = ({ dims }: Node["type"], axis: string): number => {
  const size = dims.find((dim) => dim.axis === axis)?.size;
  return typeof size === "number" ? size : 0;
};

export const DIRECTIONS = [
  { along: 0, axis: "height", one: "row", many: "rows" },
  { along: 1, axis: "width", one: "column", many: "columns" },
] as const;
