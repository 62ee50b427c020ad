import { describe, expect, it } from "vitest";
import { addToTally, emptyTally, isBeyondTop, sharesOf } from "../../src/runtime/eval/metrics.ts";

const logits = Float32Array.of(1, 5, 3, 5, 0, 2);

describe("isBeyondTop", () => {
  it("ranks by size, equal ones by index", () => {
    expect([0, 1, 2, 3, 4, 5].map((label) => isBeyondTop(logits, label, 1))).toEqual([
      true,
      false,
      true,
      true,
      true,
      true,
    ]);
    expect([0, 1, 2, 3, 4, 5].map((label) => isBeyondTop(logits, label, 5))).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it("counts NaN as wrong", () => expect(isBeyondTop(Float32Array.of(NaN, NaN), 0, 1)).toBe(true));
});

it("an uneven last batch weighs by its pictures", () => {
  // Three of four wrong, then the one of the last batch right: 3/5, not (3/4 + 0) / 2.
  const four = addToTally(emptyTally, ["error"], Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0), Float32Array.of(0, 1, 1, 1));
  const five = addToTally(four, ["error"], Float32Array.of(0, 1), Float32Array.of(1));
  expect(sharesOf(five)).toEqual({ error: 0.6 });
});
