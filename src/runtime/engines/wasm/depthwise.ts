import type { Correlation } from "./correlate.ts";
import type { KernelGradient } from "./correlate-kernel.ts";
import type { Call, Machine } from "./machine.ts";
import { FLOAT, imageTasks, MOST_TASKS } from "./maps.ts";
import type { View } from "./maps.ts";

/** Convolutions in which every channel has a kernel of its own: four channels at a time instead of four pixels. */

/** y where each group is one channel; channels are a multiple of 4. */
export const correlateChannels = (machine: Machine, correlation: Correlation, view: View): void => {
  const { x, y, rows, columns, kernel, weightAt } = correlation;
  const { pixelBytes, lineBytes, imageBytes } = view;
  const weightBytes = rows.taps * columns.taps * pixelBytes;
  const yLine = y.width * pixelBytes;
  machine.withRoom(weightBytes + MOST_TASKS * imageBytes, (room) => {
    const weights = kernel();
    const packed = machine.floats(room, weightBytes / FLOAT);
    let at = 0;
    for (let i = 0; i < rows.taps; i++)
      for (let j = 0; j < columns.taps; j++)
        for (let g = 0; g < x.channels; g++) packed[at++] = weights[weightAt(i, j, g)]!;
    const pad = (task: number): number => room + weightBytes + task * imageBytes;
    if (view.padded) machine.floats(pad(0), (MOST_TASKS * imageBytes) / FLOAT).fill(0);
    const work = rows.taps * columns.taps * x.channels * rows.count * columns.count;
    machine.run(
      imageTasks(x, view, work, pad, (first, image): readonly Call[] => {
        const target = y.address + (image * y.height + rows.outOffset) * yLine + columns.outOffset * pixelBytes;
        const taps = [rows.taps, columns.taps, rows.tapStep * lineBytes, columns.tapStep * pixelBytes] as const;
        const steps = [
          rows.stride * lineBytes,
          columns.stride * pixelBytes,
          rows.outStride * yLine,
          columns.outStride * pixelBytes,
        ];
        return [["convolveChannels", first, room, target, rows.count, columns.count, pixelBytes, ...taps, ...steps]];
      }),
    );
  });
};

/** The kernel's gradient, [kh, kw, 1, channels]. */
export const sumChannelKernel = (
  machine: Machine,
  { x, dy, rows, columns, gradient }: KernelGradient,
  view: View,
): void => {
  const { pixelBytes, lineBytes, imageBytes } = view;
  const sumBytes = rows.taps * columns.taps * pixelBytes;
  const perTask = sumBytes + imageBytes;
  machine.withRoom(MOST_TASKS * perTask, (room) => {
    machine.floats(room, (MOST_TASKS * perTask) / FLOAT).fill(0);
    const dyLine = dy.width * pixelBytes;
    const work = rows.taps * columns.taps * x.channels * rows.count * columns.count;
    const sums = (task: number): number => room + task * perTask;
    const tasks = imageTasks(
      x,
      view,
      work,
      (task) => sums(task) + sumBytes,
      (first, image, task): readonly Call[] => {
        const taps = [rows.taps, columns.taps, rows.tapStep * lineBytes, columns.tapStep * pixelBytes] as const;
        const steps = [rows.stride * lineBytes, columns.stride * pixelBytes, dyLine, pixelBytes] as const;
        const from = dy.address + image * dy.height * dyLine;
        return [
          ["accumulateChannels", first, sums(task), from, rows.count, columns.count, pixelBytes, ...taps, ...steps],
        ];
      },
    );
    machine.run(tasks);
    const out = gradient();
    out.fill(0);
    for (const task of tasks.keys()) {
      const part = machine.floats(sums(task), sumBytes / FLOAT);
      for (let i = 0; i < out.length; i++) out[i]! += part[i]!;
    }
  });
};
