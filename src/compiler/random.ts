/**
 * Random numbers that are a function of where they are needed, not of when they are asked for: seed, step and stream make a key, a
 * counter runs from 0. So they do not depend on the order of work, the number of workers or the engine, and a resumed run goes on
 * with the same ones.
 */

/** Mixes 32 bits so that each one of them depends on all: the constants of `triple32` (Wellons 2018, bias 0.02). */
const mix = (bits: number): number => {
  bits = Math.imul(bits ^ (bits >>> 17), 0xed5ad4bb);
  bits = Math.imul(bits ^ (bits >>> 11), 0xac4c1b51);
  bits = Math.imul(bits ^ (bits >>> 15), 0x31848bab);
  return bits ^ (bits >>> 14);
};

/** Whole numbers up to 2^53 go in with both halves. */
const absorb = (state: number, word: number): number =>
  mix(mix(state ^ (word | 0)) + Math.imul(Math.floor(word / 2 ** 32) + 1, 0x9e3779b9));

/** 2^24: such numbers are exact as floats of 32 bits, and stay below 1. */
const GRID = 2 ** 24;

/**
 * `count` numbers in [0, 1), multiples of 2^-24, the same for the same whole numbers `seed`, `step` and `stream`. `from` skips the
 * first numbers of the sequence. Period 2^32.
 */
export const uniformNumbers = (seed: number, step: number, stream: number, count: number, from = 0): Float64Array => {
  const first = absorb(absorb(absorb(0x6b657321, seed), step), stream);
  const second = absorb(first, 0x5eed);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++)
    numbers[i] = (mix(mix(first + Math.imul(from + i, 0x9e3779b9)) ^ second) >>> 8) / GRID;
  return numbers;
};

/** `count` numbers of the normal distribution with mean 0 and deviation 1, keyed likewise (Box and Muller 1958). */
export const normalNumbers = (seed: number, step: number, stream: number, count: number): Float64Array => {
  const pairs = Math.ceil(count / 2);
  const uniform = uniformNumbers(seed, step, stream, 2 * pairs);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const pair = i >> 1;
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform[2 * pair]!));
    const angle = 2 * Math.PI * uniform[2 * pair + 1]!;
    numbers[i] = radius * (i % 2 ? Math.sin(angle) : Math.cos(angle));
  }
  return numbers;
};

/** A stream for a name, such as a variable's path: 32 bits by FNV-1a over its UTF-16 code units. */
export const streamOf = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};
