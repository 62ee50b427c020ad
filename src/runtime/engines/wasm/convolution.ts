import type { Call, Machine } from "./machine.ts";
import { MOST_TASKS, parts } from "./parts.ts";

/**
 * Convolutions and both of their gradients on our own functions: grouped, strided, dilated and padded alike. A forward convolution
 * and each phase of an input gradient are the same thing, a correlation; they differ in how pixels step and kernels are packed.
 */

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

export interface Correlation {
  readonly x: Maps;
  readonly y: Maps;
  readonly rows: Along;
  readonly columns: Along;
  readonly groups: number;
  /** The kernel's numbers. Asked for once everything is allocated. */
  readonly kernel: () => Float32Array;
  /** Where in it the weight of tap (i, j), group g, input channel 0 and output channel 0 of the group lies, and the steps from there. */
  readonly weightAt: (i: number, j: number, g: number) => number;
  readonly inputStep: number;
  readonly outputStep: number;
}

const FLOAT = 4;
/** What a pass should leave in the first-level cache. */
const NEAR_BYTES = 24 * 1024;

/** Fewer multiply-adds than this are not worth waking a thread. */
const TASK_WORK = 1 << 18;

/** Rows beyond the map that windows reach: [before, after]. */
const overhang = (along: Along, size: number): readonly [number, number] => [
  Math.max(0, -along.base),
  Math.max(0, along.base + (along.count - 1) * along.stride + (along.taps - 1) * along.tapStep - (size - 1)),
];

/** Kernels as the function wants them: [group][block of 8, then of 4][i][j][c][o], missing channels 0. */
const packWeights = (packed: Float32Array, correlation: Correlation, depth: number, outs: number): void => {
  const { rows, columns, groups, kernel, weightAt, inputStep, outputStep } = correlation;
  const weights = kernel();
  let at = 0;
  for (let g = 0; g < groups; g++)
    for (const { from, size } of blocksOf(outs))
      for (let i = 0; i < rows.taps; i++)
        for (let j = 0; j < columns.taps; j++) {
          let first = weightAt(i, j, g) + from * outputStep;
          for (let c = 0; c < depth; c++, first += inputStep)
            for (let o = 0; o < size; o++) packed[at++] = from + o < outs ? weights[first + o * outputStep]! : 0;
        }
};

/** Output channels in eights, and what is left in a last eight or four. */
const blocksOf = (outs: number): readonly { readonly from: number; readonly size: 4 | 8 }[] => {
  const blocks: { from: number; size: 4 | 8 }[] = [];
  for (let from = 0; from < outs; from += 8) blocks.push({ from, size: outs - from <= 4 ? 4 : 8 });
  return blocks;
};

const packedLength = (outs: number): number => blocksOf(outs).reduce((total, { size }) => total + size, 0);

/** Writes y. Where `rows` and `columns` leave out pixels of y, these stay as they are. */
export const correlate = (machine: Machine, correlation: Correlation): void => {
  const { x, y, rows, columns, groups } = correlation;
  const [depth, outs] = [x.channels / groups, y.channels / groups];
  const [top, bottom] = overhang(rows, x.height);
  const [left, right] = overhang(columns, x.width);
  const padded = top + bottom + left + right > 0;
  const [height, width] = [x.height + top + bottom, x.width + left + right];
  const imageBytes = padded ? height * width * x.channels * FLOAT : 0;
  const weightCount = groups * packedLength(outs) * rows.taps * columns.taps * depth;
  const spillBytes = 128;
  const perTask = imageBytes + spillBytes + 64;
  machine.withRoom(weightCount * FLOAT + MOST_TASKS * perTask, (room) => {
    packWeights(machine.floats(room, weightCount), correlation, depth, outs);
    const spill = (task: number): number => room + weightCount * FLOAT + task * perTask;
    const layout: Layout = { correlation, depth, outs, weights: room, width, from: [rows.base + top, columns.base + left] };
    const flat = flattened(correlation, padded);
    const work = rows.taps * columns.taps * depth * y.channels;
    if (flat) return machine.run(parts(flat, Math.ceil(TASK_WORK / work)).map(([from, to], task) => flatCalls(layout, from, to, spill(task))));
    if (padded) machine.floats(spill(0), (MOST_TASKS * perTask) / FLOAT).fill(0);
    machine.run(
      parts(x.images, Math.ceil(TASK_WORK / (work * rows.count * columns.count))).map(([from, to], task) => {
        const calls: Call[] = [];
        for (let image = from; image < to; image++) {
          let source = x.address + image * x.height * x.width * x.channels * FLOAT;
          if (padded) {
            const pad = spill(task) + spillBytes;
            const row = x.width * x.channels * FLOAT;
            const paddedRow = width * x.channels * FLOAT;
            calls.push(["copyRows", pad + top * paddedRow + left * x.channels * FLOAT, source, x.height, row, paddedRow, row]);
            source = pad;
          }
          calls.push(...imageCalls(layout, source, image, spill(task)));
        }
        return calls;
      }),
    );
  });
};

interface Layout {
  readonly correlation: Correlation;
  readonly depth: number;
  readonly outs: number;
  readonly weights: number;
  /** Of the padded map. */
  readonly width: number;
  /** Where in the padded map the first output's first tap lies. */
  readonly from: readonly [row: number, column: number];
}

/** Pixels of a 1×1 correlation that leaves no pixel out: all images are one row. */
const flattened = ({ x, y, rows, columns }: Correlation, padded: boolean): number | undefined => {
  const isPlain = ({ taps, stride, base, outStride }: Along): boolean =>
    taps === 1 && stride === 1 && base === 0 && outStride === 1;
  const whole = x.height === y.height && x.width === y.width;
  return !padded && whole && isPlain(rows) && isPlain(columns) ? x.images * x.height * x.width : undefined;
};

/** The blocks of one group's output channels: as many eights as there are, then a four. */
const eachBlocks = (
  layout: Layout,
  visit: (g: number, size: 4 | 8, first: number, blocks: number, lastBytes: number, weights: number) => void,
): void => {
  const { depth, outs, correlation } = layout;
  const taps = correlation.rows.taps * correlation.columns.taps;
  const blocks = blocksOf(outs);
  const eights = blocks.filter(({ size }) => size === 8).length;
  let weights = layout.weights;
  for (let g = 0; g < correlation.groups; g++)
    for (const [size, first, count] of [[8, 0, eights] as const, [4, eights * 8, blocks.length - eights] as const]) {
      if (count === 0) continue;
      const last = Math.min(size, outs - first - (count - 1) * size);
      visit(g, size, first, count, last * FLOAT, weights);
      weights += count * size * taps * depth * FLOAT;
    }
};

const imageCalls = (layout: Layout, source: number, image: number, spill: number): Call[] => {
  const { correlation, depth, width, from } = layout;
  const { x, y, rows, columns, groups } = correlation;
  const [xPixel, yPixel] = [x.channels * FLOAT, y.channels * FLOAT];
  const [xLine, yLine] = [width * xPixel, y.width * yPixel];
  const target = y.address + ((image * y.height + rows.outOffset) * y.width + columns.outOffset) * yPixel;
  const first = source + from[0] * xLine + from[1] * xPixel;
  // Neighbouring taps of all channels lie side by side: one long loop instead of several short ones.
  const joined = groups === 1 && columns.tapStep === 1;
  const calls: Call[] = [];
  eachBlocks(layout, (g, size, channel, blocks, lastBytes, weights) => {
    const weightBytes = blocks * size * rows.taps * columns.taps * depth * FLOAT;
    const near = Math.max(1, Math.floor(NEAR_BYTES / (rows.stride * xLine)) - rows.taps + 1);
    const chunk = weightBytes > 128 * 1024 ? rows.count : near;
    calls.push([
      size === 8 ? "convolve8" : "convolve4",
      first + g * depth * FLOAT,
      weights,
      target + (g * layout.outs + channel) * FLOAT,
      rows.count,
      columns.count,
      chunk,
      blocks,
      lastBytes,
      rows.taps,
      joined ? 1 : columns.taps,
      joined ? columns.taps * depth : depth,
      rows.stride * xLine,
      columns.stride * xPixel,
      rows.tapStep * xLine,
      columns.tapStep * xPixel,
      rows.outStride * yLine,
      columns.outStride * yPixel,
      spill,
    ]);
  });
  return calls;
};

/** Pixels [from, to) of a flattened 1×1 correlation, in rows that stay near. */
const flatCalls = (layout: Layout, from: number, to: number, spill: number): Call[] => {
  const { x, y } = layout.correlation;
  const [xPixel, yPixel] = [x.channels * FLOAT, y.channels * FLOAT];
  const run = Math.max(8, Math.floor(NEAR_BYTES / xPixel / 8) * 8);
  const calls: Call[] = [];
  eachBlocks(layout, (g, size, channel, blocks, lastBytes, weights) => {
    const whole = Math.floor((to - from) / run);
    const rest = (to - from) % run;
    const push = (begin: number, rows: number, columns: number): void => {
      if (rows === 0 || columns === 0) return;
      calls.push([
        size === 8 ? "convolve8" : "convolve4",
        x.address + begin * xPixel + g * layout.depth * FLOAT,
        weights,
        y.address + begin * yPixel + (g * layout.outs + channel) * FLOAT,
        rows,
        columns,
        1,
        blocks,
        lastBytes,
        1,
        1,
        layout.depth,
        run * xPixel,
        xPixel,
        0,
        0,
        run * yPixel,
        yPixel,
        spill,
      ]);
    };
    push(from, whole, run);
    push(from + whole * run, 1, rest);
  });
  return calls;
};

/** dkernel of a forward convolution whose output pixels see the input by `rows` and `columns`: [kh, kw, depth, outs · groups]. */
export const correlateKernel = (
  machine: Machine,
  x: Maps,
  dy: Maps,
  rows: Along,
  columns: Along,
  groups: number,
  gradient: () => Float32Array,
): void => {
  const [depth, outs] = [x.channels / groups, dy.channels / groups];
  const [cBlocks, oBlocks] = [Math.ceil(depth / 4), Math.ceil(outs / 8)];
  const [top, bottom] = overhang(rows, x.height);
  const [left, right] = overhang(columns, x.width);
  const padded = top + bottom + left + right > 0;
  const [height, width] = [x.height + top + bottom, x.width + left + right];
  const taps = rows.taps * columns.taps;
  const sumCount = groups * taps * cBlocks * oBlocks * 32;
  const imageBytes = padded ? height * width * x.channels * FLOAT : 0;
  const perTask = sumCount * FLOAT + imageBytes + 64;
  const work = taps * depth * dy.channels * rows.count * columns.count;
  const tasks = parts(x.images, Math.ceil(TASK_WORK / work));
  machine.withRoom(tasks.length * perTask, (room) => {
    machine.floats(room, (tasks.length * perTask) / FLOAT).fill(0);
    const [xPixel, dyPixel] = [x.channels * FLOAT, dy.channels * FLOAT];
    const [xLine, dyLine] = [width * xPixel, dy.width * dyPixel];
    const flat = taps === 1 && !padded && rows.stride === 1 && columns.stride === 1 && rows.count === x.height && columns.count === x.width;
    const run = Math.max(8, Math.floor(NEAR_BYTES / (xPixel + dyPixel)));
    const accumulate = (task: number, g: number, from: number, dyFrom: number, shape: readonly [number, number, number], xRow: number, dyRow: number): Call => [
      "accumulateKernel",
      from + g * depth * FLOAT,
      dyFrom + g * outs * FLOAT,
      room + task * perTask + (g * sumCount * FLOAT) / groups,
      ...shape,
      rows.taps,
      columns.taps,
      cBlocks,
      oBlocks,
      xRow,
      columns.stride * xPixel,
      rows.tapStep * xLine,
      columns.tapStep * xPixel,
      dyRow,
      dyPixel,
    ];
    const allGroups = Array.from({ length: groups }, (_, g) => g);
    machine.run(
      tasks.map(([from, to], task) => {
        const calls: Call[] = [];
        if (flat) {
          const pixels = x.height * x.width;
          const [begin, count] = [from * pixels, (to - from) * pixels];
          const whole = Math.floor(count / run);
          for (const [first, lines, length] of [[begin, whole, run] as const, [begin + whole * run, 1, count % run] as const])
            if (lines > 0 && length > 0)
              for (const g of allGroups)
                calls.push(accumulate(task, g, x.address + first * xPixel, dy.address + first * dyPixel, [lines, length, 1], run * xPixel, run * dyPixel));
          return calls;
        }
        const pad = room + task * perTask + sumCount * FLOAT;
        for (let image = from; image < to; image++) {
          let source = x.address + image * x.height * x.width * xPixel;
          if (padded) {
            const row = x.width * xPixel;
            calls.push(["copyRows", pad + top * xLine + left * xPixel, source, x.height, row, xLine, row]);
            source = pad;
          }
          const first = source + (rows.base + top) * xLine + (columns.base + left) * xPixel;
          const chunk = Math.max(1, Math.floor(NEAR_BYTES / (rows.stride * xLine + dyLine)));
          for (const g of allGroups)
            calls.push(
              accumulate(task, g, first, dy.address + image * dy.height * dyLine, [rows.count, columns.count, chunk], rows.stride * xLine, dyLine),
            );
        }
        return calls;
      }),
    );
    const sums = tasks.map((_, task) => machine.floats(room + task * perTask, sumCount));
    unpackSums(sums, gradient(), { groups, taps, depth, outs, cBlocks, oBlocks });
  });
};

/** Σ over tasks of [group, tap, cb, ob, 4, 8] → [tap, c, group · outs]. */
const unpackSums = (
  sums: readonly Float32Array[],
  out: Float32Array,
  { groups, taps, depth, outs, cBlocks, oBlocks }: Readonly<Record<"groups" | "taps" | "depth" | "outs" | "cBlocks" | "oBlocks", number>>,
): void => {
  for (let g = 0; g < groups; g++)
    for (let tap = 0; tap < taps; tap++)
      for (let c = 0; c < depth; c++) {
        const row = ((g * taps + tap) * cBlocks + (c >> 2)) * oBlocks;
        const to = (tap * depth + c) * groups * outs + g * outs;
        for (let o = 0; o < outs; o++) {
          const from = (row + (o >> 3)) * 32 + (c & 3) * 8 + (o & 7);
          let total = 0;
          for (const part of sums) total += part[from]!;
          out[to + o] = total;
        }
      }
};
