import type { Code, Function, Local, MultiplyAdd } from "../assembler.ts";
import { add, advance, constant, doWhile, get, isBelow, load, namedFunction } from "../assembler.ts";
import { repeat, set, store, when, zeros } from "../assembler.ts";

/** Loops over maps in which every channel is by itself. `width` is one pixel's channels in bytes, a multiple of 16; steps are in bytes. */

/** Channels from `channel` on, as many vectors at once as there are, then one by one. */
const eachVectors = (channel: Local, width: Local, most: number, body: (vectors: number) => Code): Code => [
  ...set(channel, constant(0)),
  ...[most, 1].flatMap((vectors) => {
    const fits = isBelow(add(get(channel), constant(vectors * 16 - 1)), get(width));
    return when(fits, doWhile([...body(vectors), ...advance(channel, constant(vectors * 16))], fits));
  }),
];

const SIZES = ["x", "w", "y", "rows", "columns", "width", "kh", "kw"] as const;
const STEPS = ["tapRow", "tapColumn", "xRow", "xPixel", "yRow", "yPixel"] as const;
const FURTHER = ["r", "column", "xAt", "yAt", "xTapRow", "xTap", "wAt", "i", "j", "channel"] as const;
type Places = Readonly<Record<(typeof SIZES)[number] | (typeof STEPS)[number] | (typeof FURTHER)[number], Local>>;

/** Visits all pixels with `xAt` and `yAt` at their channel 0. */
const eachPixel = (at: Places, body: Code): Code =>
  repeat(at.r, at.rows, [
    ...set(at.xAt, get(at.x)),
    ...set(at.yAt, get(at.y)),
    ...repeat(at.column, at.columns, [...body, ...advance(at.xAt, get(at.xPixel)), ...advance(at.yAt, get(at.yPixel))]),
    ...advance(at.x, get(at.xRow)),
    ...advance(at.y, get(at.yRow)),
  ]);

/** Visits all taps with `xTap` at the pixel that it sees and `wAt` at its weights. */
const eachTap = (at: Places, body: Code): Code => [
  ...set(at.xTapRow, get(at.xAt)),
  ...set(at.wAt, get(at.w)),
  ...repeat(at.i, at.kh, [
    ...set(at.xTap, get(at.xTapRow)),
    ...repeat(at.j, at.kw, [...body, ...advance(at.xTap, get(at.tapColumn)), ...advance(at.wAt, get(at.width))]),
    ...advance(at.xTapRow, get(at.tapRow)),
  ]),
];

const depthwise = (name: string, body: (at: Places, vector: () => Local) => Code): Function =>
  namedFunction(name, [...SIZES, ...STEPS], FURTHER, body);

export const depthwiseFunctions = (multiplyAdd: MultiplyAdd): readonly Function[] => [
  /** y[r, p, c] = Σ over taps of x[r · xRow + p · xPixel + i · tapRow + j · tapColumn + 4c] · w[i, j, c] */
  depthwise("convolveChannels", (at, vector) => {
    const vectors = Array.from({ length: 4 }, vector);
    return eachPixel(
      at,
      eachVectors(at.channel, at.width, vectors.length, (count) => {
        const sums = vectors.slice(0, count);
        const along = (pointer: Local): Code => add(get(pointer), get(at.channel));
        return [
          ...sums.flatMap((sum) => set(sum, zeros)),
          ...eachTap(
            at,
            sums.flatMap((sum, v) =>
              set(sum, multiplyAdd(load(along(at.xTap), v * 16), load(along(at.wAt), v * 16), get(sum))),
            ),
          ),
          ...sums.flatMap((sum, v) => store(along(at.yAt), get(sum), v * 16)),
        ];
      }),
    );
  }),
  /** w[i, j, c] += Σ over r, p of x[…] · y[r, p, c]; `w` are the sums, `y` the result's gradient. */
  depthwise("accumulateChannels", (at) =>
    eachPixel(
      at,
      eachTap(
        at,
        eachVectors(at.channel, at.width, 1, () => {
          const along = (pointer: Local): Code => add(get(pointer), get(at.channel));
          const sum = multiplyAdd(load(along(at.xTap)), load(along(at.yAt)), load(along(at.wAt)));
          return store(along(at.wAt), sum);
        }),
      ),
    ),
  ),
];
