import { describe, expect, it } from "vitest";
import {
  addToTally,
  decidingMetric,
  emptyTally,
  isBeyondTop,
  metricNames,
  resultOf,
} from "../../src/runtime/eval/metrics.ts";

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
  const four = addToTally(emptyTally(2), Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0), Float32Array.of(0, 1, 1, 1));
  const five = addToTally(four, Float32Array.of(0, 1), Float32Array.of(1));
  expect(resultOf(five, ["error"])).toEqual({ error: 0.6 });
  // Class 0: its one picture is right. Class 1: one of four is.
  expect(resultOf(five, ["per_class", "confusion"])).toEqual({
    per_class: [0, 0.75],
    confusion: [
      [1, 0],
      [3, 1],
    ],
  });
});

it("a class without pictures has no error, and what is no number is in no column", () => {
  const tally = addToTally(emptyTally(3), Float32Array.of(NaN, NaN, NaN, NaN, 2, 1), Float32Array.of(0, 0));
  expect(resultOf(tally, ["error", "top5", "per_class", "confusion"])).toEqual({
    error: 1,
    top5: 1,
    per_class: [1, null, null],
    confusion: [
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
  });
});

it("metrics without one share are joined by the error; the first share decides", () => {
  expect(metricNames([{ name: "confusion" }])).toEqual(["error", "confusion"]);
  expect(metricNames([{ name: "top5" }])).toEqual(["top5"]);
  expect([decidingMetric(["confusion", "top5", "error"]), decidingMetric(["error", "top5"])]).toEqual([
    "top5",
    "error",
  ]);
});
