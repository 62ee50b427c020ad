import type { PlainKernel } from "./plain-kernel.ts";

/** An output pixel along one axis: its two source pixels and the second one's weight. */
interface Source {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

/** Half-pixel centres: output i looks at (i + 0.5) · from / to − 0.5. */
const sources = (from: number, to: number, method: string): Source[] =>
  Array.from({ length: to }, (_, i) => {
    if (method === "nearest") {
      // Whole numbers, so that no rounding moves a centre across an edge.
      const pixel = Math.floor(((2 * i + 1) * from) / (2 * to));
      return { first: pixel, second: pixel, weight: 0 };
    }
    const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const first = Math.floor(place);
    return { first, second: Math.min(from - 1, first + 1), weight: place - first };
  });

/** Calls `visit` for each source pixel of each output pixel: places of their channel 0, and the weight (never 0). */
const visitSources = (
  [n, h, w, c]: readonly [number, number, number, number],
  [height, width]: readonly [number, number],
  method: string,
  visit: (small: number, large: number, weight: number) => void,
): void => {
  const [rows, columns] = [sources(h, height, method), sources(w, width, method)];
  let at = 0;
  for (let image = 0; image < n; image++)
    for (const row of rows)
      for (const column of columns) {
        for (const [i, u] of [[row.first, 1 - row.weight] as const, [row.second, row.weight] as const])
          for (const [j, v] of [[column.first, 1 - column.weight] as const, [column.second, column.weight] as const])
            if (u * v !== 0) visit(((image * h + i) * w + j) * c, at, u * v);
        at += c;
      }
};

/** x [N, h, w, C] → [N, height, width, C]; `method` is `nearest` or `bilinear`. */
export const resize: PlainKernel = {
  name: "KesResize",
  inputs: ["x"],
  shape: ([x], { height, width }) => [x![0]!, height as number, width as number, x![3]!],
  compute([x], out, [shape], { height, width, method }) {
    const input = shape as unknown as readonly [number, number, number, number];
    out.fill(0);
    visitSources(input, [height as number, width as number], method as string, (from, to, weight) => {
      for (let k = 0; k < input[3]; k++) out[to + k]! += weight * x![from + k]!;
    });
  },
};

/** The transpose of `resize`: dy [N, H, W, C] → [N, height, width, C]. */
export const resizeGradient: PlainKernel = {
  name: "KesResizeGradient",
  inputs: ["dy"],
  shape: ([dy], { height, width }) => [dy![0]!, height as number, width as number, dy![3]!],
  compute([dy], out, [shape], { height, width, method }) {
    const [n, large, wide, c] = shape as [number, number, number, number];
    out.fill(0);
    visitSources([n, height as number, width as number, c], [large, wide], method as string, (to, from, weight) => {
      for (let k = 0; k < c; k++) out[to + k]! += weight * dy![from + k]!;
    });
  },
};
