import { uniformNumbers } from "../../compiler/random.ts";

/** Draws a whole number in [0, below); `below` is at most 2^24. */
export type Draws = (below: number) => number;

const BLOCK = 256;

/**
 * A sequence that depends on seed, step and stream alone, the same on every machine. With a picture's place in the set as stream its
 * numbers don't depend on which others were asked for, nor on how many workers ask.
 */
export const draws = (seed: number, step: number, stream: number): Draws => {
  let block: Float64Array = new Float64Array();
  let [at, from] = [0, 0];
  return (below) => {
    if (at === block.length) {
      block = uniformNumbers(seed, step, stream, BLOCK, from);
      [at, from] = [0, from + BLOCK];
    }
    return Math.floor(block[at++]! * below);
  };
};
