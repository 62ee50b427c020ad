import type { Code, Function, Local, MultiplyAdd } from "../assembler.ts";
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
  namedFunction,
  repeat,
  set,
  store,
  subtract,
  when,
  whenElse,
  whileBelow,
  zeros,
} from "../assembler.ts";

interface Chunks {
  readonly row: Local;
  readonly end: Local;
  readonly rows: Local;
  readonly chunk: Local;
}

/** `row` from 0 to `rows` in chunks: the body works on rows [row, end) and finds `row` moved to `end` afterwards. */
const inChunks = ({ row, end, rows, chunk }: Chunks, body: Code): Code => [
  ...set(row, constant(0)),
  ...whileBelow(row, get(rows), [
    ...set(end, add(get(row), get(chunk))),
    ...when(isBelow(get(rows), get(end)), set(end, get(rows))),
    ...body,
    ...set(row, get(end)),
  ]),
];

const TAPS = ["kh", "kw", "depth", "xRow", "xPixel", "tapRow", "tapColumn"] as const;
const TILE = ["wBlock", "xAt", "wAt", "wEnd", "i", "j", "xTap", "xTapRow"] as const;
const ROWS = ["row", "end", "block", "wStep", "yBlock", "r", "yAt", "column", "past"] as const;
const EXTENT = ["x", "w", "y", "rows", "columns", "chunk", "blocks", "lastBytes"] as const;
const OUTPUT = ["yRow", "yPixel", "spill"] as const;
type Place =
  | (typeof TAPS)[number]
  | (typeof TILE)[number]
  | (typeof ROWS)[number]
  | (typeof EXTENT)[number]
  | (typeof OUTPUT)[number];
type Places = Readonly<Record<Place, Local>>;

/** How much of a correlation is in registers at once. */
interface Tile {
  readonly vectors: number;
  readonly pixels: number;
  readonly multiplyAdd: MultiplyAdd;
  readonly sums: readonly Local[];
  readonly weights: readonly Local[];
  readonly number: Local;
  /** Where each pixel's input is. */
  readonly pointers: readonly Local[];
}

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
export const convolveRows = (vectors: 1 | 2, pixels: number, multiplyAdd: MultiplyAdd): Function => {
  const pointers = Array.from({ length: pixels }, (_, pixel) => `pointer${pixel}`);
  const further = [...TILE, ...ROWS, ...pointers];
  return namedFunction(`convolve${vectors * 4}`, [...EXTENT, ...TAPS, ...OUTPUT], further, (all, vector) => {
    const at = all as Places;
    const several = (count: number): Local[] => Array.from({ length: count }, vector);
    const [sums, weights, number] = [several(vectors * pixels), several(vectors), vector()];
    const places = pointers.map((pointer) => all[pointer]!);
    return rowsCode({ vectors, pixels, multiplyAdd, sums, weights, number, pointers: places }, at);
  });
};

const rowsCode = (tile: Tile, at: Places): Code => {
  const { vectors, pixels } = tile;
  const bytes = constant(vectors * 16);
  const oneRow: Code = [
    ...set(at.xAt, add(get(at.x), multiply(subtract(get(at.r), get(at.row)), get(at.xRow)))),
    ...set(at.yAt, add(get(at.yBlock), multiply(subtract(get(at.r), get(at.row)), get(at.yRow)))),
    ...set(at.column, constant(0)),
    ...whileBelow(at.column, get(at.past), tileStep(tile, at, pixels)),
    ...whileBelow(at.column, get(at.columns), tileStep(tile, at, 1)),
    ...advance(at.r, constant(1)),
  ];
  const oneBlock: Code = [
    ...set(at.r, get(at.row)),
    ...whileBelow(at.r, get(at.end), oneRow),
    ...advance(at.wBlock, get(at.wStep)),
    ...advance(at.yBlock, bytes),
  ];
  const fits = isBelow(constant(pixels - 1), get(at.columns));
  return [
    ...set(at.wStep, multiply(multiply(multiply(get(at.kh), get(at.kw)), get(at.depth)), bytes)),
    // The last column at which a whole tile begins, plus one.
    ...set(at.past, constant(0)),
    ...when(fits, set(at.past, subtract(get(at.columns), constant(pixels - 1)))),
    ...inChunks(at, [
      ...set(at.wBlock, get(at.w)),
      ...set(at.yBlock, get(at.y)),
      ...repeat(at.block, at.blocks, oneBlock),
      ...advance(at.x, multiply(subtract(get(at.end), get(at.row)), get(at.xRow))),
      ...advance(at.y, multiply(subtract(get(at.end), get(at.row)), get(at.yRow))),
    ]),
  ];
};

/** `count` pixels of one block, and on to the next. */
const tileStep = (tile: Tile, at: Places, count: number): Code => [
  ...tileSums(tile, at, count),
  ...tileStores(tile, at, count),
  ...advance(at.column, constant(count)),
  ...advance(at.xAt, multiply(get(at.xPixel), constant(count))),
  ...advance(at.yAt, multiply(get(at.yPixel), constant(count))),
];

/** The innermost loops. Eight sums in flight hide the latency of a multiply-add; more would spill out of the 16 registers. */
const tileSums = ({ vectors, multiplyAdd, sums, weights, number, pointers }: Tile, at: Places, count: number): Code => {
  const used = pointers.slice(0, count);
  const innermost: Code = doWhile(
    [
      ...weights.flatMap((weight, v) => set(weight, load(get(at.wAt), v * 16))),
      ...used.flatMap((pointer, pixel) => [
        ...set(number, loadSplat(get(pointer))),
        ...weights.flatMap((weight, v) => {
          const sum = sums[pixel * vectors + v]!;
          return set(sum, multiplyAdd(get(number), get(weight), get(sum)));
        }),
      ]),
      ...used.flatMap((pointer) => advance(pointer, constant(4))),
      ...advance(at.wAt, constant(vectors * 16)),
    ],
    isBelow(get(at.wAt), get(at.wEnd)),
  );
  const first = (pixel: number): Code => (pixel === 0 ? get(at.xTap) : add(get(used[pixel - 1]!), get(at.xPixel)));
  return [
    ...sums.slice(0, count * vectors).flatMap((sum) => set(sum, zeros)),
    ...set(at.wAt, get(at.wBlock)),
    ...set(at.xTapRow, get(at.xAt)),
    ...repeat(at.i, at.kh, [
      ...set(at.xTap, get(at.xTapRow)),
      ...repeat(at.j, at.kw, [
        ...used.flatMap((pointer, pixel) => set(pointer, first(pixel))),
        ...set(at.wEnd, add(get(at.wAt), multiply(get(at.depth), constant(vectors * 16)))),
        ...innermost,
        ...advance(at.xTap, get(at.tapColumn)),
      ]),
      ...advance(at.xTapRow, get(at.tapRow)),
    ]),
  ];
};

/** Whole blocks straight away; a last one that isn't whole by way of `spill`. */
const tileStores = ({ vectors, sums }: Tile, at: Places, count: number): Code => {
  const bytes = vectors * 16;
  const whole = sums.slice(0, count * vectors);
  const target = (pixel: number): Code => add(get(at.yAt), multiply(constant(pixel), get(at.yPixel)));
  const isInner = isBelow(get(at.block), subtract(get(at.blocks), constant(1)));
  const isWhole = isBelow(constant(bytes - 1), get(at.lastBytes));
  const direct = whole.flatMap((sum, i) => store(target(Math.floor(i / vectors)), get(sum), (i % vectors) * 16));
  const partial = [
    ...whole.flatMap((sum, i) => store(get(at.spill), get(sum), i * 16)),
    ...Array.from({ length: count }, (_, pixel) =>
      copyMemory(target(pixel), add(get(at.spill), constant(pixel * bytes)), get(at.lastBytes)),
    ).flat(),
  ];
  return whenElse(add(isInner, isWhole), direct, partial);
};

/**
 * A convolution kernel's gradient as a sum of outer products, four input channels by eight output channels in registers.
 *
 * sums[i, j, cb, ob, c, o] += Σ over r, p of x[r · xRow + p · xPixel + i · tapRow + j · tapColumn + 16cb + 4c] · dy[r · dyRow + p · dyPixel + 32ob + 4o]
 *
 * All steps are in bytes; `sums` is [kh, kw, cBlocks, oBlocks, 4, 8]. Channels beyond the last are whatever memory holds there, and
 * land in sums that nobody reads.
 */
export const accumulateKernel = (multiplyAdd: MultiplyAdd): Function =>
  namedFunction(
    "accumulateKernel",
    [
      ...(["x", "dy", "sums", "rows", "columns", "chunk", "kh", "kw", "cBlocks", "oBlocks"] as const),
      ...(["xRow", "xPixel", "tapRow", "tapColumn", "dyRow", "dyPixel"] as const),
    ],
    [
      ...(["row", "end", "i", "j", "cb", "ob", "sumsAt", "xTapRow", "xTap", "dyBlock", "r"] as const),
      ...(["xRowAt", "dyRowAt", "xAt", "dyAt", "dyEnd"] as const),
    ],
    (at, vector) => {
      const products = Array.from({ length: 8 }, vector);
      const pixels: Code = [
        ...set(at.xAt, get(at.xRowAt)),
        ...set(at.dyAt, get(at.dyRowAt)),
        ...set(at.dyEnd, add(get(at.dyAt), multiply(get(at.columns), get(at.dyPixel)))),
        ...doWhile(
          [
            ...outerProduct(products, [vector(), vector()], vector(), at, multiplyAdd),
            ...advance(at.xAt, get(at.xPixel)),
            ...advance(at.dyAt, get(at.dyPixel)),
          ],
          isBelow(get(at.dyAt), get(at.dyEnd)),
        ),
      ];
      const oneTile: Code = [
        ...products.flatMap((product, k) => set(product, load(get(at.sumsAt), k * 16))),
        ...set(at.xRowAt, add(get(at.xTap), multiply(get(at.cb), constant(16)))),
        ...set(at.dyRowAt, get(at.dyBlock)),
        ...set(at.r, get(at.row)),
        ...whileBelow(at.r, get(at.end), [
          ...pixels,
          ...advance(at.xRowAt, get(at.xRow)),
          ...advance(at.dyRowAt, get(at.dyRow)),
          ...advance(at.r, constant(1)),
        ]),
        ...products.flatMap((product, k) => store(get(at.sumsAt), get(product), k * 16)),
        ...advance(at.sumsAt, constant(128)),
        ...advance(at.dyBlock, constant(32)),
      ];
      const oneTap = repeat(at.cb, at.cBlocks, [...set(at.dyBlock, get(at.dy)), ...repeat(at.ob, at.oBlocks, oneTile)]);
      return inChunks(at, [
        ...set(at.sumsAt, get(at.sums)),
        ...set(at.xTapRow, get(at.x)),
        ...repeat(at.i, at.kh, [
          ...set(at.xTap, get(at.xTapRow)),
          ...repeat(at.j, at.kw, [...oneTap, ...advance(at.xTap, get(at.tapColumn))]),
          ...advance(at.xTapRow, get(at.tapRow)),
        ]),
        ...advance(at.x, multiply(subtract(get(at.end), get(at.row)), get(at.xRow))),
        ...advance(at.dy, multiply(subtract(get(at.end), get(at.row)), get(at.dyRow))),
      ]);
    },
  );

/** Four numbers at `xAt` times eight at `dyAt`. */
const outerProduct = (
  products: readonly Local[],
  halves: readonly [Local, Local],
  number: Local,
  { xAt, dyAt }: { readonly xAt: Local; readonly dyAt: Local },
  multiplyAdd: MultiplyAdd,
): Code => [
  ...halves.flatMap((half, v) => set(half, load(get(dyAt), v * 16))),
  ...[0, 1, 2, 3].flatMap((c) => [
    ...set(number, loadSplat(get(xAt), c * 4)),
    ...halves.flatMap((half, v) => {
      const product = products[c * 2 + v]!;
      return set(product, multiplyAdd(get(number), get(half), get(product)));
    }),
  ]),
];

/** Copies `rows` rows of `bytes` bytes. */
export const copyRows: Function = namedFunction(
  "copyRows",
  ["to", "from", "rows", "bytes", "toRow", "fromRow"],
  ["row"],
  (at) =>
    repeat(at.row, at.rows, [
      ...copyMemory(get(at.to), get(at.from), get(at.bytes)),
      ...advance(at.to, get(at.toRow)),
      ...advance(at.from, get(at.fromRow)),
    ]),
);
