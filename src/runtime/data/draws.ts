/** Draws whole numbers in [0, below), `below` at most 2^32: the same sequence on every machine. */
export type Draws = (below: number) => number;

/** Two rounds of multiply and xor-shift: every bit of the result depends on every bit of `x`. */
const mix = (x: number): number => {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
};

/**
 * A sequence that depends on the keys and their order alone: `draws(seed, epoch, picture)`. So the numbers of one picture don't depend
 * on which others were asked for, nor on how many workers ask. Keys are whole numbers; more than 32 bits count too.
 */
export const draws = (...keys: readonly number[]): Draws => {
  let state = 0x9e3779b9;
  for (const key of keys) state = mix(mix(state ^ (key >>> 0)) + Math.floor(key / 0x100000000));
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0;
    return Math.floor((mix(state) * below) / 0x100000000);
  };
};
