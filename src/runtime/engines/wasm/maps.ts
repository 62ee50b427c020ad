import type { Call } from "./machine.ts";
import { MOST_TASKS, parts } from "./parts.ts";

export const FLOAT = 4;
/** What a pass should leave in the first-level cache. */
export const NEAR_BYTES = 24 * 1024;
/** Fewer multiply-adds than this are not worth waking a thread. */
const TASK_WORK = 1 << 18;

/** Along height or width: output u (of `count`) lies at `outOffset + u · outStride` and sees inputs `base + u · stride + k · tapStep`. */
export interface Along {
  readonly count: number;
  readonly base: number;
  readonly stride: number;
  readonly taps: number;
  readonly tapStep: number;
  readonly outOffset: number;
  readonly outStride: number;
}

/** [N, height, width, channels] at an address. */
export interface Maps {
  readonly address: number;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** How windows see a map: with zeros around it where they reach beyond. */
export interface View {
  readonly rows: Along;
  readonly columns: Along;
  readonly padded: boolean;
  /** Zeros before the first row and column. */
  readonly top: number;
  readonly left: number;
  /** Of one image with its zeros. */
  readonly height: number;
  readonly width: number;
  readonly pixelBytes: number;
  readonly lineBytes: number;
  /** Room that a padded image takes, else 0. */
  readonly imageBytes: number;
}

/** Rows beyond the map that windows reach: [before, after]. */
const overhang = (along: Along, size: number): readonly [number, number] => [
  Math.max(0, -along.base),
  Math.max(0, along.base + (along.count - 1) * along.stride + (along.taps - 1) * along.tapStep - (size - 1)),
];

export const viewOf = (x: Maps, rows: Along, columns: Along): View => {
  const [top, bottom] = overhang(rows, x.height);
  const [left, right] = overhang(columns, x.width);
  const padded = top + bottom + left + right > 0;
  const [height, width] = [x.height + top + bottom, x.width + left + right];
  const pixelBytes = x.channels * FLOAT;
  const lineBytes = width * pixelBytes;
  return {
    rows,
    columns,
    padded,
    top,
    left,
    height,
    width,
    pixelBytes,
    lineBytes,
    imageBytes: padded ? height * lineBytes : 0,
  };
};

/** Whether every window is one pixel, and every pixel one window's: then images may be taken as one long row. */
export const isFlat = (x: Maps, y: Maps, { rows, columns, padded }: View): boolean => {
  const isPlain = ({ taps, stride, base, outStride }: Along): boolean =>
    taps === 1 && stride === 1 && base === 0 && outStride === 1;
  return !padded && x.height === y.height && x.width === y.width && isPlain(rows) && isPlain(columns);
};

/**
 * One task for each share of the images. `calls` gets the place of the first window's first tap, in a copy with zeros around it
 * where windows reach beyond; `room` says where a task may put that copy, in memory that holds zeros.
 */
export const imageTasks = (
  x: Maps,
  view: View,
  workPerImage: number,
  room: (task: number) => number,
  calls: (first: number, image: number, task: number) => readonly Call[],
): readonly (readonly Call[])[] => {
  const { rows, columns, padded, top, left, pixelBytes, lineBytes } = view;
  const row = x.width * pixelBytes;
  return parts(x.images, Math.ceil(TASK_WORK / workPerImage)).map(([from, to], task) =>
    Array.from({ length: to - from }, (_, i) => {
      const image = x.address + (from + i) * x.height * row;
      const source = padded ? room(task) : image;
      const first = source + (rows.base + top) * lineBytes + (columns.base + left) * pixelBytes;
      const inside = source + top * lineBytes + left * pixelBytes;
      const copy: Call[] = padded ? [["copyRows", inside, image, x.height, row, lineBytes, row]] : [];
      return [...copy, ...calls(first, from + i, task)];
    }).flat(),
  );
};

/** One task for each share of all pixels, and in it whole lines of `line` pixels, then the rest as a shorter line. */
export const flatTasks = (
  pixels: number,
  line: number,
  workPerPixel: number,
  calls: (begin: number, lines: number, length: number, task: number) => readonly Call[],
): readonly (readonly Call[])[] =>
  parts(pixels, Math.ceil(TASK_WORK / workPerPixel)).map(([from, to], task) => {
    const whole = Math.floor((to - from) / line);
    const rest = (to - from) % line;
    return [
      ...(whole > 0 ? calls(from, whole, line, task) : []),
      ...(rest > 0 ? calls(from + whole * line, 1, rest, task) : []),
    ];
  });

export { MOST_TASKS };
