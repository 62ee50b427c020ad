import { correlateChannels } from "./depthwise.ts";
import type { Call, Machine } from "./machine.ts";
import { flatTasks, FLOAT, imageTasks, isFlat, MOST_TASKS, NEAR_BYTES, viewOf } from "./maps.ts";
import type { Along, Maps, View } from "./maps.ts";

/**
 * Sums of products of windows with kernels: a forward convolution, and each phase of an input gradient. The two differ in how
 * pixels step and how kernels are packed.
 */
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

/** Room for one block of results of all pixels of a tile. */
const SPILL_BYTES = 128;
/** Kernels larger than this are read once for as many rows as there are. */
const LARGE_KERNEL_BYTES = 128 * 1024;

/** Output channels of one group: as many blocks of eight as there are, then perhaps one of four. */
interface Blocks {
  readonly size: 4 | 8;
  readonly first: number;
  readonly count: number;
  /** What of the last block is stored. */
  readonly lastBytes: number;
}

const blocksOf = (outs: number): readonly Blocks[] => {
  const eights = Math.floor(outs / 8) + (outs % 8 > 4 ? 1 : 0);
  const all = [
    { size: 8, first: 0, count: eights },
    { size: 4, first: eights * 8, count: eights * 8 < outs ? 1 : 0 },
  ] as const;
  return all
    .filter(({ count }) => count > 0)
    .map((blocks) => ({
      ...blocks,
      lastBytes: Math.min(blocks.size, outs - blocks.first - (blocks.count - 1) * blocks.size) * FLOAT,
    }));
};

/** Kernels as the functions want them: [group][block][i][j][c][o], missing channels 0. */
const packWeights = (packed: Float32Array, correlation: Correlation, depth: number, outs: number): void => {
  const { rows, columns, groups, kernel, weightAt, inputStep, outputStep } = correlation;
  const weights = kernel();
  const blocks = blocksOf(outs).flatMap(({ size, first, count }) =>
    Array.from({ length: count }, (_, i) => ({ size, from: first + i * size })),
  );
  let at = 0;
  for (let g = 0; g < groups; g++)
    for (const { from, size } of blocks)
      for (let i = 0; i < rows.taps; i++)
        for (let j = 0; j < columns.taps; j++) {
          let first = weightAt(i, j, g) + from * outputStep;
          for (let c = 0; c < depth; c++, first += inputStep)
            for (let o = 0; o < size; o++) packed[at++] = from + o < outs ? weights[first + o * outputStep]! : 0;
        }
};

interface Layout {
  readonly correlation: Correlation;
  readonly view: View;
  readonly depth: number;
  readonly outs: number;
  readonly weights: number;
}

/** Writes y. Where `rows` and `columns` leave out pixels of y, these stay as they are. */
export const correlate = (machine: Machine, correlation: Correlation): void => {
  const { x, y, rows, columns, groups } = correlation;
  const view = viewOf(x, rows, columns);
  const [depth, outs] = [x.channels / groups, y.channels / groups];
  if (depth === 1 && outs === 1 && x.channels % 4 === 0) return correlateChannels(machine, correlation, view);
  const taps = rows.taps * columns.taps;
  const packedOuts = blocksOf(outs).reduce((total, { size, count }) => total + size * count, 0);
  const weightCount = groups * packedOuts * taps * depth;
  const perTask = SPILL_BYTES + view.imageBytes;
  machine.withRoom(weightCount * FLOAT + MOST_TASKS * perTask, (room) => {
    packWeights(machine.floats(room, weightCount), correlation, depth, outs);
    const layout: Layout = { correlation, view, depth, outs, weights: room };
    const spill = (task: number): number => room + weightCount * FLOAT + task * perTask;
    const work = taps * depth * y.channels;
    if (isFlat(x, y, view)) return machine.run(flatCalls(layout, work, spill));
    if (view.padded) machine.floats(spill(0), (MOST_TASKS * perTask) / FLOAT).fill(0);
    machine.run(
      imageTasks(
        x,
        view,
        work * rows.count * columns.count,
        (task) => spill(task) + SPILL_BYTES,
        (first, image, task) => imageCalls(layout, first, image, spill(task)),
      ),
    );
  });
};

/** For each group and kind of block, the place of its kernels. */
const eachBlocks = (layout: Layout, call: (g: number, blocks: Blocks, weights: number) => Call): readonly Call[] => {
  const { depth, outs, correlation } = layout;
  const taps = correlation.rows.taps * correlation.columns.taps;
  let weights = layout.weights;
  return Array.from({ length: correlation.groups }, (_, g) =>
    blocksOf(outs).map((blocks) => {
      const made = call(g, blocks, weights);
      weights += blocks.count * blocks.size * taps * depth * FLOAT;
      return made;
    }),
  ).flat();
};

const imageCalls = (layout: Layout, first: number, image: number, spill: number): readonly Call[] => {
  const { correlation, depth, outs, view } = layout;
  const { y, rows, columns, groups } = correlation;
  const { pixelBytes, lineBytes } = view;
  const yPixel = y.channels * FLOAT;
  const yLine = y.width * yPixel;
  const target = y.address + (image * y.height + rows.outOffset) * yLine + columns.outOffset * yPixel;
  // Neighbouring taps of all channels lie side by side: one long loop instead of several short ones.
  const joined = groups === 1 && columns.tapStep === 1;
  const near = Math.max(1, Math.floor(NEAR_BYTES / (rows.stride * lineBytes)) - rows.taps + 1);
  return eachBlocks(layout, (g, { size, first: channel, count, lastBytes }, weights) => {
    const isLarge = count * size * rows.taps * columns.taps * depth * FLOAT > LARGE_KERNEL_BYTES;
    const source = first + g * depth * FLOAT;
    const goal = target + (g * outs + channel) * FLOAT;
    const kernel = [rows.taps, joined ? 1 : columns.taps, joined ? columns.taps * depth : depth] as const;
    const steps = [
      rows.stride * lineBytes,
      columns.stride * pixelBytes,
      rows.tapStep * lineBytes,
      columns.tapStep * pixelBytes,
    ];
    const extent = [rows.count, columns.count, isLarge ? rows.count : near] as const;
    const out = [rows.outStride * yLine, columns.outStride * yPixel] as const;
    return [nameOf(size), source, weights, goal, ...extent, count, lastBytes, ...kernel, ...steps, ...out, spill];
  });
};

const nameOf = (size: 4 | 8): string => (size === 8 ? "convolve8" : "convolve4");

/** Lines of pixels that stay near while all blocks pass over them. */
const flatCalls = (layout: Layout, work: number, spill: (task: number) => number): readonly (readonly Call[])[] => {
  const { correlation, depth, outs, view } = layout;
  const { x, y } = correlation;
  const [xPixel, yPixel] = [view.pixelBytes, y.channels * FLOAT];
  const line = Math.max(8, Math.floor(NEAR_BYTES / xPixel / 8) * 8);
  return flatTasks(x.images * x.height * x.width, line, work, (begin, lines, length, task) =>
    eachBlocks(layout, (g, { size, first, count, lastBytes }, weights) => {
      const source = x.address + begin * xPixel + g * depth * FLOAT;
      const goal = y.address + begin * yPixel + (g * outs + first) * FLOAT;
      const steps = [line * xPixel, xPixel, 0, 0, line * yPixel, yPixel] as const;
      return [
        nameOf(size),
        source,
        weights,
        goal,
        lines,
        length,
        1,
        count,
        lastBytes,
        1,
        1,
        depth,
        ...steps,
        spill(task),
      ];
    }),
  );
};
