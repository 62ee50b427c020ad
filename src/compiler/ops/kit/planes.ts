import type { TensorType } from "../../4-graph/graph.ts";
import type { Dense, RunContext } from "../primitive.ts";
import { countOf, shapeOf, stridesOf } from "./dense.ts";
import type { Window } from "./window.ts";

/** A tensor in memory seen as maps of height × width × channel, one for each position along the axes that ride along. */
export interface Planes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Numbers in memory from one row, column or channel to the next. */
  readonly byRow: number;
  readonly byColumn: number;
  readonly byChannel: number;
  /** Where each map begins. */
  readonly starts: readonly number[];
}

/** All axes but these three ride along. */
export const ridersOf = (type: TensorType): readonly string[] =>
  type.dims.map((dim) => dim.axis).filter((axis) => axis !== "height" && axis !== "width" && axis !== "channel");

export interface Step {
  readonly size: number;
  readonly by: number;
}

const ABSENT: Step = { size: 1, by: 0 };

/** Size and distance in memory of each axis. */
export const stepsOf = (type: TensorType, shape: readonly number[]): ReadonlyMap<string, Step> => {
  const strides = stridesOf(shape);
  return new Map(type.dims.map(({ axis }, i) => [axis, { size: shape[i]!, by: strides[i]! }]));
};

/** Offsets of all positions along `axes`, the last one running fastest. Axes that the tensor lacks stand still. */
export const offsetsAlong = (steps: ReadonlyMap<string, Step>, axes: readonly string[]): readonly number[] =>
  axes.reduce<readonly number[]>(
    (offsets, axis) => {
      const { size, by } = steps.get(axis) ?? ABSENT;
      return offsets.flatMap((offset) => Array.from({ length: size }, (_, i) => offset + i * by));
    },
    [0],
  );

/** Maps in the order of `riders`, so that tensors with other orders of axes pair up. */
export const planesOf = (type: TensorType, shape: readonly number[], riders: readonly string[]): Planes => {
  const steps = stepsOf(type, shape);
  const along = (axis: string): Step => steps.get(axis) ?? ABSENT;
  return {
    height: along("height").size,
    width: along("width").size,
    channels: along("channel").size,
    byRow: along("height").by,
    byColumn: along("width").by,
    byChannel: along("channel").by,
    starts: offsetsAlong(steps, riders),
  };
};

/** Zeros of a type, the batch filled in. */
export const zerosOf = (type: TensorType, context: RunContext): Dense => {
  const shape = shapeOf(type.dims, context.batch);
  return { shape, values: new Float64Array(countOf(shape)) };
};

/**
 * Calls `visit` for each pixel that a window really sees: with the place of its channel 0 in `from`, that of the window's
 * result in `to`, the tap's number in the window, and the window's on the map, both row-major. Windows come in order, and taps in
 * order within a window.
 */
export const visitTaps = (
  from: Planes,
  to: Planes,
  window: Window,
  visit: (fromAt: number, toAt: number, tap: number, position: number) => void,
): void => {
  const [rows, columns] = window.size;
  for (let map = 0; map < from.starts.length; map++)
    for (let row = 0; row < to.height; row++)
      for (let column = 0; column < to.width; column++) {
        const toAt = to.starts[map]! + row * to.byRow + column * to.byColumn;
        for (let i = 0; i < rows; i++) {
          const y = row * window.stride[0] + i * window.dilation[0] - window.pad[0];
          if (y < 0 || y >= from.height) continue;
          for (let j = 0; j < columns; j++) {
            const x = column * window.stride[1] + j * window.dilation[1] - window.pad[3];
            if (x < 0 || x >= from.width) continue;
            visit(
              from.starts[map]! + y * from.byRow + x * from.byColumn,
              toAt,
              i * columns + j,
              row * to.width + column,
            );
          }
        }
      }
};
