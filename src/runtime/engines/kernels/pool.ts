import type { KernelAttributes, PlainKernel } from "./plain-kernel.ts";

/** A window over [N, H, W, C], all pairs [height, width], pads [top, right, bottom, left], extra [bottom, right]. */
interface Window {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pad: readonly [number, number, number, number];
  readonly extra: readonly [number, number];
}

const windowOf = (attributes: KernelAttributes): Window => attributes as unknown as Window;

const outputSize = ([n, h, w, c]: readonly number[], { size, stride, pad, extra }: Window): number[] => [
  n!,
  Math.floor((h! + pad[0] + pad[2] + extra[0] - size[0]) / stride[0]) + 1,
  Math.floor((w! + pad[3] + pad[1] + extra[1] - size[1]) / stride[1]) + 1,
  c!,
];

/** Where windows [first, past) along one axis see pixels [from, to); `counted` also counts padding, but never extra rows. */
interface Reach {
  readonly from: number;
  readonly to: number;
  readonly counted: number;
}

const reaches = (
  pixels: number,
  outputs: number,
  size: number,
  stride: number,
  before: number,
  after: number,
): Reach[] =>
  Array.from({ length: outputs }, (_, i) => {
    const begin = i * stride - before;
    const end = Math.min(begin + size, pixels + after);
    return { from: Math.max(0, begin), to: Math.min(pixels, begin + size), counted: end - begin };
  });

const reachesOf = (input: readonly number[], output: readonly number[], { size, stride, pad }: Window) => ({
  rows: reaches(input[1]!, output[1]!, size[0], stride[0], pad[0], pad[2]),
  columns: reaches(input[2]!, output[2]!, size[1], stride[1], pad[3], pad[1]),
});

/** Calls `visit` for each window: its place in the output's [N, H', W'], the image, and what it sees. */
const visitWindows = (
  input: readonly number[],
  output: readonly number[],
  window: Window,
  visit: (at: number, image: number, row: Reach, column: Reach) => void,
): void => {
  const { rows, columns } = reachesOf(input, output, window);
  let at = 0;
  for (let image = 0; image < input[0]!; image++)
    for (const row of rows) for (const column of columns) visit(at++, image, row, column);
};

/** The largest pixel of each window; padding never wins. */
export const maxPool: PlainKernel = {
  name: "KesMaxPool",
  inputs: ["x"],
  shape: ([x], attributes) => outputSize(x!, windowOf(attributes)),
  compute([x], out, [shape], attributes) {
    const [, h, w, c] = shape as [number, number, number, number];
    const window = windowOf(attributes);
    out.fill(-Infinity);
    visitWindows(shape!, outputSize(shape!, window), window, (at, image, row, column) => {
      for (let i = row.from; i < row.to; i++)
        for (let j = column.from; j < column.to; j++) {
          const from = ((image * h + i) * w + j) * c;
          for (let k = 0; k < c; k++) if (x![from + k]! > out[at * c + k]!) out[at * c + k] = x![from + k]!;
        }
    });
  },
};

/** dy goes to the window's largest pixel; among equal ones to the first in row-major order. */
export const maxPoolGradient: PlainKernel = {
  name: "KesMaxPoolGradient",
  inputs: ["x", "dy"],
  shape: ([x]) => x!,
  compute([x, dy], out, [shape, outShape], attributes) {
    const [, h, w, c] = shape as [number, number, number, number];
    out.fill(0);
    visitWindows(shape!, outShape!, windowOf(attributes), (at, image, row, column) => {
      for (let k = 0; k < c; k++) {
        let winner = ((image * h + row.from) * w + column.from) * c + k;
        for (let i = row.from; i < row.to; i++)
          for (let j = column.from, place = ((image * h + i) * w + j) * c + k; j < column.to; j++, place += c)
            if (x![place]! > x![winner]!) winner = place;
        out[winner]! += dy![at * c + k]!;
      }
    });
  },
};

const divisorOf = (row: Reach, column: Reach, countPad: boolean): number =>
  countPad ? row.counted * column.counted : Math.max(1, (row.to - row.from) * (column.to - column.from));

/** The mean of each window; `countPad`: zeros of the padding count. */
export const avgPool: PlainKernel = {
  name: "KesAvgPool",
  inputs: ["x"],
  shape: ([x], attributes) => outputSize(x!, windowOf(attributes)),
  compute([x], out, [shape], attributes) {
    const [, h, w, c] = shape as [number, number, number, number];
    const window = windowOf(attributes);
    const totals = new Float64Array(c);
    visitWindows(shape!, outputSize(shape!, window), window, (at, image, row, column) => {
      totals.fill(0);
      for (let i = row.from; i < row.to; i++)
        for (let j = column.from; j < column.to; j++) {
          const from = ((image * h + i) * w + j) * c;
          for (let k = 0; k < c; k++) totals[k]! += x![from + k]!;
        }
      const divisor = divisorOf(row, column, attributes.countPad === true);
      for (let k = 0; k < c; k++) out[at * c + k] = totals[k]! / divisor;
    });
  },
};

/** dy over the divisor to each pixel of its window. `height` and `width` are x's. */
export const avgPoolGradient: PlainKernel = {
  name: "KesAvgPoolGradient",
  inputs: ["dy"],
  shape: ([dy], { height, width }) => [dy![0]!, height as number, width as number, dy![3]!],
  compute([dy], out, [outShape], attributes) {
    const [n, , , c] = outShape as [number, number, number, number];
    const [h, w] = [attributes.height as number, attributes.width as number];
    out.fill(0);
    visitWindows([n, h, w, c], outShape!, windowOf(attributes), (at, image, row, column) => {
      const divisor = divisorOf(row, column, attributes.countPad === true);
      for (let i = row.from; i < row.to; i++)
        for (let j = column.from; j < column.to; j++) {
          const to = ((image * h + i) * w + j) * c;
          for (let k = 0; k < c; k++) out[to + k]! += dy![at * c + k]! / divisor;
        }
    });
  },
};
