import { sumChannelKernel } from "./depthwise.ts";
import type { Call, Machine } from "./machine.ts";
import { flatTasks, FLOAT, imageTasks, isFlat, MOST_TASKS, NEAR_BYTES, viewOf } from "./maps.ts";
import type { Along, Maps, View } from "./maps.ts";

/** The gradient of a forward convolution's kernel, whose windows see `x` by `rows` and `columns`. */
export interface KernelGradient {
  readonly x: Maps;
  readonly dy: Maps;
  readonly rows: Along;
  readonly columns: Along;
  readonly groups: number;
  /** The result, [kh, kw, depth, groups · outs]. Asked for once everything is allocated. */
  readonly gradient: () => Float32Array;
}

/** Sums as the function lays them out: [group, tap, cBlocks, oBlocks, 4, 8]. */
interface Sums {
  readonly groups: number;
  readonly taps: number;
  readonly depth: number;
  readonly outs: number;
  readonly cBlocks: number;
  readonly oBlocks: number;
  readonly count: number;
}

const sumsOf = ({ x, dy, rows, columns, groups }: KernelGradient): Sums => {
  const [depth, outs, taps] = [x.channels / groups, dy.channels / groups, rows.taps * columns.taps];
  const [cBlocks, oBlocks] = [Math.ceil(depth / 4), Math.ceil(outs / 8)];
  return { groups, taps, depth, outs, cBlocks, oBlocks, count: groups * taps * cBlocks * oBlocks * 32 };
};

/** Each task sums for itself; then these sums are added in the order of tasks. */
export const correlateKernel = (machine: Machine, problem: KernelGradient): void => {
  const { x, dy, rows, columns, groups, gradient } = problem;
  const view = viewOf(x, rows, columns);
  if (x.channels === groups && dy.channels === groups && groups % 4 === 0)
    return sumChannelKernel(machine, problem, view);
  const sums = sumsOf(problem);
  const perTask = sums.count * FLOAT + view.imageBytes;
  machine.withRoom(MOST_TASKS * perTask, (room) => {
    machine.floats(room, (MOST_TASKS * perTask) / FLOAT).fill(0);
    const tasks = tasksOf(problem, view, sums, (task) => room + task * perTask);
    machine.run(tasks);
    unpack(
      tasks.map((_, task) => machine.floats(room + task * perTask, sums.count)),
      gradient(),
      sums,
    );
  });
};

const tasksOf = (
  { x, dy, rows, columns, groups }: KernelGradient,
  view: View,
  sums: Sums,
  room: (task: number) => number,
): readonly (readonly Call[])[] => {
  const { pixelBytes, lineBytes } = view;
  const dyPixel = dy.channels * FLOAT;
  const dyLine = dy.width * dyPixel;
  const taps = [rows.taps, columns.taps, sums.cBlocks, sums.oBlocks] as const;
  const tapSteps = [rows.tapStep * lineBytes, columns.tapStep * pixelBytes] as const;
  const eachGroup = (
    first: number,
    dyFirst: number,
    task: number,
    extent: readonly number[],
    xRow: number,
    dyRow: number,
  ): readonly Call[] =>
    Array.from({ length: groups }, (_, g): Call => {
      const [from, dyFrom] = [first + g * sums.depth * FLOAT, dyFirst + g * sums.outs * FLOAT];
      const into = room(task) + (g * sums.count * FLOAT) / groups;
      const steps = [xRow, columns.stride * pixelBytes, ...tapSteps, dyRow, dyPixel];
      return ["accumulateKernel", from, dyFrom, into, ...extent, ...taps, ...steps];
    });
  const work = sums.taps * sums.depth * dy.channels;
  if (isFlat(x, dy, view)) {
    const line = Math.max(8, Math.floor(NEAR_BYTES / (pixelBytes + dyPixel)));
    return flatTasks(x.images * x.height * x.width, line, work, (begin, lines, length, task) => {
      const [from, dyFrom] = [x.address + begin * pixelBytes, dy.address + begin * dyPixel];
      return eachGroup(from, dyFrom, task, [lines, length, 1], line * pixelBytes, line * dyPixel);
    });
  }
  const xRow = rows.stride * lineBytes;
  const extent = [rows.count, columns.count, Math.max(1, Math.floor(NEAR_BYTES / (xRow + dyLine)))];
  const pad = (task: number): number => room(task) + sums.count * FLOAT;
  return imageTasks(x, view, work * rows.count * columns.count, pad, (first, image, task) =>
    eachGroup(first, dy.address + image * dy.height * dyLine, task, extent, xRow, dyLine),
  );
};

/** Σ over tasks, into [tap, c, group · outs]. */
const unpack = (
  tasks: readonly Float32Array[],
  out: Float32Array,
  { groups, taps, depth, outs, cBlocks, oBlocks }: Sums,
): void => {
  for (let g = 0; g < groups; g++)
    for (let tap = 0; tap < taps; tap++)
      for (let c = 0; c < depth; c++) {
        const row = ((g * taps + tap) * cBlocks + (c >> 2)) * oBlocks;
        const to = (tap * depth + c) * groups * outs + g * outs;
        for (let o = 0; o < outs; o++) {
          const from = (row + (o >> 3)) * 32 + (c & 3) * 8 + (o & 7);
          let total = 0;
          for (const sums of tasks) total += sums[from]!;
          out[to + o] = total;
        }
      }
};
