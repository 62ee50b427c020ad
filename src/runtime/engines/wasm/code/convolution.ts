import type { Code, Function, Local, MultiplyAdd, ValueType } from "../assembler.ts";
import {
  add,
  advance,
  constant,
  copyMemory,
  doWhile,
  get,
  isBelow,
  load,
  loadSplat,
  multiply,
  set,
  store,
  subtract,
  when,
  whileBelow,
  zeros,
} from "../assembler.ts";

type MakeLocal = (type: ValueType) => Local;

/** `row` from 0 to `rows` in chunks: the body works on rows [row, end) and finds `row` moved to `end` afterwards. */
const inChunks = (row: Local, end: Local, rows: Local, chunk: Local, body: Code): Code => [
  ...set(row, constant(0)),
  ...whileBelow(row, get(rows), [
    ...set(end, add(get(row), get(chunk))),
    ...when(isBelow(get(rows), get(end)), set(end, get(rows))),
    ...body,
    ...set(row, get(end)),
  ]),
];

const repeat = (counter: Local, count: Local, body: Code): Code => [
  ...set(counter, constant(0)),
  ...doWhile([...body, ...advance(counter, constant(1))], isBelow(get(counter), get(count))),
];

/**
 * Correlates rows of pixels with packed kernels: `vectors` · 4 results of `pixels` neighbouring pixels are summed in registers,
 * one number of the input against one row of the kernel at a time.
 *
 * y[r, p, b] = Σ over i < kh, j < kw, c < depth of x[r · xRow + p · xPixel + i · tapRow + j · tapColumn + 4c] · w[b, i, j, c]
 *
 * All steps are in bytes. `w` is [blocks, kh, kw, depth, 4 · vectors]. Of the last block only `lastBytes` are stored. `spill` has
 * room for one block of all pixels. `blocks` and the kernel's sizes are at least 1. Chunks of rows keep the input near while block
 * after block passes over it.
 */
export const convolveRows = (vectors: 1 | 2, pixels: number, multiplyAdd: MultiplyAdd): Function => ({
  name: `convolve${vectors * 4}`,
  parameters: Array<ValueType>(18).fill("i32"),
  body(parameters, local) {
    const [x, w, y, rows, columns, chunk, blocks, lastBytes, kh, kw, depth] = parameters as [
      Local,
      ...Local[],
    ] as Local[] as [Local, Local, Local, Local, Local, Local, Local, Local, Local, Local, Local];
    const [xRow, xPixel, tapRow, tapColumn, yRow, yPixel, spill] = parameters.slice(11) as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const int = (): Local => local("i32");
    const [row, end, block, wBlock, wStep, yBlock, r, xAt, yAt, column, past] = Array.from({ length: 11 }, int) as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const tile = tileCode({ vectors, pixels, multiplyAdd }, local, {
      wBlock,
      kh,
      kw,
      depth,
      xPixel,
      tapRow,
      tapColumn,
      xAt,
    });
    const bytes = vectors * 16;
    const put = (count: number): Code => {
      const whole = tile.sums.slice(0, count * vectors);
      const target = (pixel: number): Code => add(get(yAt), multiply(constant(pixel), get(yPixel)));
      const isLast = isBelow(get(block), subtract(get(blocks), constant(1)));
      const direct = whole.flatMap((sum, i) => store(target(Math.floor(i / vectors)), get(sum), (i % vectors) * 16));
      const partial = [
        ...whole.flatMap((sum, i) => store(get(spill), get(sum), i * 16)),
        ...Array.from({ length: count }, (_, pixel) =>
          copyMemory(target(pixel), add(get(spill), constant(pixel * bytes)), get(lastBytes)),
        ).flat(),
      ];
      const isWhole = [...isLast, ...get(lastBytes), ...constant(bytes), 0x46, 0x72];
      return [...isWhole, 0x04, 0x40, ...direct, 0x05, ...partial, 0x0b];
    };
    const step = (count: number): Code => [
      ...tile.code(count),
      ...put(count),
      ...advance(column, constant(count)),
      ...advance(xAt, multiply(get(xPixel), constant(count))),
      ...advance(yAt, multiply(get(yPixel), constant(count))),
    ];
    const oneRow: Code = [
      ...set(xAt, add(get(x), multiply(subtract(get(r), get(row)), get(xRow)))),
      ...set(yAt, add(get(yBlock), multiply(subtract(get(r), get(row)), get(yRow)))),
      ...set(column, constant(0)),
      ...whileBelow(column, get(past), step(pixels)),
      ...whileBelow(column, get(columns), step(1)),
      ...advance(r, constant(1)),
    ];
    return [
      ...set(wStep, multiply(multiply(multiply(get(kh), get(kw)), get(depth)), constant(bytes))),
      // The last column at which a whole tile begins, plus one.
      ...set(past, constant(0)),
      ...when(isBelow(constant(pixels - 1), get(columns)), set(past, subtract(get(columns), constant(pixels - 1)))),
      ...inChunks(row, end, rows, chunk, [
        ...set(wBlock, get(w)),
        ...set(yBlock, get(y)),
        ...repeat(block, blocks, [
          ...set(r, get(row)),
          ...whileBelow(r, get(end), oneRow),
          ...advance(wBlock, get(wStep)),
          ...advance(yBlock, constant(bytes)),
        ]),
        ...advance(x, multiply(subtract(get(end), get(row)), get(xRow))),
        ...advance(y, multiply(subtract(get(end), get(row)), get(yRow))),
      ]),
    ];
  },
});

interface TileShape {
  readonly vectors: number;
  readonly pixels: number;
  readonly multiplyAdd: MultiplyAdd;
}
type TilePlaces = Readonly<Record<"wBlock" | "kh" | "kw" | "depth" | "xPixel" | "tapRow" | "tapColumn" | "xAt", Local>>;

/** The innermost loops. Eight sums in flight hide the latency of a multiply-add; more would spill out of the 16 registers. */
const tileCode = ({ vectors, pixels, multiplyAdd }: TileShape, local: MakeLocal, at: TilePlaces) => {
  const sums = Array.from({ length: vectors * pixels }, () => local("v128"));
  const weights = Array.from({ length: vectors }, () => local("v128"));
  const pointers = Array.from({ length: pixels }, () => local("i32"));
  const [number, wAt, wEnd, i, j, xTap, xTapRow] = [
    local("v128"),
    ...Array.from({ length: 6 }, () => local("i32")),
  ] as [Local, Local, Local, Local, Local, Local, Local];
  const code = (count: number): Code => {
    const used = pointers.slice(0, count);
    const innermost: Code = doWhile(
      [
        ...weights.flatMap((weight, v) => set(weight, load(get(wAt), v * 16))),
        ...used.flatMap((pointer, pixel) => [
          ...set(number, loadSplat(get(pointer))),
          ...weights.flatMap((weight, v) => {
            const sum = sums[pixel * vectors + v]!;
            return set(sum, multiplyAdd(get(number), get(weight), get(sum)));
          }),
        ]),
        ...used.flatMap((pointer) => advance(pointer, constant(4))),
        ...advance(wAt, constant(vectors * 16)),
      ],
      isBelow(get(wAt), get(wEnd)),
    );
    return [
      ...sums.slice(0, count * vectors).flatMap((sum) => set(sum, zeros)),
      ...set(wAt, get(at.wBlock)),
      ...set(xTapRow, get(at.xAt)),
      ...repeat(i, at.kh, [
        ...set(xTap, get(xTapRow)),
        ...repeat(j, at.kw, [
          ...used.flatMap((pointer, pixel) =>
            set(pointer, pixel === 0 ? get(xTap) : add(get(used[pixel - 1]!), get(at.xPixel))),
          ),
          ...set(wEnd, add(get(wAt), multiply(get(at.depth), constant(vectors * 16)))),
          ...innermost,
          ...advance(xTap, get(at.tapColumn)),
        ]),
        ...advance(xTapRow, get(at.tapRow)),
      ]),
    ];
  };
  return { sums, code };
};

/**
 * A convolution kernel's gradient as a sum of outer products, four input channels by eight output channels in registers.
 *
 * sums[i, j, cb, ob, c, o] += Σ over r, p of x[r · xRow + p · xPixel + i · tapRow + j · tapColumn + 16cb + 4c] · dy[r · dyRow + p · dyPixel + 32ob + 4o]
 *
 * All steps are in bytes; `sums` is [kh, kw, cBlocks, oBlocks, 4, 8]. Channels beyond the last are whatever memory holds there, and
 * land in sums that nobody reads.
 */
export const accumulateKernel = (multiplyAdd: MultiplyAdd): Function => ({
  name: "accumulateKernel",
  parameters: Array<ValueType>(16).fill("i32"),
  body(parameters, local) {
    const [x, dy, sums, rows, columns, chunk, kh, kw] = parameters as unknown as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [cBlocks, oBlocks, xRow, xPixel, tapRow, tapColumn, dyRow, dyPixel] = parameters.slice(8) as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const int = (): Local => local("i32");
    const [row, end, i, j, cb, ob, sumsAt, xTapRow, xTap, dyBlock, r] = Array.from({ length: 11 }, int) as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [xRowAt, dyRowAt, xAt, dyAt, dyEnd] = Array.from({ length: 5 }, int) as [Local, Local, Local, Local, Local];
    const products = Array.from({ length: 8 }, () => local("v128"));
    const [left, right, number] = [local("v128"), local("v128"), local("v128")];
    const pixelLoop: Code = doWhile(
      [
        ...set(left, load(get(dyAt))),
        ...set(right, load(get(dyAt), 16)),
        ...[0, 1, 2, 3].flatMap((c) => [
          ...set(number, loadSplat(get(xAt), c * 4)),
          ...[left, right].flatMap((part, v) => {
            const product = products[c * 2 + v]!;
            return set(product, multiplyAdd(get(number), get(part), get(product)));
          }),
        ]),
        ...advance(xAt, get(xPixel)),
        ...advance(dyAt, get(dyPixel)),
      ],
      isBelow(get(dyAt), get(dyEnd)),
    );
    const oneTile: Code = [
      ...products.flatMap((product, k) => set(product, load(get(sumsAt), k * 16))),
      ...set(xRowAt, add(get(xTap), multiply(get(cb), constant(16)))),
      ...set(dyRowAt, get(dyBlock)),
      ...set(r, get(row)),
      ...whileBelow(r, get(end), [
        ...set(xAt, get(xRowAt)),
        ...set(dyAt, get(dyRowAt)),
        ...set(dyEnd, add(get(dyAt), multiply(get(columns), get(dyPixel)))),
        ...pixelLoop,
        ...advance(xRowAt, get(xRow)),
        ...advance(dyRowAt, get(dyRow)),
        ...advance(r, constant(1)),
      ]),
      ...products.flatMap((product, k) => store(get(sumsAt), get(product), k * 16)),
      ...advance(sumsAt, constant(128)),
      ...advance(dyBlock, constant(32)),
    ];
    return inChunks(row, end, rows, chunk, [
      ...set(sumsAt, get(sums)),
      ...set(xTapRow, get(x)),
      ...repeat(i, kh, [
        ...set(xTap, get(xTapRow)),
        ...repeat(j, kw, [
          ...repeat(cb, cBlocks, [...set(dyBlock, get(dy)), ...repeat(ob, oBlocks, oneTile)]),
          ...advance(xTap, get(tapColumn)),
        ]),
        ...advance(xTapRow, get(tapRow)),
      ]),
      ...advance(x, multiply(subtract(get(end), get(row)), get(xRow))),
      ...advance(dy, multiply(subtract(get(end), get(row)), get(dyRow))),
    ]);
  },
});

/** Copies `rows` rows of `bytes` bytes. */
export const copyRows: Function = {
  name: "copyRows",
  parameters: Array<ValueType>(6).fill("i32"),
  body([to, from, rows, bytes, toRow, fromRow], local) {
    const row = local("i32");
    return repeat(row, rows!, [
      ...copyMemory(get(to!), get(from!), get(bytes!)),
      ...advance(to!, get(toRow!)),
      ...advance(from!, get(fromRow!)),
    ]);
  },
};
