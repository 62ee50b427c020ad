/**
 * Numbers in [-1, 1) that both sides make for themselves: number j of stream s is lowbias32((s · 0x9E3779B1 + j) mod 2^32) / 2^31 − 1.
 * The same in `bench/torch/numbers_mixed.py`.
 */
export const mixedNumbers = (stream: number, count: number): Float64Array => {
  const start = Math.imul(stream, 0x9e3779b1) >>> 0;
  return Float64Array.from({ length: count }, (_, j) => {
    let x = (start + j) >>> 0;
    x ^= x >>> 16;
    x = Math.imul(x, 0x7feb352d);
    x ^= x >>> 15;
    x = Math.imul(x, 0x846ca68b);
    x ^= x >>> 16;
    return (x >>> 0) / 2 ** 31 - 1;
  });
};
